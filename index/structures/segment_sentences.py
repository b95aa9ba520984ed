"""The sentences of all passages, in segments."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.sentence_vectors import SentenceVectors
from pincite.index.structures.placement import Placement, stretches


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SentenceIndex:
    """For each segment the sentences of its rows."""

    segments: Sequence[SentenceVectors]
    placement: Placement

    def of(self, positions: NDArray[np.int64]) -> SentenceVectors:
        """The sentences of these passages, in the order of `positions`."""
        counts, begins = np.zeros(len(positions), dtype=np.int64), np.zeros(len(positions), dtype=np.int64)
        found, done = [], 0
        for number, places, rows in self.placement.parts(positions):
            starts = self.segments[number].starts
            sizes = starts[rows + 1] - starts[rows]
            counts[places], begins[places] = sizes, done + np.cumsum(sizes) - sizes
            found.append(_taken(self.segments[number], stretches(starts[rows], sizes)))
            done += len(found[-1].scales)
        joined = _joined(found)
        # What one segment holds is in the order asked for already.
        ordered = joined if len(found) < 2 else _taken(joined, stretches(begins, counts))
        return SentenceVectors(
            starts=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)]),
            places=ordered.places,
            codes=ordered.codes,
            scales=ordered.scales,
        )


_NONE = SentenceVectors(
    starts=np.zeros(1, dtype=np.int64),
    places=np.empty((0, 2), dtype=np.int32),
    codes=np.empty((0, 0), dtype=np.uint8),
    scales=np.empty(0, dtype=np.float16),
)


def _taken(sentences: SentenceVectors, chosen: NDArray[np.int64]) -> SentenceVectors:
    """Some of the sentences, as those of one passage."""
    return SentenceVectors(
        starts=np.array([0, len(chosen)], dtype=np.int64),
        places=sentences.places.take(chosen, axis=0),
        codes=sentences.codes.take(chosen, axis=0),
        scales=sentences.scales.take(chosen),
    )


def _joined(parts: Sequence[SentenceVectors]) -> SentenceVectors:
    """The sentences of several, one after the other, as those of one passage."""
    if len(parts) < 2:
        return parts[0] if parts else _NONE
    return SentenceVectors(
        starts=np.array([0, sum(len(part.scales) for part in parts)], dtype=np.int64),
        places=np.concatenate([part.places for part in parts]),
        codes=np.concatenate([part.codes for part in parts]),
        scales=np.concatenate([part.scales for part in parts]),
    )
