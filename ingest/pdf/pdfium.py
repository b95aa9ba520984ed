"""Reads the words of a PDF with their boxes and draws its pages, with PDFium. No other module imports pypdfium2.

What the file says of itself comes from `pdf_structure.py`. Whatever supplies the text also supplies the boxes.
"""

import ctypes
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from pincite.ingest.errors import NoTextLayer, UnreadablePDF
from pincite.ingest.layout.note_numbers import is_raised
from pincite.ingest.layout.word_boxes import UNREADABLE_PAGE, Box, PageWords, Word
from pincite.ingest.ocr.recognition import DPI, MOST_PIXELS, RecognisedPage, Scan
from pincite.ingest.ocr.tesseract import PACKAGES
from pincite.ingest.pdf.pdf_structure import DAMAGE, read_structure
from pincite.ingest.pdf.pdf_text import source_of
from pincite.ingest.source import Source
from pincite.ingest.writing.superscripts import as_superscript

_DAMAGE = (*DAMAGE, pypdfium2.PdfiumError)
_HYPHEN = 2  # the code by which PDFium gives a hyphen at the end of a line
_SIDEWAYS = 0.4  # radians from which text is not read with the rest of the page


def read_pdf(content: bytes, name: str, recognised: Mapping[int, RecognisedPage] | None = None) -> Source:
    """The text of a PDF with the boxes of its words, its pages divided by form feeds; `name` is for messages.

    `recognised` is what OCR read on pages, by their number; it replaces what the file says. None means that no page
    will be read by OCR: then NoTextLayer is raised when no page holds text. Raises UnreadablePDF when the
    file is not a PDF, is damaged, encrypted or has no pages.
    """
    if b"%PDF-" not in content[:1024]:
        raise UnreadablePDF(f"{name}: its name says PDF, but it is not one; check what the file is")
    structure = read_structure(content, name)
    pages: list[PageWords] = []
    try:
        with pypdfium2.PdfDocument(content) as document:
            for number in range(len(document)):
                try:
                    pages.append(_page_words(document[number]))
                except _DAMAGE:
                    pages.append(UNREADABLE_PAGE)
    except _DAMAGE as error:
        raise UnreadablePDF(f"{name}: cannot be read as a PDF, it may be truncated or damaged ({error})") from error
    if all(page is UNREADABLE_PAGE for page in pages):
        raise UnreadablePDF(f"{name}: none of its {len(pages)} pages can be read; the file may be damaged")
    found = recognised or {}
    source = source_of([_as_seen(page, found.get(number)) for number, page in enumerate(pages, start=1)], structure)
    if recognised is None and not source.text.strip():
        raise NoTextLayer(
            f"{name}: its {len(pages)} pages hold no text, only pictures; install Tesseract, which reads them "
            f"(Debian: apt-get install {PACKAGES}), and add it again"
        )
    return source


def draw_for_ocr(content: bytes, number: int, name: str) -> Scan:
    """Page `number` (from 1) of the PDF as displayed, in grey. Raises UnreadablePDF when it cannot be drawn."""
    try:
        with pypdfium2.PdfDocument(content) as document:
            page = document[number - 1]
            width, height = page.get_size()
            # PDFium rounds the sides up.
            dpi = min(DPI, 72 * math.sqrt(0.98 * MOST_PIXELS / (width * height)))
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            return Scan(pixels=np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width), dpi=dpi)
    except _DAMAGE as error:
        raise UnreadablePDF(f"{name}: page {number} cannot be drawn ({error})") from error


def draw_page(content: bytes, number: int, *, scale: float = 2.0, marked: Sequence[Box] = ()) -> bytes:
    """Page `number` (from 1) as a PNG picture of `scale` pixels a point, the boxes marked in yellow.

    Raises UnreadablePDF when the page cannot be drawn.
    """
    from PIL import Image, ImageDraw

    try:
        with pypdfium2.PdfDocument(content) as document:
            picture = document[number - 1].render(scale=scale).to_pil().convert("RGB")
    except _DAMAGE as error:
        raise UnreadablePDF(f"page {number} cannot be drawn ({error})") from error
    if marked:
        layer = Image.new("RGB", picture.size, "white")
        draw = ImageDraw.Draw(layer)
        for box in marked:
            draw.rectangle([edge * scale for edge in box], fill=(255, 232, 120))
        from PIL import ImageChops

        picture = ImageChops.multiply(picture, layer)  # like a marker pen: what is black stays black
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=False)
    return file.getvalue()


def _as_seen(page: PageWords, found: RecognisedPage | None) -> PageWords:
    if found is None:
        return page
    return replace(
        page,
        words=found.words,
        sideways=found.sideways,
        undecodable=found.unsure,
        reading="ocr",
        turn=found.turn,
    )


