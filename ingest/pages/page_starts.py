"""Where each page of a source text begins, how that is known, and how sure the text around it is.

A page map is a JSON file that a person made or checked:

    {"document": "yessirkep2025",
     "pages": [{"page": 1, "label": "1", "start": 4, "starts_with": "OPEN ACCESS", "confidence": "certain"}, ...]}

`start` counts characters (Unicode code points) in the text as it is in the file. `page_from`, where given, is
where the page's text begins when that is before `start` (a running line above it). `tolerance_chars` says how
far off `start` may be. A map with `"reviewed": false` was proposed by `pincite pages suggest`: until a person has
reviewed it all its pages are estimated.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.document import Basis, Page, Span
from pincite.ingest.errors import BadPageMap

_CONFIDENCES = ("certain", "likely", "guess")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStart:
    """Page `page` begins at `offset` of the source text, give or take `tolerance` characters.

    A tolerance of None on an estimated page means that nothing is known about how far off it may be.
    """

    page: Page
    offset: int
    tolerance: int | None = 0


def read_page_map(path: Path, source: str) -> tuple[PageStart, ...]:
    """The page starts in the page map at `path`, checked against the text it is for. Raises BadPageMap."""
    return page_map_starts(read_map_file(path), source, where=str(path))


def read_map_file(path: Path) -> bytes:
    """What a file holds that is to be a page map. Raises BadPageMap where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _no_map(str(path), error) from error


def page_map_starts(content: bytes, source: str, *, where: str) -> tuple[PageStart, ...]:
    """The page starts in a page map, checked against the text it is for; `where` names the map.

    Raises BadPageMap, naming the page, when the map does not fit: a page that does not begin with its
    `starts_with`, offsets that do not grow, page numbers with gaps.
    """
    try:
        found = json.loads(content.decode("utf-8"))
        entries = found["pages"]
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise _no_map(where, error) from error
    if not isinstance(entries, list) or not entries:
        raise BadPageMap(f"{where}: 'pages' must be a list with at least one page")
    reviewed = found.get("reviewed", True)
    if not isinstance(reviewed, bool):
        raise BadPageMap(f"{where}: 'reviewed' is {reviewed!r}; it must be true or false")
    starts: list[PageStart] = []
    for number, entry in enumerate(entries, start=1):
        starts.append(_page_start(entry, number=number, source=source, where=where))
        if number > 1 and starts[-1].offset <= starts[-2].offset:
            raise BadPageMap(
                f"{where}: page {number} begins at {starts[-1].offset}, not after page {number - 1} "
                f"({starts[-2].offset}); the offsets must grow"
            )
    if source[: starts[0].offset].strip():
        raise BadPageMap(f"{where}: there is text before page 1; set its 'page_from' to 0")
    return tuple(starts) if reviewed else tuple(map(_estimated, starts))


def page_spans(origins: NDArray[np.int32], starts: Sequence[PageStart]) -> tuple[Span, ...]:
    """The page of every character of a cleaned text, as the fewest spans.

    origins: int32[n], the source offset of each character. Characters so close to an estimated page start
    that they may stand on the other side of it are estimated too.
    """
    if not starts or not len(origins):
        return ()
    page_at = np.maximum(np.searchsorted([start.offset for start in starts], origins, side="right") - 1, 0)
    unsure = np.zeros(len(origins), dtype=np.bool_)
    for index, start in enumerate(starts[1:], start=1):
        if start.tolerance == 0:
            continue
        if start.tolerance is None:
            unsure |= (page_at == index) | (page_at == index - 1)
        else:
            unsure |= (origins >= start.offset - start.tolerance) & (origins < start.offset + start.tolerance)
    unsure |= np.array([start.page.basis == "estimated" for start in starts])[page_at]
    key = page_at * 2 + unsure
    breaks = np.flatnonzero(np.diff(key)) + 1
    edges = [0, *breaks.tolist(), len(origins)]
    spans = []
    for begin, end in pairwise(edges):
        page = starts[int(page_at[begin])].page
        basis: Basis = "estimated" if unsure[begin] else page.basis
        spans.append(Span(start=begin, end=end, page=page.number, basis=basis))
    return tuple(spans)


def form_feed_starts(source: str) -> tuple[PageStart, ...]:
    """Pages of a text whose pages are divided by form feeds; none where there is no form feed.

    A form feed at the very end closes the last page and does not begin another.
    """
    if "\f" not in source:
        return ()
    offsets = [0, *(at + 1 for at, character in enumerate(source) if character == "\f")]
    if not source[offsets[-1] :].strip():
        offsets.pop()
    return tuple(
        PageStart(page=Page(number=number, label=None, basis="marker"), offset=offset)
        for number, offset in enumerate(offsets, start=1)
    )


def _no_map(where: str, error: Exception) -> BadPageMap:
    return BadPageMap(f"{where}: not a page map ({error}); it must be a JSON object with a list 'pages'")


def _estimated(start: PageStart) -> PageStart:
    """The start as long as no person has looked at it: how far off it may be is unknown unless the map says so."""
    page = Page(number=start.page.number, label=start.page.label, basis="estimated")
    return PageStart(page=page, offset=start.offset, tolerance=start.tolerance or None)


def _page_start(entry: Any, *, number: int, source: str, where: str) -> PageStart:
    named = f"{where}: page {number}"
    if not isinstance(entry, dict):
        raise BadPageMap(f"{named}: must be a JSON object with 'page', 'start' and 'starts_with'")
    if entry.get("page") != number:
        raise BadPageMap(f"{named}: 'page' is {entry.get('page')!r}; pages must be numbered 1, 2, 3 without gaps")
    start, opening = entry.get("start"), entry.get("starts_with")
    if not isinstance(start, int) or isinstance(start, bool) or not 0 <= start <= len(source):
        raise BadPageMap(
            f"{named}: 'start' is {start!r}; it must be an offset within the text's {len(source)} characters"
        )
    if not isinstance(opening, str) or not opening:
        raise BadPageMap(f"{named}: 'starts_with' is missing; give the first words of the page")
    if not source.startswith(opening, start):
        raise BadPageMap(
            f"{named}: the text at {start} begins {source[start : start + 40]!r}, not {opening[:40]!r}; "
            "the map was made for another text or counts bytes instead of characters"
        )
    page_from = entry.get("page_from", start)
    if not isinstance(page_from, int) or not 0 <= page_from <= start:
        raise BadPageMap(f"{named}: 'page_from' is {page_from!r}; it must not be after 'start' ({start})")
    confidence, tolerance = entry.get("confidence"), entry.get("tolerance_chars", 0)
    if confidence not in _CONFIDENCES:
        raise BadPageMap(f"{named}: 'confidence' is {confidence!r}; it must be one of {', '.join(_CONFIDENCES)}")
    if not isinstance(tolerance, int) or tolerance < 0:
        raise BadPageMap(f"{named}: 'tolerance_chars' is {tolerance!r}; it must be a number of characters")
    label = entry.get("label")
    if label is not None and not isinstance(label, str):
        raise BadPageMap(f"{named}: 'label' is {label!r}; it must be what is printed on the page, or null")
    estimated = confidence == "guess" or tolerance > 0
    return PageStart(
        page=Page(number=number, label=label, basis="estimated" if estimated else "verified"),
        offset=page_from,
        tolerance=(tolerance or None) if estimated else 0,
    )
