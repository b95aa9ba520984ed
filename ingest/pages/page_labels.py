"""The labels of pages: as the file states them, as the pages print them, or by the page range of the record."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pincite.ingest.pages.page_starts import PageStart
from pincite.ingest.record import Record

_NUMBER = re.compile(r"(?<![\d.,/:-])([1-9]\d{0,4})(?![\d,/:-]|\.\d)")
_EDGE_LINES = 2
_LEAST_PAGES = 3
_SHARE = 0.8
_SHARE_KNOWN = 1 / 3
_PAGE_RANGE = re.compile(r"(\d{1,6})\s*[-–—]\s*(\d{1,6})")


def stated_or_printed_labels(pages: Sequence[str], stated: Sequence[str]) -> list[str | None]:
    """The labels that the file states (none: ()); where it states none but 1, 2, 3, those that its pages print."""
    trivial = [str(number) for number in range(1, len(pages) + 1)]
    labels = [label or None for label in stated[: len(pages)]]
    labels += [None] * (len(pages) - len(labels))
    if stated and labels != trivial:
        return labels
    return printed_labels(pages) or labels


def labelled_by_record(starts: tuple[PageStart, ...], text: str, record: Record) -> tuple[PageStart, ...]:
    """The page starts of a source text; where they have no labels, with those of the record's page range.

    Only if the range is as long as the file, and what the pages print agrees with it as far as they print anything.
    """
    match = _PAGE_RANGE.fullmatch(str(record.csl.get("page", "")).strip())
    if match is None or any(start.page.label or start.page.basis != "pdf" for start in starts):
        return starts
    first, last = int(match[1]), int(match[2])
    if last - first + 1 != len(starts) or printed_labels(text.split("\f"), first=first) is None:
        return starts
    return tuple(
        replace(start, page=replace(start.page, label=str(first + place))) for place, start in enumerate(starts)
    )


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
