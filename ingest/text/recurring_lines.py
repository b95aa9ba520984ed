"""Running heads, running feet and page numbers, where the pages are known: recognised, and dropped."""

import re
from collections import Counter
from collections.abc import Sequence

from pincite.ingest.pages.page_number_lines import read_page_number
from pincite.ingest.text.blocks import Block

FEWEST_RECURRENCES = 3  # a line that stands on two pages may be a heading that was used twice
_DEEP = 3  # running lines are among the first or last three blocks of their page
_NUMBER_DEEP = 2  # and page numbers among the first or last two

_DIGITS = re.compile(r"\d+")
# "Article 2" on the second page may count articles; "Article 2." and other sentences with numbers are text.
_COUNTED = re.compile(r"[^\W\d_]+\.? #\W*|.*#.*[.!?]", re.DOTALL)


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


def line_form(line: str) -> str:
    """What stays the same of a running line: the line with "#" for each number."""
    return _DIGITS.sub("#", line)


def running_lines(lines: Sequence[tuple[int, str]], *, pages: int) -> list[list[int]]:
    """The running lines among `lines`, each given as its page and text: their indices, grouped by form.

    A line runs when it stands on at least three pages and a third of all, and the numbers in it are the same
    everywhere (a year) or grow with the page: those of "Figure 2" do not.
    """
    often = max(FEWEST_RECURRENCES, pages // 3)
    forms: dict[str, list[int]] = {}
    for index, (_, text) in enumerate(lines):
        forms.setdefault(line_form(text), []).append(index)
    found = []
    for form, same in forms.items():
        if len({lines[index][0] for index in same}) < often or _COUNTED.fullmatch(form):
            continue
        regular = _regular([lines[index] for index in same])
        running = [index for index, is_regular in zip(same, regular, strict=True) if is_regular]
        if len({lines[index][0] for index in running}) >= often:
            found.append(running)
    return found


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


def _regular(lines: Sequence[tuple[int, str]]) -> list[bool]:
    """For each of the lines of one form: whether its numbers are the usual ones or keep step with the page."""
    numbers = [tuple(int(digits) for digits in _DIGITS.findall(text)) for _, text in lines]
    regular = [True] * len(lines)
    for slot in range(len(numbers[0])):
        values = [found[slot] for found in numbers]
        steps = [value - page for value, (page, _) in zip(values, lines, strict=True)]
        followed = max(values, steps, key=lambda rule: Counter(rule).most_common(1)[0][1])
        usual = Counter(followed).most_common(1)[0][0]
        regular = [held and one == usual for held, one in zip(regular, followed, strict=True)]
    return regular
