"""What a PDF says of itself, by pypdf: page labels, metadata, bookmarks, encryption."""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from pincite.ingest.document import OutlineEntry
from pincite.ingest.errors import UnreadablePDF
from pincite.ingest.pdf.pdf_text import Structure

_LONGEST_TITLE = 1000  # characters
_MOST_ENTRIES = 5000  # of an outline
_DEEPEST_ENTRY = 20
_SURROGATE = re.compile("[\ud800-\udfff]")

# A damaged file can make a reader fail anywhere; all of these mean that the file is unreadable.
DAMAGE = (
    PyPdfError,
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    RecursionError,
    OSError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
)


def read_structure(content: bytes, name: str) -> Structure:
    """What the file says of itself; empty where that part of it is damaged, since its text may still be sound.

    Raises UnreadablePDF when it is encrypted or has no pages.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise UnreadablePDF(f"{name}: is encrypted with a password; save a copy without one and add that")
        if not len(reader.pages):
            raise UnreadablePDF(f"{name}: has no pages")
        labels = reader.page_labels if "/PageLabels" in reader.root_object else []
        metadata = reader.metadata
        return Structure(
            labels=tuple(labels),
            title=str(metadata.title or "")[:_LONGEST_TITLE].strip() if metadata else "",
            author=str(metadata.author or "")[:_LONGEST_TITLE].strip() if metadata else "",
            outline=tuple(islice(_outline(reader, reader.outline, depth=1), _MOST_ENTRIES)),
        )
    except DependencyError as error:
        raise UnreadablePDF(f"{name}: is encrypted in a way that cannot be read here ({error})") from error
    except DAMAGE:
        return Structure(labels=(), title="", author="")


def _outline(reader: PdfReader, entries: Iterable[Any], *, depth: int) -> Iterator[OutlineEntry]:
    """The bookmarks that lead to a page, those within others one deeper."""
    for entry in entries:
        if isinstance(entry, list):
            if depth < _DEEPEST_ENTRY:
                yield from _outline(reader, entry, depth=depth + 1)
            continue
        page = reader.get_destination_page_number(entry)
        title = " ".join(_SURROGATE.sub("\ufffd", str(entry.title or "")).split())[:_LONGEST_TITLE]
        if title and page is not None and page >= 0:
            yield OutlineEntry(title=title, page=page + 1, depth=depth)
