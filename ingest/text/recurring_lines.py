"""Running heads and feet of a text whose pages are known: lines that recur from page to page."""

import re
from collections import Counter
from collections.abc import Sequence

FEWEST_RECURRENCES = 3  # a line that stands on two pages may be a heading that was used twice

_DIGITS = re.compile(r"\d+")
# "Article 2" on the second page may count articles; "Article 2." and other sentences with numbers are text.
_COUNTED = re.compile(r"[^\W\d_]+\.? #\W*|.*#.*[.!?]", re.DOTALL)


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
