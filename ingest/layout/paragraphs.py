"""The lines of a page as text: paragraphs apart by blank lines, and the place of every word in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from pincite.ingest.layout.note_numbers import is_raised
from pincite.ingest.layout.word_boxes import TextLine, Word
from pincite.ingest.text.headings import is_caption, read_heading
from pincite.ingest.writing.sentence_ends import ends_sentence
from pincite.ingest.writing.superscripts import SUPERSCRIPT_DIGITS, as_superscript

_BEGINS = re.compile(rf"(?:[-•–]|\[\d+\]|[{SUPERSCRIPT_DIGITS}]+)\s?\S")
_WIDE_GAP = 1.35  # of the usual distance of lines: more begins a paragraph
_INDENT = 0.8  # of the font size
_SHORT = 0.85  # of the block's width: a sentence that ends so early ends its paragraph
_SIZES_APART = 1.08  # fonts that differ by more belong to different things
_MOST_DIGITS = 3  # of a note's number


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedText:
    """A text, and its words with the offsets [start, end) they have in it."""

    text: str
    words: tuple[tuple[int, int, Word], ...]


def page_source(blocks: Sequence[Sequence[TextLine]]) -> PlacedText:
    """The blocks of a page, one after another, as text."""
    parts: list[str] = []
    placed: list[tuple[int, int, Word]] = []
    at = 0
    for block in blocks:
        shape = _shape(block)
        for place, line in enumerate(block):
            glue = "" if not parts else "\n\n" if not place or _begins_paragraph(block, place, shape) else "\n"
            parts.append(glue)
            at += len(glue)
            table = any(0 <= near < len(block) and block[near].cells for near in (place - 1, place + 1))
            for number, (word, text) in enumerate(_texts(line)):
                blank = "" if not number else "\t" if table and number in line.cells else " "
                parts.append(blank + text)
                at += len(blank)
                placed.append((at, at + len(text), word))
                at += len(text)
    return PlacedText(text="".join(parts), words=tuple(placed))


def _texts(line: TextLine) -> list[tuple[Word, str]]:
    """The words' texts; the raised number of a note is written as a superscript."""
    foot = max(word.box.y1 for word in line.words if word.size >= line.size)
    return [
        (word, as_superscript(word.text) if _is_note_number(word, line.size, foot) else word.text)
        for word in line.words
    ]


def _is_note_number(word: Word, size: float, foot: float) -> bool:
    number = word.text.isdecimal() and len(word.text) <= _MOST_DIGITS
    return number and is_raised(word.size, word.box.y1, text_size=size, text_foot=foot)


class _Shape(NamedTuple):
    """The usual distance from one line of a block to the next, and its left and right edge."""

    pitch: float
    left: float
    right: float


def _shape(block: Sequence[TextLine]) -> _Shape:
    steps = [after.box.y1 - before.box.y1 for before, after in pairwise(block)]
    return _Shape(
        median(steps) if steps else 0.0, min(line.box.x0 for line in block), max(line.box.x1 for line in block)
    )


def _begins_paragraph(block: Sequence[TextLine], place: int, shape: _Shape) -> bool:
    """Whether a new paragraph begins with line `place` of the block."""
    before, line = block[place - 1], block[place]
    if before.cells and line.cells:
        return False
    if bool(before.cells) != bool(line.cells) and (_in_table(block, place - 1) or _in_table(block, place)):
        return True
    if line.box.y1 - before.box.y1 > _WIDE_GAP * shape.pitch:
        return True
    if max(before.size, line.size) > _SIZES_APART * min(before.size, line.size):
        return True
    texts = (before.text, line.text)
    if any(is_caption(text) for text in texts[1:]) or _heading_like(texts):
        return True
    ended = ends_sentence(before.text)
    indented = line.box.x0 - shape.left > _INDENT * line.size and before.box.x0 - shape.left < _INDENT * line.size
    short = before.box.x1 < shape.left + _SHORT * (shape.right - shape.left)
    return ended and (indented or short or _BEGINS.match(line.text) is not None)


def _in_table(block: Sequence[TextLine], place: int) -> bool:
    return bool(block[place].cells) and any(
        0 <= near < len(block) and block[near].cells for near in (place - 1, place + 1)
    )


def _heading_like(texts: tuple[str, str]) -> bool:
    headings = [read_heading(text) for text in texts]
    return any(one is not None and one.form == "numbered" for one in headings) or any(
        one is not None and one.well_known for one in headings
    )
