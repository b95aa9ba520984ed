"""BM25 compiled at build time: for every term the passages that contain it and what it adds to their scores.

Scores are those of rank_bm25.BM25Okapi, to the last bit: same formula, same statistics, and the terms of a query
are added in the query's order. A term that the query repeats counts as often as it is there.

Ranking does not sort all passages. For each term its 10th and 100th best impact are kept: if ten passages gain 7.2
by one term alone, none below 7.2 is among the ten best. The few that are left get their exact scores and an order.
"""

import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch

K1 = 1.5
B = 0.75
EPSILON = 0.25

_TERMS = "terms.json"
_ARRAYS = ("starts", "positions", "impacts", "bests", "rows")
# For these k each term's k-th best impact is kept: k passages reach at least that.
_KEPT_RANKS = (10, 100)
# Sums differ in their last bits with the order of their terms; bounds are widened by this much, relatively.
_SLACK = 1e-9
# A term in more than this share of the passages is also kept as a row of impacts, zeros included: adding up a row is
# then cheaper than walking the list.
_COMMON = 1 / 8

Ranking = tuple[NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BM25:
    """Term t is in the passages positions[starts[t]:starts[t + 1]] (ascending) and adds `impacts` to their scores.

    `bests` has a row a term: its best impact, then its 10th and its 100th best (0 where it is in fewer passages).
    rows[row_of[t]] holds the impacts of a common term t on all passages.
    """

    size: int
    terms: Mapping[str, int]
    starts: NDArray[np.int64]
    positions: NDArray[np.int32]
    impacts: NDArray[np.float64]
    bests: NDArray[np.float64]
    rows: NDArray[np.float64]
    row_of: Mapping[int, int]

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """The score of every passage; 0 where no term of the query stands."""
        return self._sums(self._known(tokens))

    def top(self, tokens: Sequence[str], k: int, *, allowed: NDArray[np.bool_] | None = None) -> Ranking:
        """The k best passages that contain a term of the query, best first, earlier ones first among equals.

        `allowed` marks the passages to be ranked at all.
        """
        terms = self._known(tokens)
        if not terms or k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0)
        if all(best > 0 for best in self.bests[terms, 0].tolist()):
            candidates = self._contenders(terms, k, allowed)
        else:  # in tiny libraries the floor of the idf can be negative: then more terms may mean less
            candidates = self._matching(terms, allowed)
        scores = self._exact(terms, candidates)
        order = np.lexsort((candidates, -scores))[:k]
        return candidates[order].astype(np.int64), scores[order]

    def frequency(self, token: str) -> int:
        """How many passages contain a term."""
        term = self.terms.get(token)
        return 0 if term is None else int(self.starts[term + 1] - self.starts[term])

    def save(self, folder: Path) -> None:
        """Write the index into the existing `folder`."""
        (folder / _TERMS).write_text(json.dumps({"size": self.size, "terms": list(self.terms)}), encoding="utf-8")
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))

    def _known(self, tokens: Sequence[str]) -> list[int]:
        return [self.terms[token] for token in tokens if token in self.terms]

    def _part(self, term: int) -> slice:
        return slice(int(self.starts[term]), int(self.starts[term + 1]))

    def _contenders(self, terms: list[int], k: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.int32]:
        """Ascending positions of a few passages, the k best among them. All impacts must be above 0."""
        sums = self._sums([term for term in terms if term not in self.row_of])
        for term in terms:
            if term in self.row_of:
                sums += self.rows[self.row_of[term]]
        column = next((i for i, rank in enumerate(_KEPT_RANKS, start=1) if k <= rank), None)
        least = 0.0 if column is None else float(self.bests[terms, column].max()) * (1 - _SLACK)
        found = _at_least(sums, least, allowed)
        if len(found) < k:  # the filter has left too few of them
            found = _at_least(sums, 0.0, allowed)
        if len(found) <= k:
            return found
        reached = sums[found]
        kth = float(np.partition(reached, -k)[-k])
        return found[reached >= kth * (1 - _SLACK)]

    def _sums(self, terms: list[int]) -> NDArray[np.float64]:
        """What `terms` add to each passage, in their order: bincount adds in the order given."""
        parts = [self._part(term) for term in terms]
        if not parts:
            return np.zeros(self.size)
        positions = np.concatenate([self.positions[part] for part in parts])
        impacts = np.concatenate([self.impacts[part] for part in parts])
        return np.asarray(np.bincount(positions, impacts, minlength=self.size), dtype=np.float64)

    def _matching(self, terms: list[int], allowed: NDArray[np.bool_] | None) -> NDArray[np.int32]:
        matching = np.zeros(self.size, dtype=np.bool_)
        for term in terms:
            matching[self.positions[self._part(term)]] = True
        return np.flatnonzero(matching if allowed is None else matching & allowed).astype(np.int32)

    def _exact(self, terms: list[int], candidates: NDArray[np.int32]) -> NDArray[np.float64]:
        """The scores of a few passages, looked up in each term's list and added in the order of the query."""
        scores = np.zeros(len(candidates))
        for term in terms:
            scores += self._looked_up(term, candidates)
        return scores

    def _looked_up(self, term: int, candidates: NDArray[np.int32]) -> NDArray[np.float64]:
        """The impacts of one term on a few passages."""
        part = self._part(term)
        positions = self.positions[part]
        places = np.minimum(positions.searchsorted(candidates), len(positions) - 1)
        impacts: NDArray[np.float64] = self.impacts[part][places] * (positions[places] == candidates)
        return impacts


