"""The reading order of a page: rows of words, parted into columns where the page has them.

    Title over the whole page            1
    left column    |  right column       2 | 4
    goes on        |  goes on            3 | 5
    Table 1  a   b   c                   6      rows of a table stay rows
             1   2   3                   7

A gutter is a vertical stretch of white that many rows share. Rows that cross it span the page; between two of these
the left side is read before the right one. Where the sides hold cells and no prose, it is a table without columns.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pincite.ingest.layout.note_numbers import is_raised
from pincite.ingest.layout.word_boxes import TextLine, Word, line_of

_CELL_GAP = 0.9  # of the font size: words further apart belong to different columns or cells
_TABLE_GAP = 1.6  # of the font size: in a row that is no prose a wider gap parts cells
_LEAST_ROWS = 4  # a gutter is shared by at least so many rows
_SHARED = 0.35  # and by this share of the rows that stand on both sides
_PROSE_WORDS = 3.0  # words in the typical group of a row of prose
_PROSE_WIDTH = 9.0  # and its width, in font sizes
_BLANK = 0.55  # of the font size: a gap up to here is the blank between two words
_SLACK = 0.3  # of the font size: baselines that differ by less are one
_NEAR = 4  # rows that a word may still belong to
_NOTE_MARK = 3  # characters that the mark of a note has at most
_BAND = 6.0  # points: gaps are grouped by their height on the page in bands of this size
_DEEPEST = 3  # halves of halves of halves: eight columns


def reading_order(words: Sequence[Word]) -> list[list[TextLine]]:
    """The lines of a page in reading order, in blocks that do not belong side by side (columns and bands)."""
    return _blocks(_rows(words), depth=0)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one line of print, from left to right, top row first.

    A row is a common baseline, not an overlap: the lines of neighbouring columns may stand half a line apart. The
    marks of notes, which are raised, join the row they stand beside.
    """
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.box.y1, word.box.x0)):
        row = next((row for row in reversed(rows[-_NEAR:]) if _on_baseline(row[0], word)), None)
        if row is not None:
            row.append(word)
        else:
            rows.append([word])
    for place, row in enumerate(rows):
        for word in [word for word in row if len(word.text) <= _NOTE_MARK and word.text.isalnum()]:
            near = rows[place + 1 : place + 1 + _NEAR]  # a raised mark has its foot above that of its line
            beside = next((other for other in near if _beside(other, word)), None)
            if beside is not None:
                row.remove(word)
                beside.append(word)
    kept = [sorted(row, key=lambda word: (word.box.x0, word.box.x1)) for row in rows if row]
    return sorted(kept, key=lambda row: (row[0].box.y1, row[0].box.x0))


def _on_baseline(first: Word, word: Word) -> bool:
    return abs(first.box.y1 - word.box.y1) < _SLACK * min(first.size, word.size)


def _beside(row: Sequence[Word], mark: Word) -> bool:
    """Whether the small raised mark stands right beside a word of the row."""
    return any(
        is_raised(mark.size, mark.box.y1, text_size=word.size, text_foot=word.box.y1)
        and word.box.y0 - _SLACK * word.size < mark.box.y0
        and min(abs(mark.box.x0 - word.box.x1), abs(word.box.x0 - mark.box.x1)) < word.size
        for word in row
    )


def _blocks(rows: Sequence[Sequence[Word]], *, depth: int) -> list[list[TextLine]]:
    gutter = _gutter(rows) if depth < _DEEPEST else None
    if gutter is None:
        lines = [_line(row) for row in rows if row]
        return [lines] if lines else []
    blocks: list[list[TextLine]] = []
    band: list[Sequence[Word]] = []
    for row in rows:
        if _crosses(row, gutter):
            blocks += _sides(band, gutter, depth=depth)
            band = []
            if blocks and depth == 0 and blocks[-1] and _is_spanning(blocks[-1], gutter):
                blocks[-1].append(_line(row))
            else:
                blocks.append([_line(row)])
        else:
            band.append(row)
    return blocks + _sides(band, gutter, depth=depth)


def _sides(band: Sequence[Sequence[Word]], gutter: float, *, depth: int) -> list[list[TextLine]]:
    """A band of rows that leave the gutter white: the left side, then the right one."""
    if not band:
        return []
    left = [[word for word in row if word.box.x1 <= gutter] for row in band]
    right = [[word for word in row if word.box.x1 > gutter] for row in band]
    return [block for side in (left, right) for block in _blocks([row for row in side if row], depth=depth + 1)]


