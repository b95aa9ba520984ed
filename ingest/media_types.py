"""The media types that can be read. Their readers are in `ingest/readers.py`, which is slow to import."""

from collections.abc import Mapping

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EPUB = "application/epub+zip"
HTML = "text/html"
MARKDOWN = "text/markdown"
PDF = "application/pdf"
PLAIN = "text/plain"

# The media type of a file by the ending of its name.
MEDIA_TYPES: Mapping[str, str] = {
    ".pdf": PDF,
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".docx": DOCX,
    ".epub": EPUB,
}
# Files whose pages were laid out once and may carry running heads and feet.
LAID_OUT = frozenset({PDF, PLAIN, MARKDOWN})