def build_bm25(token_lists: Iterable[Sequence[str]]) -> BM25:
    """Compile the terms of all passages, in the order of their positions."""
    terms: dict[str, int] = {}
    entries, counts, distinct, lengths = array("i"), array("i"), array("q"), array("q")
    for tokens in token_lists:
        frequencies = Counter(tokens)
        entries.extend([terms.setdefault(token, len(terms)) for token in frequencies])
        counts.extend(frequencies.values())
        distinct.append(len(frequencies))
        lengths.append(len(tokens))
    size = len(lengths)
    entry_terms = np.array(entries, dtype=np.int64)
    order = np.argsort(entry_terms, kind="stable")  # stable keeps each term's positions ascending
    positions = np.repeat(np.arange(size), np.array(distinct, dtype=np.int64))[order]
    frequency = np.array(counts, dtype=np.int64)[order]
    passages = np.bincount(entry_terms, minlength=len(terms))
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(passages)])
    average = sum(lengths) / max(size, 1)
    length = np.array(lengths, dtype=np.int64)[positions]
    idf = np.repeat(_idf(passages, size), passages)
    impacts = idf * (frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length / average)))
    row_of = _rows(starts, size)
    rows = np.zeros((len(row_of), size))
    for term, row in row_of.items():
        part = slice(starts[term], starts[term + 1])
        rows[row, positions[part]] = impacts[part]
    return BM25(
        size=size,
        terms=terms,
        starts=starts,
        positions=positions.astype(np.int32),
        impacts=impacts,
        bests=_bests(starts, np.repeat(np.arange(len(terms)), passages), impacts),
        rows=rows,
        row_of=row_of,
    )


def load_bm25(folder: Path) -> BM25:
    """The index saved in `folder`, mapped into memory. Raises IndexMismatch where it is missing or damaged."""
    try:
        described = json.loads((folder / _TERMS).read_text(encoding="utf-8"))
        terms = {term: i for i, term in enumerate(described["terms"])}
        # Plain views of the maps: slicing a memmap costs ten times as much.
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in _ARRAYS}
        row_of = _rows(arrays["starts"], described["size"])
        index = BM25(size=described["size"], terms=terms, row_of=row_of, **arrays)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise IndexMismatch(
            f"the BM25 index in {folder} is missing or damaged; run: pincite verify --repair"
        ) from error
    fitting = len(index.starts) == len(terms) + 1 and index.rows.shape == (len(row_of), index.size)
    if not fitting or index.starts[-1] != len(index.positions):
        raise IndexMismatch(
            f"the files of the BM25 index in {folder} do not fit together; run: pincite verify --repair"
        )
    return index


def _idf(passages: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """Okapi's idf; where it is negative (more than half of the passages), a share of the average instead."""
    # Summed one after the other by `math`, as rank_bm25 does: numpy's logarithms and sums differ in the last bit.
    values = [math.log(size - count + 0.5) - math.log(count + 0.5) for count in passages.tolist()]
    total = 0.0
    for value in values:
        total += value
    floor = EPSILON * (total / max(len(values), 1))
    return np.array([floor if value < 0 else value for value in values])


def _rows(starts: NDArray[np.int64], size: int) -> dict[int, int]:
    """The common terms, numbered."""
    common: list[int] = np.flatnonzero(np.diff(starts) > size * _COMMON).tolist()
    return {term: row for row, term in enumerate(common)}


def _bests(starts: NDArray[np.int64], owner: NDArray[np.int64], impacts: NDArray[np.float64]) -> NDArray[np.float64]:
    falling = impacts[np.lexsort((-impacts, owner))]
    bests = np.zeros((len(starts) - 1, 1 + len(_KEPT_RANKS)))
    for column, rank in enumerate((1, *_KEPT_RANKS)):
        enough = np.diff(starts) >= rank
        bests[enough, column] = falling[starts[:-1][enough] + rank - 1]
    return bests


def _at_least(sums: NDArray[np.float64], least: float, allowed: NDArray[np.bool_] | None) -> NDArray[np.int32]:
    """The allowed positions with a sum above 0 that reaches the goal."""
    found = np.flatnonzero(sums >= least if least > 0 else sums > 0).astype(np.int32)
    return found if allowed is None else found[allowed[found]]
