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
from pincite.index.structures.postings import Postings, hash_of, hashes_of

K1 = 1.5
B = 0.75
EPSILON = 0.25

# Impacts of terms that are in more than this share of a segment's rows are kept once they were asked for: questions
# share their common words. At most so many numbers are kept.
_COMMON = 1 / 64
_KEPT = 4_000_000
_KEPT_FREQUENCIES = 100_000

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


class BM25:
    """Ranks the passages of segments by the terms of a query. For any number of threads."""

    def __init__(self, segments: Sequence[Postings], placement: Placement, statistics: TermStatistics) -> None:
        self.segments = segments
        self.statistics = statistics
        self._placement = placement
        average = statistics.length / max(statistics.passages, 1)
        self._norms = [K1 * (1 - B + B * part.lengths.astype(np.int64) / (average or 1)) for part in segments]
        self._impacts: dict[tuple[int, int], NDArray[np.float64]] = {}
        self._kept = 0
        self._frequencies: dict[str, int] = {}
        self._guard = Lock()

    @property
    def size(self) -> int:
        """The number of passages."""
        return self.statistics.passages

    def frequency(self, token: str) -> int:
        """How many passages contain a term."""
        known = self._frequencies.get(token)
        if known is None:
            asked = hashes_of([token])
            places = ((part, int(part.places(asked)[0])) for part in self.segments)
            known = sum(int(part.starts[place + 1] - part.starts[place]) for part, place in places if place >= 0)
            if len(self._frequencies) < _KEPT_FREQUENCIES:
                self._frequencies[token] = known
        return known

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """The score of every passage, by position; 0 where no term of the query stands."""
        whole = np.zeros(len(self._placement))
        for positions, sums, _ in self._sums(tokens):
            whole[positions] = sums
        return whole

    def top(self, tokens: Sequence[str], k: int, *, allowed: NDArray[np.bool_] | None = None) -> Ranking:
        """The k best passages that contain a term of the query, best first, earlier ones first among equals.

        `allowed` marks the positions to be ranked at all.
        """
        found, scores = [np.empty(0, dtype=np.int64)], [np.empty(0)]
        least = -math.inf
        for positions, sums, matching in self._sums(tokens, allowed) if k > 0 else ():
            rows = np.flatnonzero(matching if least == -math.inf else matching & (sums >= least))
            if allowed is not None:
                rows = rows[allowed[positions[rows]]]
            reached = sums[rows]
            if len(rows) > k:
                kth = float(np.partition(reached, -k)[-k])
                rows, reached = rows[reached >= kth], reached[reached >= kth]
                least = max(least, kth)
            found.append(positions[rows])
            scores.append(reached)
        candidates, reached = np.concatenate(found), np.concatenate(scores)
        order = np.lexsort((candidates, -reached))[:k]
        return candidates[order], reached[order]

    def _sums(
        self, tokens: Sequence[str], allowed: NDArray[np.bool_] | None = None
    ) -> "list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.bool_]]]":
        """For each segment that has one of the terms: positions, scores and which rows hold a term, by row."""
        hashes = hashes_of(dict.fromkeys(tokens))
        places = {hash_: [] for hash_ in hashes.tolist()}  # type: dict[int, list[int]]
        by_segment = [part.places(hashes) for part in self.segments]
        idfs: dict[int, float] = {}
        for column, hash_ in enumerate(places):
            frequency = 0
            for part, found in zip(self.segments, by_segment, strict=True):
                place = int(found[column])
                places[hash_].append(place)
                if place >= 0:
                    frequency += int(part.starts[place + 1] - part.starts[place])
            idfs[hash_] = self.statistics.idf(frequency) if frequency else 0.0
        asked = [hash_of(token) for token in tokens]
        plain = all(idfs[hash_] > 0 for hash_ in asked if any(place >= 0 for place in places[hash_]))
        sums = []
        for number, part in enumerate(self.segments):
            terms = [(places[hash_][number], idfs[hash_]) for hash_ in asked if places[hash_][number] >= 0]
            if not terms or (allowed is not None and not allowed[self._placement.positions[number]].any()):
                continue
            rows = np.concatenate([part.rows[part.starts[place] : part.starts[place + 1]] for place, _ in terms])
            impacts = np.concatenate([self._impact(number, place, idf) for place, idf in terms])
            # bincount adds in the order given: that of the query.
            totals = np.asarray(np.bincount(rows, impacts, minlength=part.size), dtype=np.float64)
            matching = totals > 0 if plain else np.bincount(rows, minlength=part.size) > 0
            sums.append((self._placement.positions[number], totals, matching))
        return sums

    def _impact(self, number: int, place: int, idf: float) -> NDArray[np.float64]:
        """What one term adds to the rows that hold it."""
        key = (number, place)
        known = self._impacts.get(key)
        if known is not None:
            return known
        part = self.segments[number]
        stretch = slice(int(part.starts[place]), int(part.starts[place + 1]))
        counts = part.counts[stretch].astype(np.float64)
        impacts: NDArray[np.float64] = idf * (counts * (K1 + 1) / (counts + self._norms[number][part.rows[stretch]]))
        if len(impacts) > part.size * _COMMON:
            with self._guard:
                if self._kept + len(impacts) > _KEPT:
                    self._impacts, self._kept = {}, 0
                self._impacts[key] = impacts
                self._kept += len(impacts)
        return impacts


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


def _frequencies(part: Postings, terms: NDArray[np.uint64]) -> NDArray[np.int64]:
    places = part.places(terms)
    return np.where(places >= 0, part.starts[places + 1] - part.starts[places], 0)


def _raw_idf(frequency: int, passages: int) -> float:
    # By `math`, as rank_bm25 does: numpy's logarithms differ in the last bit.
    return math.log(passages - frequency + 0.5) - math.log(frequency + 0.5)
