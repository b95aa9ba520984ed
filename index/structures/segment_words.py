"""The words of all passages, in segments."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.word_vectors import Words, WordVectors
from pincite.index.structures.placement import Placement, stretches


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentWords:
    """The words of a segment's rows, and those of the bylines of its documents, which stand for each of their rows.

    starts: int64[n + 1]; vectors: uint8[m, (d + 1) // 2], as `packed` makes them. byline_starts: int64[documents + 1];
    bylines: uint8[b, (d + 1) // 2].
    """

    starts: NDArray[np.int64]
    vectors: Words
    byline_starts: NDArray[np.int64]
    bylines: Words


WORD_ARRAYS = tuple(field.name for field in fields(SegmentWords))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordIndex:
    """The words of all passages, in segments. document_of: for each segment int32[n], the document of each row."""

    segments: Sequence[SegmentWords]
    document_of: Sequence[NDArray[np.int32]]
    placement: Placement

    def of(self, positions: NDArray[np.int64]) -> WordVectors:
        """The words of these passages: those of each and of its byline."""
        owners, sizes, words = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], []
        for number, places, rows in self.placement.parts(positions):
            part = self.segments[number]
            for starts, vectors, of in (
                (part.starts, part.vectors, rows),
                (part.byline_starts, part.bylines, self.document_of[number][rows]),
            ):
                counts = starts[of + 1] - starts[of]
                words.append(vectors.take(stretches(starts[of], counts), axis=0))
                owners.append(places[counts > 0])
                sizes.append(counts[counts > 0])
        return WordVectors(
            size=len(positions),
            owners=np.concatenate(owners),
            starts=np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *sizes])),
            vectors=np.concatenate(words) if words else np.empty((0, 0), dtype=np.uint8),
        )
