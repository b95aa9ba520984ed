"""Scanned PDFs: pages that are pictures, read by OCR behind the walls of the parser, and what is said without it."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEncoder
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from typeset import pdf, placed

from pincite.ingest.errors import NoTextLayer
from pincite.ingest.layout.word_boxes import Box, Word
from pincite.ingest.library.store import Library
from pincite.ingest.ocr.recognition import DPI, MOST_PIXELS, RecognisedPage
from pincite.ingest.ocr.tesseract import find_tesseract
from pincite.ingest.pdf.pdfium import draw_for_ocr, draw_page, read_pdf
from pincite.ingest.sandbox.parser import Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.ingest.source import Source
from pincite.service.jobs.library_changes import add

PDF = "application/pdf"
LINES = [f"Line {number} of the scanned page holds plain words." for number in range(1, 9)]
PAGE = placed([(72.0, 760.0 - 14 * number, 11.0, line) for number, line in enumerate(LINES)])


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    tesseract = find_tesseract()
    if tesseract is None or not {"eng", "osd"} <= set(tesseract.languages):
        pytest.skip("Tesseract is not installed; on Debian: apt-get install tesseract-ocr")
    with Parser(ParserLimits(), 2, tesseract=tesseract) as parser:
        yield parser


def scanned(pages: Sequence[bytes | Sequence[str]], *, turns: int = 0) -> bytes:
    """A PDF of pictures of other PDFs' first pages, and of pages with the lines as text."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, 842), invariant=True)
    for page in pages:
        if isinstance(page, bytes):
            picture = Image.open(io.BytesIO(draw_page(page, 1, scale=DPI / 72))).rotate(90 * turns, expand=True)
            width, height = (842, 595) if turns % 2 else (595, 842)
            canvas.setPageSize((width, height))
            canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        else:
            for number, line in enumerate(page):
                canvas.drawString(72, 780 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def box_of(source: Source, word: str) -> Box:
    assert source.boxes is not None
    start = source.text.index(word)
    (row,) = (row for row, place in enumerate(source.boxes.places) if place[0] == start)
    return Box(*map(float, source.boxes.boxes[row]))


def inked(picture: Image.Image, box: Box, margin: float) -> NDArray[np.bool_]:
    """Which pixels are dark in the box and `margin` points around it; the picture has two pixels a point."""
    x0, y0, x1, y1 = (round(2 * edge) for edge in box)
    wider = round(2 * margin)
    return np.asarray(picture.crop((x0 - wider, y0 - wider, x1 + wider, y1 + wider))) < 128


def test_pages_of_pictures_are_read_and_marked(parser: Parser) -> None:
    source = parser.read(scanned([["A page with text."], PAGE, []]), "scan.pdf", PDF)
    first, second, third = source.text.split("\f")
    assert (first, second.splitlines(), third) == ("A page with text.", LINES, "")
    assert [start.page.reading for start in source.starts] == ["text", "ocr", "nothing"]
    assert source.unread == ("page 3: it is blank",)


def test_boxes_in_a_scan_are_around_the_words_where_they_were_typeset(parser: Parser) -> None:
    box = box_of(parser.read(scanned([PAGE]), "scan.pdf", PDF), "scanned")
    start = 72 + stringWidth("Line 1 of the ", "Helvetica", 11)
    end = start + stringWidth("scanned", "Helvetica", 11)
    assert tuple(box) == pytest.approx((start, 82 - 8.5, end, 82 + 2.5), abs=2)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_boxes_follow_a_page_that_lies_on_its_side(parser: Parser, turns: int) -> None:
    content = scanned([placed([(72.0, 760.0 - 14 * n, 11.0, line) for n, line in enumerate(LINES * 3)])], turns=turns)
    source = parser.read(content, "scan.pdf", PDF)
    assert source.text.splitlines() == LINES * 3
    box = box_of(source, "scanned")
    picture = Image.open(io.BytesIO(draw_page(content, 1, scale=2.0))).convert("L")
    ink = inked(picture, box, 0)
    around = inked(picture, box, 2)
    assert ink.mean() > 0.1
    assert ink.sum() > 0.9 * around.sum()


def test_without_tesseract_the_packages_are_named() -> None:
    with pytest.raises(NoTextLayer, match="Debian: apt-get install tesseract-ocr tesseract-ocr-eng"):
        read_pdf(scanned([PAGE]), "scan.pdf")


def test_pages_are_read_once_tesseract_is_there(
    parser: Parser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned([["A page with text."], PAGE, []]))
    statuses = []
    for commands in (str(tmp_path), str(tmp_path), None, None):
        with monkeypatch.context() as patch:
            if commands is not None:
                patch.setenv("PATH", commands)
            (outcome,) = add(tmp_path / "data", [path], encoder=WordEncoder()).outcomes
        with Library(tmp_path / "data") as library:
            (name,) = library.keys()
            statuses.append((outcome.status, [page.reading for page in library.document(name).pages]))
    text_only, both = ["text", "nothing", "nothing"], ["text", "ocr", "nothing"]
    assert statuses == [("added", text_only), ("unchanged", text_only), ("replaced", both), ("unchanged", both)]


def test_a_scan_without_text_is_refused_with_the_reason(parser: Parser) -> None:
    with pytest.raises(
        NoTextLayer, match=r"scan\.pdf: its 2 pages hold no text, nor does OCR find any \(page 1: it is bl"
    ):
        parser.read(pdf([[], []]), "scan.pdf", PDF)


def test_what_ocr_read_takes_the_place_of_letters_that_cannot_be_told() -> None:
    found = RecognisedPage(words=(Word("Bears", Box(72, 50, 100, 60), 10.0),), unsure=0.25)
    source = read_pdf(pdf([["one"], ["two"]]), "made.pdf", {2: found})
    assert source.text == "one\fBears"
    assert source.starts[1].page.undecodable == 0.25


def test_a_huge_page_is_drawn_small_enough() -> None:
    picture = draw_for_ocr(placed([], size=(14_400, 14_400)), 1, "poster.pdf")
    assert MOST_PIXELS * 0.9 < picture.pixels.size <= MOST_PIXELS
    assert picture.dpi == pytest.approx(72 * picture.pixels.shape[0] / 14_400, abs=0.1)
