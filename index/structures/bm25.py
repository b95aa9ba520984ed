"""BM25 over the postings of several segments, with the statistics of all of them.

Scores are those of rank_bm25.BM25Okapi over all passages, to the last bit: same formula, same statistics, and the
terms of a query are added in the query's order; a term that the query repeats counts as often as it is there. Only the
idf of terms in more than half of the passages, a share of the average of all terms, may differ in its last bits: the
average is summed exactly here, and there in an order that depends on which passage came first.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from pincite.index.structures.placement import Placement
from pincite.index.structures.postings import Postings, hash_of

K1 = 1.5
B = 0.75
EPSILON = 0.25

# What terms in more than this share of the passages add is kept once they were asked for: questions share their common
# words. Of those in more than an eighth it is kept for every passage, which is added up faster.
_COMMON = 1 / 64
_DENSE = 1 / 8
_KEPT = 8_000_000  # numbers at most
_KEPT_FREQUENCIES = 100_000
_BLOCK = 64  # rows of which only the best score is looked at, where it is not among the k best of all blocks

Ranking = tuple[NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True, kw_only=True)
class TermStatistics:
    """What BM25 needs of a whole library: passages, their terms, and how many terms are in so many passages.

    frequencies: number of passages -> number of terms that are in so many.
    """

    passages: int = 0
    length: int = 0
    frequencies: Mapping[int, int]

    def idf(self, frequency: int) -> float:
        """Okapi's idf of a term in so many passages; where it is negative, a share of the average of all terms."""
        value = _raw_idf(frequency, self.passages)
        return value if value >= 0 else EPSILON * self.average_idf

    @cached_property
    def average_idf(self) -> float:
        """The mean idf of all terms, floors not counted."""
        terms = sum(self.frequencies.values())
        total = math.fsum(count * _raw_idf(frequency, self.passages) for frequency, count in self.frequencies.items())
        return total / max(terms, 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Term:
    """What a term adds to the scores of rows: impacts float64[p] of the `rows` int64[p], or of all rows (None)."""

    rows: NDArray[np.int64] | None
    impacts: NDArray[np.float64]
    idf: float

    @property
    def size(self) -> int:
        """How many numbers these are."""
        return len(self.impacts) * (1 if self.rows is None else 2)


class BM25:
    """Ranks the passages of segments by the terms of a query. For any number of threads.

    Rows are counted over all segments, one segment after the other, until the best are known.
    """

    def __init__(self, segments: Sequence[Postings], placement: Placement, statistics: TermStatistics) -> None:
        self.segments = segments
        self.statistics = statistics
        sizes = np.array([part.size for part in segments], dtype=np.int64)
        self._firsts = np.cumsum(sizes) - sizes
        self._position_of = placement.joined
        lengths = np.concatenate([np.empty(0, dtype=np.int64), *(part.lengths for part in segments)])
        average = statistics.length / max(statistics.passages, 1)
        self._norms = np.asarray(K1 * (1 - B + B * lengths / (average or 1)), dtype=np.float64)
        self._terms: dict[int, _Term] = {}
        self._kept = 0
        self._frequencies: dict[int, int] = {}
        self._guard = Lock()

    @property
    def size(self) -> int:
        """The number of passages."""
        return self.statistics.passages

    def frequency(self, token: str) -> int:
        """How many passages contain a term."""
        hash_ = hash_of(token)
        known = self._frequencies.get(hash_)
        if known is None:
            ((begins, ends),) = self._stretches([hash_])
            known = sum(ends) - sum(begins)
        return known

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """The score of every passage, by position; 0 where no term of the query stands."""
        whole = np.empty(len(self._position_of))
        whole[self._position_of] = self._totals(self._asked(tokens))
        return whole

    def top(self, tokens: Sequence[str], k: int, *, allowed: NDArray[np.bool_] | None = None) -> Ranking:
        """The k best passages that contain a term of the query, best first, earlier ones first among equals.

        `allowed` marks the positions to be ranked at all.
        """
        terms = self._asked(tokens)
        if k <= 0 or not terms:
            return np.empty(0, dtype=np.int64), np.empty(0)
        totals, nothing = self._totals(terms), 0.0
        if any(term.idf <= 0 for term in terms):
            totals, nothing = np.where(self._matching(terms), totals, -math.inf), -math.inf
        if allowed is not None:
            totals = np.where(allowed[self._position_of], totals, nothing)
        rows = _best_rows(totals, k, above=nothing)
        candidates, reached = self._position_of[rows], totals[rows]
        order = np.lexsort((candidates, -reached))[:k]
        return candidates[order], reached[order]

    def _totals(self, terms: Sequence[_Term]) -> NDArray[np.float64]:
        """The sum of what the terms add, in their order, by row."""
        totals = np.zeros(len(self._position_of))
        for term in terms:
            if term.rows is None:
                totals += term.impacts
            else:
                np.add.at(totals, term.rows, term.impacts)
        return totals

    def _matching(self, terms: Sequence[_Term]) -> NDArray[np.bool_]:
        """Which rows hold one of the terms; one that is kept for every row adds nothing to those without it."""
        matching = np.zeros(len(self._position_of), dtype=np.bool_)
        for term in terms:
            if term.rows is None:
                matching |= term.impacts != 0
            else:
                matching[term.rows] = True
        return matching

    def _asked(self, tokens: Sequence[str]) -> list[_Term]:
        """The terms of a query that any passage holds, in its order and as often as it has them."""
        asked = [hash_of(token) for token in tokens]
        known = {hash_: term for hash_ in asked if (term := self._terms.get(hash_)) is not None}
        unknown = [hash_ for hash_ in dict.fromkeys(asked) if hash_ not in known]
        if unknown:
            for hash_, (begins, ends) in zip(unknown, self._stretches(unknown), strict=True):
                if any(ends):
                    known[hash_] = term = self._read(begins, ends)
                    self._keep(hash_, term)
        return [known[hash_] for hash_ in asked if hash_ in known]

    def _stretches(self, hashes: Sequence[int]) -> list[tuple[list[int], list[int]]]:
        """For each of these terms where its postings begin and end in every segment, at 0 where it has none.

        Notes their frequencies.
        """
        wanted = np.array(hashes, dtype=np.uint64)
        begins, ends = np.zeros((2, len(wanted), len(self.segments)), dtype=np.int64)
        for number, part in enumerate(self.segments):
            places = part.places(wanted)
            there = np.flatnonzero(places >= 0)
            begins[there, number], ends[there, number] = part.starts[places[there]], part.starts[places[there] + 1]
        if len(self._frequencies) < _KEPT_FREQUENCIES:
            self._frequencies.update(zip(hashes, (ends - begins).sum(axis=1).tolist(), strict=True))
        return list(zip(begins.tolist(), ends.tolist(), strict=True))

    def _read(self, begins: Sequence[int], ends: Sequence[int]) -> _Term:
        """The term whose postings are there."""
        numbers = [number for number, end in enumerate(ends) if end]
        rows = [self.segments[number].rows[begins[number] : ends[number]] for number in numbers]
        counts = [self.segments[number].counts[begins[number] : ends[number]] for number in numbers]
        sizes = [len(part) for part in rows]
        firsts = self._firsts[numbers]
        idf = self.statistics.idf(sum(sizes))
        of = np.concatenate(rows).astype(np.int64) + np.repeat(firsts, sizes)
        often = np.concatenate(counts).astype(np.float64)
        impacts: NDArray[np.float64] = idf * (often * (K1 + 1) / (often + self._norms[of]))
        if len(of) <= _DENSE * len(self._norms) or idf == 0:
            return _Term(rows=of, impacts=impacts, idf=idf)
        whole = np.zeros(len(self._norms))
        whole[of] = impacts
        return _Term(rows=None, impacts=whole, idf=idf)

    def _keep(self, hash_: int, term: _Term) -> None:
        if len(term.impacts) > _COMMON * len(self._norms):
            with self._guard:
                if self._kept + term.size > _KEPT:
                    self._terms, self._kept = {}, 0
                if hash_ not in self._terms:
                    self._terms[hash_] = term
                    self._kept += term.size


def changed_statistics(
    before: TermStatistics,
    *,
    kept: Sequence[Postings],
    left: Sequence[Postings],
    added: Sequence[Postings],
) -> TermStatistics:
    """The statistics once the segments `left` have been exchanged for those `added`, and `kept` have stayed.

    Its cost is that of the exchanged segments: of the others only the terms that have changed are looked up.
    """
    exchanged = [(part, sign) for parts, sign in ((left, -1), (added, 1)) for part in parts]
    if not exchanged:
        return before
    every = np.concatenate([part.hashes for part, _ in exchanged])
    changes = np.concatenate([sign * part.frequencies() for part, sign in exchanged])
    terms, places = np.unique(every, return_inverse=True)
    change = np.zeros(len(terms), dtype=np.int64)
    np.add.at(change, places, changes)
    terms, change = terms[change != 0], change[change != 0]
    now = sum((_frequencies(part, terms) for part in (*kept, *added)), np.zeros(len(terms), dtype=np.int64))
    frequencies = dict(before.frequencies)
    for values, sign in ((now - change, -1), (now, 1)):
        for frequency, count in zip(*np.unique(values[values > 0], return_counts=True), strict=True):
            frequencies[int(frequency)] = frequencies.get(int(frequency), 0) + sign * int(count)
    return TermStatistics(
        passages=before.passages + sum(sign * part.size for part, sign in exchanged),
        length=before.length + sum(sign * int(part.lengths.sum(dtype=np.int64)) for part, sign in exchanged),
        frequencies={frequency: count for frequency, count in sorted(frequencies.items()) if count},
    )


def _best_rows(totals: NDArray[np.float64], k: int, *, above: float) -> NDArray[np.int64]:
    """The rows with more than `above` that may be among the k best, all with an equal score among them.

    The k-th of the best scores of blocks is reached by k rows at least, and only blocks that reach it hold such rows.
    A block takes one row of every `columns`: its best score is found in one pass over the memory.
    """
    columns = len(totals) // _BLOCK
    if columns < k:
        return np.flatnonzero(totals > above)
    blocks, rest = totals[: columns * _BLOCK].reshape(_BLOCK, columns), totals[columns * _BLOCK :]
    best = blocks.max(axis=0)
    least = max(float(np.partition(best, -k)[-k]), math.nextafter(above, math.inf))
    found = np.flatnonzero(best >= least)
    steps, places = np.nonzero(blocks[:, found] >= least)
    return np.concatenate([steps * columns + found[places], columns * _BLOCK + np.flatnonzero(rest >= least)])


def _frequencies(part: Postings, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
    places = part.places(terms)
    return np.where(places >= 0, part.starts[places + 1] - part.starts[places], 0)


def _raw_idf(frequency: int, passages: int) -> float:
    # By `math`, as rank_bm25 does: numpy's logarithms differ in the last bit.
    return math.log(passages - frequency + 0.5) - math.log(frequency + 0.5)
