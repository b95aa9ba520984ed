"""The requests to a worker, and its answers where it has no value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.ingest.ocr.recognition import RecognisedPage
from pincite.ingest.sandbox.parser_limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture to be made of page `number` (from 1) of a PDF, `scale` pixels a point, with these boxes marked."""

    number: int
    scale: float
    marked: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as PNG."""

    png: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Read this file, or draw a page of it; `name` names it in messages.

    scan: the number of the page to be drawn for OCR. recognised: what OCR read on the pages of a PDF, by number,
    where pages will be read by OCR.
    """

    content: bytes = field(repr=False)
    name: str
    media_type: str
    drawing: Drawing | None = None
    scan: int | None = None
    recognised: Mapping[int, RecognisedPage] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The file cannot be read: the name of the error among ingest.errors, and its message.

    No `error` means that the parser failed with an unexpected exception.
    """

    error: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitReached:
    """The file needs more than the worker may take."""

    limit: Limit