def _is_spanning(block: Sequence[TextLine], gutter: float) -> bool:
    return all(line.box.x0 < gutter < line.box.x1 for line in block)


def _crosses(row: Sequence[Word], gutter: float) -> bool:
    """Whether the row runs on over the gutter: a word lies on it, or only the blank between two words does."""
    if any(word.box.x0 < gutter < word.box.x1 for word in row):
        return True
    before = max((word for word in row if word.box.x1 <= gutter), key=lambda word: word.box.x1, default=None)
    after = min((word for word in row if word.box.x0 >= gutter), key=lambda word: word.box.x0, default=None)
    if before is None or after is None:
        return False
    return after.box.x0 - before.box.x1 < _BLANK * min(before.size, after.size)


def _gutter(rows: Sequence[Sequence[Word]]) -> float | None:
    """Where a white stretch parts the page into two sides of running text; None where there is none."""
    gaps = _gaps([word for row in rows for word in row])
    best: tuple[int, float] | None = None
    for candidate in sorted({round((x0 + x1) / 2) for x0, x1, _ in gaps}):
        shared = len({round(y / _BAND) for x0, x1, y in gaps if x0 <= candidate <= x1})
        if best is None or shared > best[0]:
            best = (shared, float(candidate))
    if best is None or best[0] < _LEAST_ROWS:
        return None
    gutter = best[1]
    on_it = {round(word.box.y1 / _BAND) for row in rows for word in row if word.box.x0 < gutter < word.box.x1}
    if best[0] < _SHARED * (best[0] + len(on_it)):
        return None
    return gutter if _is_running_text(rows, gutter) else None


def _gaps(words: Sequence[Word]) -> list[tuple[float, float, float]]:
    """The wide white stretches right of words: left edge, right edge, height on the page.

    The word at the other side of a stretch may stand on another baseline; it only has to reach the same height.
    """
    bands: dict[int, list[Word]] = {}
    for word in words:
        for band in range(int(word.box.y0 / _BAND), int(word.box.y1 / _BAND) + 1):
            bands.setdefault(band, []).append(word)
    gaps = []
    for word in words:
        upper, lower = word.box.y0 + _SLACK * word.size / 2, word.box.y1 - _SLACK * word.size / 2
        center = _center(word)
        beside = (
            other.box.x0
            for band in range(int(upper / _BAND), int(lower / _BAND) + 1)
            for other in bands.get(band, ())
            if other.box.x0 > center and other.box.y0 < lower and other.box.y1 > upper
        )
        nearest = min(beside, default=None)
        if nearest is not None and nearest - word.box.x1 > _CELL_GAP * word.size:
            gaps.append((word.box.x1, nearest, word.box.y1))
    return gaps


def _is_running_text(rows: Sequence[Sequence[Word]], gutter: float) -> bool:
    """Whether both sides hold running text: groups of several words, as wide as a column of text is."""
    for side in (-1, 1):
        groups: list[Sequence[Word]] = []
        for row in rows:
            if not _crosses(row, gutter):
                groups += _word_groups([word for word in row if (_center(word) - gutter) * side > 0])
        if len(groups) < _LEAST_ROWS - 1 or median(len(group) for group in groups) < _PROSE_WORDS:
            return False
        if median((group[-1].box.x1 - group[0].box.x0) / group[0].size for group in groups) < _PROSE_WIDTH:
            return False
    return True


def _word_groups(words: Sequence[Word]) -> list[Sequence[Word]]:
    """The words of a row, apart where wide gaps part them."""
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        if last is not None and word.box.x0 - last.box.x1 <= _CELL_GAP * min(last.size, word.size):
            groups[-1].append(word)
        else:
            groups.append([word])
    return list(groups)


def _line(row: Sequence[Word]) -> TextLine:
    """The row as a line, with a cell boundary wherever the gap is wider than between words of prose."""
    cells = {
        place
        for place, (left, right) in enumerate(pairwise(row), start=1)
        if right.box.x0 - left.box.x1 > _TABLE_GAP * max(left.size, right.size)
    }
    return line_of(row, cells)


def _center(word: Word) -> float:
    return (word.box.x0 + word.box.x1) / 2
