"""Words and lines of a page as a reader sees them: text with boxes, in points from the page's left and top edge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pincite.ingest.document import Reading


class Box(NamedTuple):
    """A rectangle in points, from the left and top edge of the page as it is displayed (cropped, rotated)."""

    x0: float
    y0: float
    x1: float
    y1: float

    def joined(self, other: "Box") -> "Box":
        """The smallest rectangle around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


class Word(NamedTuple):
    """Characters without a blank between them, their box, and the size of their font in points."""

    text: str
    box: Box
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """Words side by side, the box around them, and the font size of most of their characters.

    `cells` says before which words a new cell of a table begins: places in `words`. `text` has blanks between the
    words and tabs between the cells.
    """

    words: tuple[Word, ...]
    cells: frozenset[int]
    box: Box
    size: float
    text: str


def line_of(words: Sequence[Word], cells: Iterable[int] = ()) -> TextLine:
    """The line that these words make, one at least; its parts are computed once, since layout uses them often."""
    starts = frozenset(cells)
    sizes: dict[float, int] = {}
    parts = [words[0].text]
    for place, word in enumerate(words):
        sizes[word.size] = sizes.get(word.size, 0) + len(word.text)
        if place:
            parts += ["\t" if place in starts else " ", word.text]
    return TextLine(
        words=tuple(words),
        cells=starts,
        box=Box(
            min(word.box.x0 for word in words),
            min(word.box.y0 for word in words),
            max(word.box.x1 for word in words),
            max(word.box.y1 for word in words),
        ),
        size=max(sizes, key=lambda size: (sizes[size], size)),
        text="".join(parts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """What a page shows: its size in points, its words in the order of the file, and those that run sideways.

    `undecodable` is the share of characters that the file does not say the letter of. `turn`: by how many degrees
    clockwise the displayed page must be turned to be read; the boxes of its words are those on the page so turned.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    sideways: tuple[Word, ...] = ()
    undecodable: float = 0.0
    reading: Reading = "text"
    turn: int = 0


UNREADABLE_PAGE = PageWords(width=0.0, height=0.0, words=())
