"""A source text as blocks: what stands between blank lines, most often a paragraph."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.ingest.pages.page_number_lines import read_page_number
from pincite.ingest.text.mapped_text import MappedText
from pincite.ingest.text.recurring_lines import running_lines

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_DEEP = 3  # running lines are among the first or last three blocks of their page
_NUMBER_DEEP = 2  # and page numbers among the first or last two


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


def drop_running_lines(blocks: Sequence[Block], *, pages: int) -> list[Block]:
    """The blocks without running heads, running feet and page numbers.

    Only short blocks near the beginning or end of their page, beside other text, can be one. The first occurrence of
    a running line stays, since it may be the only place that names the work or its author.
    """
    depths = _edge_depths(blocks, pages)
    alone = {page for page, number in Counter(block.page for block in blocks).items() if number == 1}
    places = sorted(index for index in depths if blocks[index].page not in alone)
    groups = running_lines([(blocks[index].page, blocks[index].text) for index in places], pages=pages)
    dropped = {places[index] for group in groups for index in group[1:]}
    dropped |= {index for index in places if depths[index] < _NUMBER_DEEP and _is_page_number(blocks[index])}
    return [block for index, block in enumerate(blocks) if index not in dropped]


def _is_page_number(block: Block) -> bool:
    number = read_page_number(block.text)
    return number is not None and (number.explicit or not number.bracketed)


def _edge_depths(blocks: Sequence[Block], pages: int) -> dict[int, int]:
    """The short blocks near the edges of their pages: place in `blocks` -> how many blocks away from the edge."""
    depths: dict[int, int] = {}
    if pages < 2:
        return depths
    for direction in (1, -1):
        depth, page = 0, -1
        for index in range(len(blocks))[::direction]:
            block = blocks[index]
            edge = block.page if direction > 0 else block.last_page
            depth = depth + 1 if edge == page else 0
            page = block.last_page if direction > 0 else block.page
            if depth < _DEEP and len(block.lines) <= 2 and len(block.text) <= 200:
                depths[index] = min(depth, depths.get(index, _DEEP))
    return depths


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
