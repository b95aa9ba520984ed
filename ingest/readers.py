"""Reads a file by its media type."""

from collections.abc import Callable, Mapping

from pincite.ingest.errors import UnreadableFile
from pincite.ingest.formats.docx import read_docx
from pincite.ingest.formats.epub import read_epub
from pincite.ingest.formats.html import read_html
from pincite.ingest.formats.plain import read_plain
from pincite.ingest.media_types import DOCX, EPUB, HTML, MARKDOWN, PDF, PLAIN
from pincite.ingest.pdf.pdfium import read_pdf
from pincite.ingest.source import Source

_READERS: Mapping[str, Callable[[bytes, str], Source]] = {
    PDF: read_pdf,
    PLAIN: lambda content, name: read_plain(content, name, media_type=PLAIN),
    MARKDOWN: lambda content, name: read_plain(content, name, media_type=MARKDOWN),
    HTML: read_html,
    DOCX: read_docx,
    EPUB: read_epub,
}


def read_media(content: bytes, name: str, media_type: str) -> Source:
    """The text and pages in `content`; `name` names the file in messages. Raises an IngestError."""
    reader = _READERS.get(media_type)
    if reader is None:
        raise UnreadableFile(f"{name}: files of type {media_type} cannot be read; convert it to PDF or plain text")
    return reader(content, name)
