"""PDF files typeset for the tests."""

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from pypdf.generic import RectangleObject
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


def two_columns(left: Sequence[str], right: Sequence[str], *, title: str = "", shift: float = 0.0) -> bytes:
    """One page with a title over two columns of lines; the right column stands `shift` points lower."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 800, title)
    canvas.setFont("Helvetica", 10)
    for x, top, lines in ((72, 770.0, left), (310, 770 - shift, right)):
        for number, line in enumerate(lines):
            canvas.drawString(x, top - 12 * number, line)
    canvas.save()
    return file.getvalue()


def placed(items: Sequence[tuple[float, float, float, str]], *, size: tuple[float, float] = (595, 842)) -> bytes:
    """One page with texts at given places: (x, y of the baseline from the bottom, font size, text)."""
    return placed_pages([items], size=size)


def placed_pages(
    pages: Sequence[Sequence[tuple[float, float, float, str]]], *, size: tuple[float, float] = (595, 842)
) -> bytes:
    """The same for several pages."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=True)
    for items in pages:
        for x, y, font_size, text in items:
            canvas.setFont("Helvetica", font_size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def turned(content: bytes, degrees: int, *, crop: tuple[float, float, float, float] | None = None) -> bytes:
    """The PDF with its pages turned clockwise for display, and cut to the crop box."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for page in writer.pages:
        page.rotate(degrees)
        if crop is not None:
            page.cropbox = RectangleObject(crop)
    return written(writer)


def spelled(text: str) -> bytes:
    """A PDF whose one line is drawn with Latin letters of which the file says that they mean `text`.

    So the tests need no font with Cyrillic letters: readers go by what the file says.
    """
    codes = {letter: 33 + place for place, letter in enumerate(dict.fromkeys(text.replace(" ", "")))}
    table = "".join(f"<{code:02X}> <{ord(letter):04X}>\n" for letter, code in codes.items())
    meaning = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{len(codes)} beginbfchar\n{table}endbfchar\n"
        "endcmap end end"
    )
    drawn = "".join(f"{codes[letter]:02X}" if letter != " " else "20" for letter in text)
    contents = f"BT /F 12 Tf 72 700 Td <{drawn}> Tj ET"
    return objects(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        f"<< /Length {len(contents)} >>\nstream\n{contents}\nendstream",
        f"<< /Length {len(meaning)} >>\nstream\n{meaning}\nendstream",
    )


def objects(*bodies: str) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    file = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(bodies) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return file + f"{end}startxref\n{len(file)}\n%%EOF\n".encode("latin-1")
