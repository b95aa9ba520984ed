"""The types that all packages share: documents, their pages and their passages.

A document's cleaned text is one string. Every position in it has an origin in the source text, and every
origin stands on a page, so the page of a passage follows from its two offsets and from nothing else:

    source   ...of historical dev|TABLE 1 ...|elopments during the twentieth...     (page 3 | page 4)
    cleaned  ...of historical developments during the twentieth...  TABLE 1 ...
    spans    [--------- page 3 --------][------ page 4 -----------][-- page 4 --]
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.record import Record

Basis = Literal["pdf", "marker", "verified", "estimated", "none"]
Kind = Literal["body", "footnote", "table", "reference", "front_matter"]

# Where the text of a page comes from: the file, OCR of its picture, or nowhere.
Reading = Literal["text", "ocr", "nothing"]

KINDS: tuple[Kind, ...] = ("body", "footnote", "table", "reference", "front_matter")

# From the surest to the least sure: a stretch over several pages is only as sure as its least sure part.
_SURENESS: Mapping[Basis, int] = {"pdf": 0, "marker": 1, "verified": 2, "estimated": 3, "none": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: its 1-based place in the file, what is printed on it, and how its start is known.

    For a page that can be drawn also its width and height in points, as displayed; how its text was read; the share
    of its characters that the file does not map to letters; and whether its reading order is doubtful.
    """

    number: int
    label: str | None
    basis: Basis
    width: float | None = None
    height: float | None = None
    reading: Reading = "text"
    undecodable: float = 0.0
    doubtful_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """A bookmark of the file: its title, the number of the page it leads to, and its depth from 1."""

    title: str
    page: int
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The characters [start, end) of the cleaned text stand on page `page`; `basis` says how that is known.

    A span can be less sure than its page: the last characters before an estimated page start may already
    stand on the next page.
    """

    start: int
    end: int
    page: int
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The characters [start, end) of the cleaned text are those from `source` on in the source text.

    A character that cleaning inserted (the blank that joins two lines) has the origin of the one it replaces.
    """

    start: int
    end: int
    source: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordBoxes:
    """Where each word of a source text stands on its page, in the order of the source.

    places: int32[n, 3], the word's offsets [start, end) in the source text and its page number. boxes: float32[n, 4],
    its left, upper, right and lower edge in points from the left and top of the page as displayed.
    """

    places: NDArray[np.int32]
    boxes: NDArray[np.float32]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, WordBoxes)
            and np.array_equal(self.places, other.places)
            and np.array_equal(self.boxes, other.boxes)
        )

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRange:
    """Where a stretch of text stands: pages and printed labels, or source lines where there are no pages.

    `first` and `last` are page numbers, None when `basis` is "none"; then `first_line` and `last_line`
    (1-based, in the source file) are given instead.
    """

    first: int | None
    last: int | None
    first_label: str | None
    last_label: str | None
    basis: Basis
    first_line: int | None = None
    last_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one document that is ranked and cited: `text` is exactly its characters [start, end)."""

    id: str
    document_id: str
    kind: Kind
    section: tuple[str, ...]
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One work: its record, its cleaned text, where each part of it stands, and its passages in order.

    `key` is a hash of all it was made from: the file, its record and page map, and how both were read. Two
    documents with the same key are the same document, byte for byte. `path` is where its file was added from, empty
    for an upload: with it a changed file is known from another one of the same name. `rules` names the versions by
    which the file was read, empty where they are not known; `page_map` is its page map as it was given.
    """

    id: str
    key: str
    file_name: str
    path: str
    record: Record
    sha256: str
    media_type: str
    source: str = field(repr=False)
    text: str = field(repr=False)
    origins: tuple[Origin, ...] = field(repr=False)
    pages: tuple[Page, ...] = field(repr=False)
    spans: tuple[Span, ...] = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
    boxes: WordBoxes | None = field(default=None, repr=False)
    outline: tuple[OutlineEntry, ...] = ()
    rules: str = ""
    page_map: bytes | None = field(default=None, repr=False)

    def source_offset(self, offset: int) -> int:
        """The position in the source text of the cleaned text's character `offset`."""
        origin = self.origins[bisect_right(self.origins, offset, key=lambda o: o.start) - 1]
        return origin.source + min(offset, origin.end - 1) - origin.start

    def origins_of(self, start: int, end: int) -> tuple[Origin, ...]:
        """The origin runs that the characters [start, end) touch, cut to them, in order."""
        first = max(bisect_right(self.origins, start, key=lambda o: o.start) - 1, 0)
        found = []
        for origin in self.origins[first:]:
            if origin.start >= end:
                break
            if origin.end > start:
                begin = max(origin.start, start)
                source = origin.source + begin - origin.start
                found.append(Origin(start=begin, end=min(origin.end, end), source=source))
        return tuple(found)

    def spans_of(self, start: int, end: int) -> tuple[Span, ...]:
        """The page spans that the characters [start, end) touch, cut to them, in order."""
        first = max(bisect_right(self.spans, start, key=lambda s: s.start) - 1, 0)
        found = []
        for span in self.spans[first:]:
            if span.start >= end:
                break
            if span.end > start:
                found.append(
                    Span(start=max(span.start, start), end=min(span.end, end), page=span.page, basis=span.basis)
                )
        return tuple(found)

    def pages_of(self, start: int, end: int) -> PageRange:
        """Where the characters [start, end) stand.

        White space at either end does not count: a passage does not reach a page by its last blank.
        """
        stretch = self.text[start:end]
        start += len(stretch) - len(stretch.lstrip())
        end = start + len(stretch.strip())
        touched = self.spans_of(start, end)
        if not touched or any(span.basis == "none" for span in touched):
            return self._lines_of(start, end)
        first = self.pages[min(span.page for span in touched) - 1]
        last = self.pages[max(span.page for span in touched) - 1]
        return PageRange(
            first=first.number,
            last=last.number,
            first_label=first.label,
            last_label=last.label,
            basis=max((span.basis for span in touched), key=_SURENESS.__getitem__),
        )

    def _lines_of(self, start: int, end: int) -> PageRange:
        if not self.origins:
            return PageRange(first=None, last=None, first_label=None, last_label=None, basis="none")
        ends = _line_ends(self.source)
        first, last = (bisect_left(ends, self.source_offset(offset)) + 1 for offset in (start, max(start, end - 1)))
        return PageRange(
            first=None,
            last=None,
            first_label=None,
            last_label=None,
            basis="none",
            first_line=min(first, last),
            last_line=max(first, last),
        )


@lru_cache(maxsize=4)
def _line_ends(source: str) -> list[int]:
    """Where the lines of a source text end; cached, since every passage of a text without pages needs it."""
    return [match.start() for match in re.finditer("\n", source)]
