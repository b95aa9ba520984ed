"""Page numbers and running lines that were left in a text without pages.

They recur at even distances: page numbers grow by one, running lines stay the same. A line that stood at the head of
its page begins a page; one at the foot ends one.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from pincite.ingest.lost_pages.page_end_traces import TRACE_KINDS, PageTrace
from pincite.ingest.lost_pages.source_blocks import SourceLine
from pincite.ingest.pages.page_number_lines import read_page_number
from pincite.ingest.text.recurring_lines import FEWEST_RECURRENCES, line_form
from pincite.ingest.writing.letter_case import begins_small
from pincite.ingest.writing.sentence_ends import ends_sentence

_NUMBER_AT_EDGE = re.compile(r"^(\d{1,4})\s+\D+$|^\D+\s+(\d{1,4})$")
_FEWEST_EXPLICIT = 2
_LONGEST = 120  # characters of a running line
_NEAREST = 300  # characters: no page is as short as this throughout a text
_FARTHEST_STEP = 3  # page numbers may be lost, but hardly more than two in a row
_EVEN = 0.7  # the share of distances that must be about the usual one
_VERY_EVEN = 0.9
_EVEN_ENOUGH_ALONE = 5  # a line that recurs so often and so evenly needs no cut sentence beside it
_CUT_SHARE = 0.2
_MOST_NUMBERS = 4000
_EDGE = 0.3  # of the usual distance: less text than this before the first line means that it heads its page


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLine:
    """A line about the page it stands on: `number` is what it counts, None for a line that does not count."""

    line: SourceLine
    name: Literal["page_number", "running_line"]
    number: int | None
    side: Literal["head", "foot"]


def find_running_lines(lines: Sequence[SourceLine]) -> list[RunningLine]:
    """The page numbers and running lines among the lines, in order."""
    numbers = _chain(_numbers(lines, explicit=True), fewest=_FEWEST_EXPLICIT) or _chain(
        _numbers(lines, explicit=False), fewest=FEWEST_RECURRENCES
    )
    found = _sided(numbers, lines, name="page_number")
    taken = {line.start for line, _ in numbers}
    forms: dict[str, list[SourceLine]] = defaultdict(list)
    for line in lines:
        short = len(line.text) <= _LONGEST and "\t" not in line.text
        if line.start not in taken and short and any(character.isalpha() for character in line.text):
            forms[line_form(line.text.casefold())].append(line)
    places = {line.start: at for at, line in enumerate(lines)}
    for same in forms.values():
        if len(same) >= FEWEST_RECURRENCES and _runs(same, lines, places):
            found += _sided([(line, _number_at_edge(line.text)) for line in same], lines, name="running_line")
    return sorted(found, key=lambda running_line: running_line.line.start)


def running_line_traces(running_lines: Sequence[RunningLine], lines: Sequence[SourceLine]) -> list[PageTrace]:
    """Where the running lines say that pages begin, with a label where the running line counts the pages."""
    marked = {running_line.line.start for running_line in running_lines}
    texts = [line.start for line in lines if line.start not in marked]
    traces = []
    for running_line in running_lines:
        at = bisect_right(texts, running_line.line.start)
        if at in (0, len(texts)):
            continue  # at the head of the first page, or after the last
        start = texts[at]
        head = running_line.side == "head"
        label = None if running_line.number is None else str(running_line.number if head else running_line.number + 1)
        where = f"at the {running_line.side} of the page ({running_line.line.text[:40]!r})"
        words = f"{TRACE_KINDS[running_line.name].words} {where}"
        traces.append(
            PageTrace(
                name=running_line.name,
                begin=running_line.line.start if head else start,
                start=start,
                words=words,
                label=label,
            )
        )
    return traces


def _numbers(lines: Sequence[SourceLine], *, explicit: bool) -> list[tuple[SourceLine, int]]:
    """The lines that are a page number, with the number; `explicit` are those that say so."""
    found = []
    for line in lines:
        number = read_page_number(line.text)
        if number is not None and number.explicit == explicit and number.label.isdecimal():
            found.append((line, int(number.label)))
    return found[:_MOST_NUMBERS]


def _chain(numbers: Sequence[tuple[SourceLine, int]], *, fewest: int) -> list[tuple[SourceLine, int | None]]:
    """The longest run of numbers that grow as page numbers do, if it is long and even enough."""
    best = [1.0] * len(numbers)
    before = [-1] * len(numbers)
    for at, (line, number) in enumerate(numbers):
        for earlier in range(at - 1, max(at - 60, -1), -1):
            step = number - numbers[earlier][1]
            if 1 <= step <= _FARTHEST_STEP and line.start - numbers[earlier][0].start >= _NEAREST:
                length = best[earlier] + (1.0 if step == 1 else 0.5)
                if length > best[at]:
                    best[at], before[at] = length, earlier
    chain: list[tuple[SourceLine, int | None]] = []
    at = max(range(len(numbers)), key=best.__getitem__, default=-1)
    while at >= 0:
        chain.append(numbers[at])
        at = before[at]
    chain.reverse()
    return chain if len(chain) >= fewest and _evenness([line for line, _ in chain]) >= _EVEN else []


def _runs(same: Sequence[SourceLine], lines: Sequence[SourceLine], places: dict[int, int]) -> bool:
    """Whether lines that are alike run over the pages: at even distances, cutting sentences or counting."""
    evenness = _evenness(same)
    if evenness < _EVEN or _usual(same) < _NEAREST:
        return False
    numbers = [_number_at_edge(line.text) for line in same]
    if all(number is not None for number in numbers):
        return all(second > first for first, second in pairwise(number for number in numbers if number is not None))
    if any("#" in line_form(line.text) for line in same) and len({line.text for line in same}) == len(same):
        return False  # it counts something else than pages: "Table 3", "Interview 2"
    cut = 0
    for line in same:
        at = places[line.start]
        before = lines[at - 1].text if at else "."
        after = lines[at + 1].text if at + 1 < len(lines) else "A"
        cut += (not ends_sentence(before) and len(before) > len(line.text)) or begins_small(after)
    return cut >= _CUT_SHARE * len(same) or (len(same) >= _EVEN_ENOUGH_ALONE and evenness >= _VERY_EVEN)


def _evenness(lines: Sequence[SourceLine]) -> float:
    """The share of distances between the lines that are about the usual one, or a small multiple of it."""
    distances = [second.start - first.start for first, second in pairwise(lines)]
    usual = _usual(lines)
    even = sum(1 for distance in distances if distance > usual / 2 and abs(distance / usual % 1 - 0.5) > 0.1)
    return even / len(distances) if distances else 0.0


def _usual(lines: Sequence[SourceLine]) -> float:
    return median(second.start - first.start for first, second in pairwise(lines))


def _sided(
    found: Sequence[tuple[SourceLine, int | None]],
    lines: Sequence[SourceLine],
    *,
    name: Literal["page_number", "running_line"],
) -> list[RunningLine]:
    """The lines as running lines at the head or foot of the page, judged by the text before and after them."""
    if not found:
        return []
    usual = _usual([line for line, _ in found])
    first, last = found[0][0], found[-1][0]
    lead, tail = first.start - lines[0].start, lines[-1].end - last.end
    side: Literal["head", "foot"] = "head"
    if tail < _EDGE * usual and lead >= _EDGE * usual:
        side = "foot"
    elif lead >= _EDGE * usual and name == "page_number":
        # Text on both sides: page 1 ended with the first line, or page 2 began with it.
        side = "foot" if found[0][1] == 1 else "head"
    return [RunningLine(line=line, name=name, number=number, side=side) for line, number in found]


def _number_at_edge(text: str) -> int | None:
    """The page number in a running line: the one number in it, at its beginning or end."""
    match = _NUMBER_AT_EDGE.match(text)
    return int(match[1] or match[2]) if match else None
