"""Reading a file by its media type."""

from collections.abc import Callable, Mapping

from ingest import docx, epub, html
from ingest.errors import UnreadableFile
from ingest.pdf import read_pdf
from ingest.plain import read_plain
from ingest.source import Source

_EPUB = "application/epub+zip"
_HTML = "text/html"
MARKDOWN = "text/markdown"
_PDF = "application/pdf"
_PLAIN = "text/plain"

# The media type of a file by the ending of its name.
MEDIA_TYPES: Mapping[str, str] = {
    ".pdf": _PDF,
    ".txt": _PLAIN,
    ".text": _PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".docx": docx.MEDIA_TYPE,
    ".epub": _EPUB,
}
# Files whose pages were laid out once and may carry running heads and feet.
LAID_OUT = frozenset({_PDF, _PLAIN, MARKDOWN})

_READERS: Mapping[str, Callable[[bytes, str], Source]] = {
    _PDF: read_pdf,
    _PLAIN: lambda content, name: read_plain(content, name, media_type=_PLAIN),
    MARKDOWN: lambda content, name: read_plain(content, name, media_type=MARKDOWN),
    _HTML: html.read_html,
    docx.MEDIA_TYPE: docx.read_docx,
    _EPUB: epub.read_epub,
}


def read_media(content: bytes, name: str, media_type: str) -> Source:
    """The text and pages in `content`; `name` names the file in messages. Raises an IngestError."""
    reader = _READERS.get(media_type)
    if reader is None:
        raise UnreadableFile(f"{name}: files of type {media_type} cannot be read; convert it to PDF or plain text")
    return reader(content, name)
