"""Where a passage stands on its pages: the boxes of its lines."""

from collections.abc import Mapping

import numpy as np

from pincite.ingest.document import Document
from pincite.ingest.layout.word_boxes import Box

_SAME_LINE = 0.5  # of the lower word's height: words that overlap by more stand on one line
_SAME_COLUMN = 3.0  # line heights: words further apart on one line belong to different columns


def line_boxes(document: Document, start: int, end: int) -> Mapping[int, tuple[Box, ...]]:
    """The boxes of the lines that hold the characters [start, end) of the cleaned text, by page number.

    In points from the left and upper edge of the page as displayed, in reading order. Empty for a document whose
    pages cannot be drawn.
    """
    found: dict[int, list[Box]] = {}
    boxes = document.boxes
    if boxes is None or not len(boxes.places):
        return {}
    starts, ends = boxes.places[:, 0], boxes.places[:, 1]
    rows: set[int] = set()
    for origin in document.origins_of(start, end):
        until = origin.source + origin.end - origin.start
        first = int(np.searchsorted(ends, origin.source, side="right"))
        last = int(np.searchsorted(starts, until, side="left"))
        # White space alone (a blank that joins two lines) has no place of its own.
        if document.text[origin.start : origin.end].strip():
            rows.update(range(first, last))
    for row in sorted(rows):
        lines = found.setdefault(int(boxes.places[row, 2]), [])
        box = Box(*(float(edge) for edge in boxes.boxes[row]))
        if lines and _on_one_line(lines[-1], box):
            lines[-1] = lines[-1].joined(box)
        else:
            lines.append(box)
    return {page: tuple(lines) for page, lines in found.items()}


def _on_one_line(line: Box, word: Box) -> bool:
    height = min(line.y1 - line.y0, word.y1 - word.y0)
    overlap = min(line.y1, word.y1) - max(line.y0, word.y0)
    near = -height < word.x0 - line.x1 < _SAME_COLUMN * height
    return overlap > _SAME_LINE * height and near
