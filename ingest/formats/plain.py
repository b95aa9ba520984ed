"""Reads plain text and Markdown."""

import codecs
import re

from pincite.ingest.errors import BadEncoding, EmptyDocument, UnreadableFile
from pincite.ingest.pages.page_starts import form_feed_starts
from pincite.ingest.source import Source

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x1c-\x1f\x7f]")
_MAGIC = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a ZIP archive", ".docx or .epub if it is one of these"),
    (b"\x1f\x8b", "gzip", None),
)


def read_plain(content: bytes, name: str, *, media_type: str) -> Source:
    """A text file, decoded; form feeds in it are page ends. `name` names the file in messages.

    Raises BadEncoding for bytes that are not UTF-8 (or UTF-16 with its mark), UnreadableFile for a file that
    is something else, EmptyDocument when there is nothing in it.
    """
    for magic, what, ending in _MAGIC:
        if content.startswith(magic):
            step = f"rename it to end in {ending}" if ending else "unpack it first"
            raise UnreadableFile(f"{name}: is {what}, not text; {step}")
    encoding = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadEncoding(
            f"{name}: byte {error.start} is not valid {encoding.upper()}; convert the file to UTF-8 "
            "(for example: iconv -f WINDOWS-1251 -t UTF-8)"
        ) from error
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise BadEncoding(f"{name}: line {line} holds the control character {control[0]!r}; this is not a text file")
    if not text.strip():
        raise EmptyDocument(f"{name}: is empty; there is nothing to add")
    return Source(text=text, starts=form_feed_starts(text), media_type=media_type)
