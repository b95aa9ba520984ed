"""A source text as blocks: what stands between blank lines, most often a paragraph."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.ingest.text.mapped_text import MappedText

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines that stand together, with the place (0-based) in the list of pages where they begin and end.

    `page` and `last_page` are 0 throughout in a text without pages.
    """

    lines: tuple[MappedText, ...]
    page: int
    last_page: int

    @property
    def text(self) -> str:
        """The lines as one string."""
        return "\n".join(line.text for line in self.lines)


def split_blocks(text: MappedText, page_offsets: Sequence[int]) -> list[Block]:
    """The blocks of a normalised text; page_offsets are the source offsets where pages begin, growing."""
    blocks = []
    start = 0
    for end in [*(match.start() for match in _BLANK_LINES.finditer(text.text)), len(text.text)]:
        lines = _lines(text.cut(start, end))
        start = end
        if lines:
            first, last = lines[0].origins[0], lines[-1].origins[-1]
            blocks.append(
                Block(lines=lines, page=_page_at(int(first), page_offsets), last_page=_page_at(int(last), page_offsets))
            )
    return blocks


def _lines(text: MappedText) -> tuple[MappedText, ...]:
    lines = []
    start = 0
    for line in text.text.split("\n"):
        end = start + len(line)
        if line.strip():
            lines.append(text.cut(start, start + len(line.rstrip())))
        start = end + 1
    return tuple(lines)


def _page_at(offset: int, page_offsets: Sequence[int]) -> int:
    return max(bisect_right(page_offsets, offset) - 1, 0)
