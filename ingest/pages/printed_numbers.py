"""Printed page numbers, read from the running heads and feet of a file that does not state them."""

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(?<![\d.,/:-])([1-9]\d{0,4})(?![\d,/:-]|\.\d)")
_EDGE_LINES = 2
_LEAST_PAGES = 3
_SHARE = 0.8
_SHARE_KNOWN = 1 / 3


def printed_labels(pages: Sequence[str], *, first: int | None = None) -> list[str | None] | None:
    """The printed number of every page, or None unless the whole run agrees.

    A run agrees when one number, growing by one from page to page, stands in the first or last two lines of at
    least four pages in five, and at least of three; pages without it (title pages print none) get the number
    the run gives them only between pages that print theirs, else None.

    first: the number of the first page where that is known from elsewhere; then three pages that print theirs, and
    a third of all, are enough, and no page may print another run.
    """
    numbers = [_edge_numbers(text) for text in pages]
    offsets: dict[int, list[int]] = {}
    for place, found in enumerate(numbers):
        for number in found:
            offsets.setdefault(number - place, []).append(place)
    if not offsets:
        return None
    # A count of the pages themselves (1, 2, 3) may run beside the printed numbers; it says nothing new.
    best = max(offsets, key=lambda offset: (len(offsets[offset]), offset != 1, -offset))
    agreeing = offsets[best]
    with_text = sum(1 for text in pages if text.strip())
    rivals = [offset for offset in offsets if offset not in (best, 1) and len(offsets[offset]) > len(agreeing) / 2]
    share = _SHARE if first is None else _SHARE_KNOWN
    if len(agreeing) < max(_LEAST_PAGES, share * with_text) or rivals or best < 0 or first not in (None, best):
        return None
    first, last = agreeing[0], agreeing[-1]
    return [str(best + place) if first <= place <= last else None for place in range(len(pages))]


def _edge_numbers(text: str) -> set[int]:
    lines = [line for line in text.splitlines() if line.strip()]
    edge = [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]
    # A long line is text that happens to stand at the edge; its numbers say nothing of the page.
    return {int(match[1]) for line in edge if len(line) < 120 for match in _NUMBER.finditer(line)}
