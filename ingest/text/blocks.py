"""A source text as blocks: the stretches between blank lines, which are paragraphs more often than not."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.ingest.text.mapped_text import MappedText

_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_DIGITS = re.compile(r"\d+")
_ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_PAGE_NUMBER = re.compile(
    rf"(?:[-–—|]\s*)?(?:page\s+|p\.\s*|стр\.\s*)?(?:\d{{1,4}}|{_ROMAN})(?:\s*(?:of|/)\s*\d{{1,4}})?(?:\s*[-–—|])?",
    re.IGNORECASE,
)
# "Article 2" on the second page may count articles; "Article 2." and other sentences with numbers are text.
_COUNTED = re.compile(r"[^\W\d_]+\.? #\W*|.*#.*[.!?]", re.DOTALL)
_RECURRENCES = 3
_DEEP = 3  # running lines are among the first or last three blocks of their page


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


def drop_running_lines(blocks: Sequence[Block], *, pages: int) -> tuple[list[Block], list[str]]:
    """The blocks without running heads, running feet and page numbers, and the texts that were dropped.

    A running line stands near the beginning or end of its page, beside other text, on at least three pages and a
    third of them. The numbers in it are the same everywhere (a year) or grow with the page: "Figure 2" does not.
    Its first occurrence stays, since it may be the only place that names the work or its author.
    """
    depths = _edge_depths(blocks, pages)
    alone = {page for page, number in Counter(block.page for block in blocks).items() if number == 1}
    places = [index for index in depths if blocks[index].page not in alone]
    recurring = _recurring(blocks, places, often=max(_RECURRENCES, pages // 3))
    kept: list[Block] = []
    dropped: list[str] = []
    for index, block in enumerate(blocks):
        number = depths.get(index, _DEEP) < 2 and _PAGE_NUMBER.fullmatch(block.text.strip()) is not None
        if index in recurring or (number and block.page not in alone):
            dropped.append(block.text)
        else:
            kept.append(block)
    return kept, dropped


def _recurring(blocks: Sequence[Block], places: Sequence[int], *, often: int) -> set[int]:
    """Those of the places where a line recurs, but for the first of each kind."""
    forms: dict[str, list[int]] = {}
    for place in sorted(places):
        forms.setdefault(_DIGITS.sub("#", blocks[place].text), []).append(place)
    found: set[int] = set()
    for form, same in forms.items():
        pages = {blocks[place].page for place in same}
        if len(pages) >= often and not _COUNTED.fullmatch(form):
            regular = _regular([(blocks[place].page, _numbers(blocks[place])) for place in same])
            lines = [place for place, is_regular in zip(same, regular, strict=True) if is_regular]
            if len({blocks[place].page for place in lines}) >= often:
                found.update(lines[1:])
    return found


def _regular(lines: Sequence[tuple[int, tuple[int, ...]]]) -> list[bool]:
    """For each line, given as its page and its numbers: whether these are the usual ones or keep step with the page."""
    regular = [True] * len(lines)
    for slot in range(len(lines[0][1])):
        values = [numbers[slot] for _, numbers in lines]
        steps = [value - page for value, (page, _) in zip(values, lines, strict=True)]
        followed = max(values, steps, key=lambda rule: Counter(rule).most_common(1)[0][1])
        usual = Counter(followed).most_common(1)[0][0]
        regular = [held and one == usual for held, one in zip(regular, followed, strict=True)]
    return regular


def _numbers(block: Block) -> tuple[int, ...]:
    return tuple(int(digits) for digits in _DIGITS.findall(block.text))


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
