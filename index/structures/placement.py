"""Where the passages of an index stand: each has a position, counted over all, and a row in one segment.

    segments     [row 0, row 1, row 2]   [row 0, row 1]
    positions     1      2      4         0      3        the order of passage ids, whatever segments there are

All that ranks works on positions. So a ranking depends on the passages alone, not on how they came to be stored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placement:
    """positions: for each segment int64[rows]; `joined`: all of them, one segment after the other, int64[n].

    segment_of, row_of: int32[n], by position.
    """

    positions: Sequence[NDArray[np.int64]]
    joined: NDArray[np.int64]
    segment_of: NDArray[np.int32]
    row_of: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.segment_of)

    def parts(self, positions: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int32]]]:
        """For each segment that holds some of the `positions`: its number, which of them (places), their rows."""
        segments = self.segment_of[positions]
        rows = self.row_of[positions]
        for segment in np.unique(segments).tolist():
            places = np.flatnonzero(segments == segment)
            yield segment, places, rows[places]

    def gathered(self, arrays: Sequence[NDArray[np.generic]], positions: NDArray[np.int64]) -> NDArray[np.generic]:
        """The rows at these positions of an array that each segment has a part of."""
        first = arrays[0]
        found = np.empty((len(positions), *first.shape[1:]), dtype=first.dtype)
        for segment, places, rows in self.parts(positions):
            found[places] = arrays[segment][rows]
        return found

    def by_position(self, arrays: Sequence[NDArray[np.generic]], dtype: type[np.generic]) -> NDArray[np.generic]:
        """One array by position, of an array that each segment has a part of: one number a passage."""
        whole = np.zeros(len(self), dtype=dtype)
        for array, positions in zip(arrays, self.positions, strict=True):
            whole[positions] = array
        return whole


def place_rows(positions: Sequence[NDArray[np.int64]]) -> Placement:
    """The placement of segments whose rows have these positions; all together they are 0, 1, 2 ..."""
    size = sum(map(len, positions))
    segment_of, row_of = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    for segment, places in enumerate(positions):
        segment_of[places] = segment
        row_of[places] = np.arange(len(places), dtype=np.int32)
    joined = np.concatenate([np.empty(0, dtype=np.int64), *positions])
    return Placement(positions=positions, joined=joined, segment_of=segment_of, row_of=row_of)


def stretches(firsts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers first, first + 1 ... of each stretch, `counts` of them, one stretch after the other."""
    begins = np.cumsum(counts) - counts
    return np.repeat(firsts - begins, counts) + np.arange(int(counts.sum()))
