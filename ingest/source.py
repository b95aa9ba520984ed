"""The text of a file before cleaning, and the pages it has."""

from dataclasses import dataclass, field

from ingest.pages import PageStart


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as one text: its page starts, its media type, and what it says of itself.

    `hard_lines` says that every line of the page is a line of the text, as PDF readers give it.
    """

    text: str = field(repr=False)
    starts: tuple[PageStart, ...]
    media_type: str
    hard_lines: bool = False
    title: str = ""
    author: str = ""
    year: int | None = None
