"""The text of a file before cleaning, and the pages it has."""

from dataclasses import dataclass, field

from pincite.ingest.document import OutlineEntry, WordBoxes
from pincite.ingest.pages.page_starts import PageStart


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as one text: its page starts, its media type, and what it says of itself.

    `boxes` says where its words stand on the pages, for files whose pages can be drawn. `unread` says of pages that
    OCR could not read why, one sentence each.
    """

    text: str = field(repr=False)
    starts: tuple[PageStart, ...]
    media_type: str
    title: str = ""
    author: str = ""
    year: int | None = None
    boxes: WordBoxes | None = field(default=None, repr=False)
    unread: tuple[str, ...] = ()
    outline: tuple[OutlineEntry, ...] = ()