def _page_words(page: pypdfium2.PdfPage) -> PageWords:
    turn = page.get_rotation()
    crop = page.get_bbox()  # media and crop box, inherited ones too
    width, height = page.get_size()
    text_page = page.get_textpage()
    words: list[Word] = []
    sideways: list[Word] = []
    letters = unknown = 0
    for word in _read_words(text_page):
        letters += len(word.text)
        unknown += word.unknown
        box = _displayed((word.left, word.bottom, word.right, word.top), crop, turn)
        if box.x1 <= 0 or box.y1 <= 0 or box.x0 >= width or box.y0 >= height:
            continue  # outside the crop box, so it is not visible on the page
        tilt = math.remainder(word.angle + math.radians(turn), 2 * math.pi)  # PDFium counts clockwise
        (words if abs(tilt) < _SIDEWAYS else sideways).append(Word(word.text, box, round(word.size, 2)))
    return PageWords(
        width=width,
        height=height,
        words=tuple(words),
        sideways=tuple(sideways),
        undecodable=unknown / letters if letters else 0.0,
    )


class _OpenWord(NamedTuple):
    """A word as it is put together: its text, its box in the file's coordinates, what is known of its letters.

    `size` is the height of its first letter's box across the line, which grows with the size of the font.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    angle: float
    unknown: int


def _read_words(text_page: pypdfium2.PdfTextPage) -> Iterator[_OpenWord]:
    """The words of the page, in the order of the file. Most of the reading time is spent here."""
    rect = pdfium.FS_RECTF()
    reference = ctypes.byref(rect)
    letter_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    word: _OpenWord | None = None
    for index in range(text_page.count_chars()):
        code = letter_of(text_page, index)
        letter = "-" if code == _HYPHEN else _readable(code)
        if letter == " ":
            if word is not None:
                yield word
                word = None
            continue
        box_of(text_page, index, reference)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if word is not None and _jumps(word, left, bottom, right, top):
            yield word
            word = None
        if word is None:
            angle = pdfium.FPDFText_GetCharAngle(text_page, index)
            across = top - bottom if abs(math.sin(angle)) < 0.5 else right - left
            word = _OpenWord(letter, left, bottom, right, top, across, angle, letter == "\ufffd")
        else:
            if letter.isdecimal() and _is_note_number_behind(word, bottom, top):
                letter = as_superscript(letter)
            elif _is_note_number_before(word, bottom, top):
                word = word._replace(text=as_superscript(word.text), size=top - bottom)
            word = _OpenWord(
                word.text + letter,
                min(word.left, left),
                min(word.bottom, bottom),
                max(word.right, right),
                max(word.top, top),
                word.size,
                word.angle,
                word.unknown + (letter == "\ufffd"),
            )
        if code == _HYPHEN:
            yield word
            word = None
    if word is not None:
        yield word


def _readable(code: int) -> str:
    """The character, with what no text may hold replaced."""
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    character = chr(code)
    return " " if code < 32 or character.isspace() else character


def _is_note_number_behind(word: _OpenWord, bottom: float, top: float) -> bool:
    """Whether a digit behind the word's letters is the number of a note. Told apart only in level text."""
    # The file counts heights upwards, layout downwards.
    return _is_level(word) and is_raised(top - bottom, -bottom, text_size=word.size, text_foot=-word.bottom)


def _is_note_number_before(word: _OpenWord, bottom: float, top: float) -> bool:
    """Whether what was read so far is the number of a note, in front of the first letter of a word."""
    raised = is_raised(word.size, -word.bottom, text_size=top - bottom, text_foot=-bottom)
    return _is_level(word) and word.text.isdecimal() and raised


def _is_level(word: _OpenWord) -> bool:
    return abs(math.sin(word.angle)) < 0.5


def _jumps(word: _OpenWord, left: float, bottom: float, right: float, top: float) -> bool:
    """Whether a letter is so far from the word that it cannot belong to it, though no blank stands between."""
    apart = max(left - word.right, word.left - right)
    over = min(word.top, top) - max(word.bottom, bottom)
    if abs(math.sin(word.angle)) >= 0.5:
        apart, over = -over, -apart
    return apart > 1.5 * word.size or over < -0.5 * word.size


def _displayed(box: tuple[float, float, float, float], crop: tuple[float, float, float, float], turn: int) -> Box:
    """A box of the file as it stands on the displayed page: crop box cut out, turned clockwise, y downwards."""
    left, bottom, right, top = crop
    corners = []
    for x, y in ((box[0], box[1]), (box[2], box[3])):
        corners.append(
            {
                0: (x - left, top - y),
                90: (y - bottom, x - left),
                180: (right - x, y - bottom),
                270: (top - y, right - x),
            }[turn]
        )
    (xa, ya), (xb, yb) = corners
    return Box(*(round(value, 2) for value in (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))))
