"""PDF files typeset for the tests."""

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from reportlab.pdfgen.canvas import Canvas


def pdf(pages: Sequence[Sequence[str]], *, title: str = "", author: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    if title:
        canvas.setTitle(title)
    if author:
        canvas.setAuthor(author)
    for lines in pages:
        for number, line in enumerate(lines):
            canvas.drawString(72, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def with_labels(content: bytes, ranges: Sequence[tuple[int, int, str | None, str | None, int]]) -> bytes:
    """The PDF with page labels: (first page, last page, style such as "/r", prefix, start), pages from 0."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for first, last, style, prefix, start in ranges:
        styled = PageLabelStyle(style) if style else PageLabelStyle.DECIMAL
        writer.set_page_label(first, last, style=styled, prefix=prefix, start=start)
    return written(writer)


def encrypted(content: bytes, password: str) -> bytes:
    """The PDF, locked with a user password (AES-256)."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(password, algorithm="AES-256")
    return written(writer)


def without_pages() -> bytes:
    """A PDF that has no pages at all."""
    return written(PdfWriter())


def page_count(content: bytes) -> int:
    """How many pages the PDF has."""
    return len(PdfReader(io.BytesIO(content)).pages)


def written(writer: PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
