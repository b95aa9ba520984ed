"""Pictures of pages, with a passage marked: what to draw, and the painter that draws it."""

import hashlib
import math
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from anyio import CapacityLimiter, fail_after
from anyio.to_thread import run_sync

from pincite.ingest.document import Document, Page
from pincite.ingest.errors import LibraryError, ParserFailed, ParserLimitExceeded, UnreadablePDF
from pincite.ingest.layout.line_boxes import line_boxes
from pincite.ingest.layout.word_boxes import Box
from pincite.ingest.library.store import Library
from pincite.ingest.media_types import PDF
from pincite.ingest.sandbox.parser import Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.ingest.sandbox.worker_messages import Drawing
from pincite.service.documents.page_report import ranges
from pincite.service.documents.page_text import page_of
from pincite.service.errors import DrawingTooSlow, PageNotDrawable, PassageElsewhere

# A picture takes about 11 bytes of memory a pixel while it is made: 220 MB at most.
_MOST_PIXELS = 20_000_000
_LONGEST_SIDE = 16_384  # pixels; browsers show nothing longer
_DRAWING_VERSION = 1  # part of the ETag: raise it when the same order gives another picture

_MEMORY_MIB = 1024  # of the process that draws

# One picture at a time: drawing must not take the cores that questions need.
_TURN = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOrder:
    """A picture to be drawn: page `number` of the PDF `file` at `scale` pixels a point, the boxes marked."""

    document_id: str
    number: int
    file: Path
    scale: float
    marked: tuple[Box, ...]
    etag: str


class DrawPage(Protocol):
    """Draws a page of a PDF as PNG: ingest.pdf.pdfium.draw_page."""

    def __call__(self, content: bytes, number: int, *, scale: float, marked: tuple[Box, ...]) -> bytes: ...


class Painter:
    """Draws one picture at a time, in threads of its own, so that searches never wait for pictures."""

    def __init__(self, *, draw: DrawPage | None = None, limit_s: float = 20.0, threads: int = 4) -> None:
        """limit_s: how long a request waits for its turn and its picture together."""
        # A file that crashes the PDF library, or never comes to an end, ends a process that is not this one.
        self._parser = Parser(ParserLimits(seconds=limit_s, memory_mib=_MEMORY_MIB), workers=1)
        self._draw = draw or self._draw_in_process
        self._limit_s = limit_s
        self._threads = CapacityLimiter(threads)

    async def paint(self, order: PictureOrder) -> bytes:
        """The picture as PNG. Raises DrawingTooSlow, UnreadablePDF, LibraryError."""
        try:
            with fail_after(self._limit_s):
                # The thread is left behind; the process that draws for it is ended at the same limit.
                return await run_sync(self._paint, order, limiter=self._threads, abandon_on_cancel=True)
        except TimeoutError:
            raise DrawingTooSlow(
                f"page {order.number} of {order.document_id} was not drawn within {self._limit_s:g} seconds, it is "
                "intricate or others are being drawn; try again later, or read its text at "
                f"{text_url(order.document_id, order.number)}"
            ) from None

    def close(self) -> None:
        """End the process that draws, if there is one."""
        self._parser.close()

    def _draw_in_process(self, content: bytes, number: int, *, scale: float, marked: tuple[Box, ...]) -> bytes:
        try:
            return self._parser.draw(content, f"page {number}", Drawing(number=number, scale=scale, marked=marked))
        except (ParserFailed, ParserLimitExceeded) as error:
            raise UnreadablePDF(str(error)) from error

    def _paint(self, order: PictureOrder) -> bytes:
        if not _TURN.acquire(timeout=self._limit_s):
            raise TimeoutError
        try:
            return self._draw(_content(order.file), order.number, scale=order.scale, marked=order.marked)
        finally:
            _TURN.release()


def picture_order(
    library: Library, document_id: str, number: int, *, highlight: str | None, scale: float
) -> PictureOrder:
    """What to draw for a request; a huge page is drawn at a smaller scale than requested.

    Raises DocumentNotFound, PageNotFound, PassageNotFound; PageNotDrawable for a document that is no PDF,
    PassageElsewhere when the passage to be marked does not touch the page.
    """
    document = library.document(document_id)
    page = page_of(document, number)
    if not drawable(document):
        raise PageNotDrawable(
            f"{document_id} is no PDF: its pages have no pictures; read the text at {text_url(document_id, number)}"
        )
    marked = () if highlight is None else _marks(library, document, number, highlight)
    fitting = _fitting_scale(page, scale)
    parts = (document.key, number, highlight, f"{fitting:.4f}", _DRAWING_VERSION)
    return PictureOrder(
        document_id=document_id,
        number=number,
        file=library.original(document_id),
        scale=fitting,
        marked=marked,
        etag=f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"',
    )


def drawable(document: Document) -> bool:
    """Whether there are pictures of the document's pages."""
    return document.media_type == PDF


def text_url(document_id: str, number: int) -> str:
    """The address of the text of a page."""
    return f"/v1/documents/{document_id}/pages/{number}"


def picture_url(document_id: str, number: int) -> str:
    """The address of the picture of a page."""
    return f"{text_url(document_id, number)}.png"


def _marks(library: Library, document: Document, number: int, passage_id: str) -> tuple[Box, ...]:
    passage = next((one for one in document.passages if one.id == passage_id), None)
    if passage is None:
        passage = library.present_passage(passage_id)
        other = passage.document_id
        if other != document.id:
            raise PassageElsewhere(
                f"passage {passage_id} is of {other}, not of {document.id}; ask for a page of {other}"
            )
    boxes = line_boxes(document, passage.start, passage.end)
    spans = document.spans_of(passage.start, passage.end)
    touched = {*boxes, *(span.page for span in spans if document.text[span.start : span.end].strip())}
    if number not in touched:
        pages = f"{'page' if len(touched) == 1 else 'pages'} {ranges(sorted(touched))}"
        raise PassageElsewhere(f"passage {passage_id} stands on {pages}, not on page {number}; ask for a page it is on")
    return boxes.get(number, ())


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise LibraryError(f"{file}: cannot be read ({error.strerror}); run: pincite verify") from error


def _fitting_scale(page: Page, scale: float) -> float:
    """The scale, or the largest one at which the picture is not too large, even below the smallest allowed scale."""
    width, height = max(page.width or 1.0, 1.0), max(page.height or 1.0, 1.0)
    return min(scale, math.sqrt(_MOST_PIXELS / (width * height)), _LONGEST_SIDE / max(width, height))


def is_known(etag: str, if_none_match: str) -> bool:
    """Whether the If-None-Match of a request names this ETag (RFC 9110, section 13.1.2)."""
    known = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return etag in known or known == {"*"}
