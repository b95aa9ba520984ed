"""Reading PDF files. No other module knows the library that does it."""

import io
import re

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.document import Page
from ingest.errors import NoTextLayer, UnreadablePDF
from ingest.pages import PageStart
from ingest.source import Source

_SURROGATE = re.compile("[\ud800-\udfff]")


def read_pdf(content: bytes, name: str) -> Source:
    """The text of a PDF, its pages divided by form feeds; `name` names the file in messages.

    Raises UnreadablePDF when the file is not a PDF, is damaged, encrypted or has no pages, and NoTextLayer
    when none of its pages holds text.
    """
    if b"%PDF-" not in content[:1024]:
        raise UnreadablePDF(f"{name}: its name says PDF, but it is not one; check what the file is")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise UnreadablePDF(f"{name}: is encrypted with a password; save a copy without one and add that")
        pages = list(reader.pages)
        labels = reader.page_labels if "/PageLabels" in reader.root_object else None
        metadata = reader.metadata
        title = str(metadata.title or "") if metadata else ""
        author = str(metadata.author or "") if metadata else ""
    except UnreadablePDF:
        raise
    except DependencyError as error:
        raise UnreadablePDF(f"{name}: is encrypted in a way that cannot be read here ({error})") from error
    except _DAMAGE as error:
        raise UnreadablePDF(f"{name}: cannot be read as a PDF, it may be truncated or damaged ({error})") from error
    if not pages:
        raise UnreadablePDF(f"{name}: has no pages")
    texts = []
    for number, page in enumerate(pages, start=1):
        try:
            texts.append(_SURROGATE.sub("\ufffd", page.extract_text()).replace("\f", "\n"))
        except _DAMAGE as error:
            raise UnreadablePDF(f"{name}: page {number} cannot be read ({error}); the file may be damaged") from error
    if not any(text.strip() for text in texts):
        raise NoTextLayer(f"{name}: its {len(pages)} pages hold no text, only pictures; run OCR over it first")
    starts, at = [], 0
    for number, text in enumerate(texts, start=1):
        label = labels[number - 1] if labels and number <= len(labels) else None
        starts.append(PageStart(page=Page(number=number, label=label or None, basis="pdf"), offset=at))
        at += len(text) + 1
    return Source(
        text="\f".join(texts),
        starts=tuple(starts),
        media_type="application/pdf",
        hard_lines=True,
        title=title.strip(),
        author=author.strip(),
    )


# A damaged file can make the reader fail anywhere; none of these is a fault of ours, all mean "unreadable".
_DAMAGE = (
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
)
