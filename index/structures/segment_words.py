"""The words of all passages, in segments."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.few_bits import FewBits
from pincite.index.interface.word_vectors import WordVectors, joined_words
from pincite.index.structures.placement import Placement, stretches


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentWords:
    """The words of a segment's rows, and those of the bylines of its documents, which stand for each of their rows.

    starts: int64[n + 1]; codes: uint8[m, (d + 3) // 4], scales: float16[m]. byline_starts: int64[documents + 1];
    byline_codes: uint8[b, (d + 3) // 4], byline_scales: float16[b].
    """

    starts: NDArray[np.int64]
    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]
    byline_starts: NDArray[np.int64]
    byline_codes: NDArray[np.uint8]
    byline_scales: NDArray[np.float16]

    @property
    def words(self) -> FewBits:
        """Those of the rows."""
        return FewBits(codes=self.codes, scales=self.scales)

    @property
    def bylines(self) -> FewBits:
        """Those of the bylines."""
        return FewBits(codes=self.byline_codes, scales=self.byline_scales)


_NONE = FewBits(codes=np.empty((0, 0), dtype=np.uint8), scales=np.empty(0, dtype=np.float16))
WORD_ARRAYS = tuple(field.name for field in fields(SegmentWords))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordIndex:
    """The words of all passages, in segments. document_of: for each segment int32[n], the document of each row."""

    segments: Sequence[SegmentWords]
    document_of: Sequence[NDArray[np.int32]]
    placement: Placement

    def of(self, positions: NDArray[np.int64]) -> WordVectors:
        """The words of these passages: those of each and of its byline."""
        owners, sizes, words = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], list[FewBits]()
        for number, places, rows in self.placement.parts(positions):
            part = self.segments[number]
            for starts, vectors, of in (
                (part.starts, part.words, rows),
                (part.byline_starts, part.bylines, self.document_of[number][rows]),
            ):
                counts = starts[of + 1] - starts[of]
                chosen = stretches(starts[of], counts)
                words.append(FewBits(codes=vectors.codes.take(chosen, axis=0), scales=vectors.scales.take(chosen)))
                owners.append(places[counts > 0])
                sizes.append(counts[counts > 0])
        return WordVectors(
            size=len(positions),
            owners=np.concatenate(owners),
            starts=np.cumsum(np.concatenate([np.zeros(1, dtype=np.int64), *sizes])),
            vectors=joined_words(words) if words else _NONE,
        )
