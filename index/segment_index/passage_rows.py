"""What is known of each passage besides its terms and vectors, by position."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.passage_index import PassageFlags
from pincite.index.language.repetition import Sketches
from pincite.index.segments.segment import KIND_CODES, Rows
from pincite.index.structures.placement import Placement
from pincite.ingest.document import KINDS, Kind, PageRange

_KINDS = np.array(KINDS, dtype=np.str_)


class PassageRows:
    """The rows of segments."""

    def __init__(self, segments: Sequence[Rows], placement: Placement) -> None:
        self._segments = segments
        self._placement = placement
        self._kinds = placement.by_position([part.kinds for part in segments], np.uint8)
        announcing = placement.by_position([part.announcing for part in segments], np.uint16)
        self._announcing = np.asarray(announcing.astype(np.float32) / 1000, dtype=np.float32)

    def of_kinds(self, kinds: Sequence[Kind]) -> NDArray[np.bool_]:
        """bool[n]: the passages of these kinds."""
        return np.isin(self._kinds, [KIND_CODES[kind] for kind in kinds])

    def flags(self, positions: NDArray[np.int64]) -> PassageFlags:
        """What kind of text these passages are."""
        return PassageFlags(kinds=_KINDS[self._kinds[positions]], announcing=self._announcing[positions])

    def sketches(self, positions: NDArray[np.int64]) -> Sketches:
        """The sketches of these passages, to find repeats: uint64[n, s]."""
        if not self._segments:
            return np.empty((0, 1), dtype=np.uint64)
        found = self._placement.gathered([part.sketches for part in self._segments], positions)
        return np.asarray(found, dtype=np.uint64)

    def place(self, position: int) -> tuple[str, PageRange]:
        """The id of the passage at `position`, and its pages."""
        part = self._segments[int(self._placement.segment_of[position])]
        return part.place(int(self._placement.row_of[position]))
