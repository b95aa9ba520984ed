"""Pages read by OCR: words, boxes, languages, and what becomes of pages that cannot be read.

Where Tesseract is not installed, the tests that need it are skipped.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from typeset import placed, two_columns

from pincite.ingest.document import Page
from pincite.ingest.errors import PageNotRecognised, UnreadablePDF
from pincite.ingest.layout.columns import reading_order
from pincite.ingest.layout.paragraphs import page_source
from pincite.ingest.layout.word_boxes import Box, Word
from pincite.ingest.ocr.recognition import DPI, RecognisedPage, Scan, pages_to_recognise, recognise, recognise_pages
from pincite.ingest.ocr.tesseract import Tesseract, find_tesseract, languages_for
from pincite.ingest.pdf.pdfium import draw_page

BLANK = Scan(pixels=np.full((300, 200), 255, np.uint8), dpi=DPI)
SPECK = Scan(pixels=np.arange(60_000, dtype=np.uint8).reshape(300, 200), dpi=DPI)


@pytest.fixture(scope="module")
def tesseract() -> Tesseract:
    found = find_tesseract()
    if found is None or not {"eng", "osd"} <= set(found.languages):
        pytest.skip("Tesseract is not installed; on Debian: apt-get install tesseract-ocr")
    return found


def drawn(content: bytes) -> Scan:
    png = draw_page(content, 1, scale=DPI / 72)
    return Scan(pixels=np.asarray(Image.open(io.BytesIO(png)).convert("L")), dpi=DPI)


def painted(lines: Sequence[str]) -> Scan:
    try:
        font = ImageFont.truetype("DejaVuSerif.ttf", 42)
    except OSError:
        pytest.skip("there is no font with Cyrillic letters; on Debian: apt-get install fonts-dejavu-core")
    page = Image.new("L", (2400, 200 + 60 * len(lines)), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(page).text((200, 100 + 60 * number), line, font=font, fill=0)
    return Scan(pixels=np.asarray(page), dpi=DPI)


def english(scan: Scan, tesseract: Tesseract) -> RecognisedPage:
    return recognise(scan, tesseract, languages=("eng",), where="page 1")


def text_of(found: RecognisedPage) -> str:
    return page_source(reading_order(found.words)).text


def program(folder: Path, script: str) -> Tesseract:
    """Something else that is called like Tesseract."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return Tesseract(path=str(path), version="0", languages=("eng",))


LINES = [f"Line {number} of the scanned page holds plain words." for number in range(1, 9)]


def test_a_picture_of_a_page_is_read(tesseract: Tesseract) -> None:
    content = placed([(72.0, 760.0 - 14 * number, 11.0, line) for number, line in enumerate(LINES)])
    found = english(drawn(content), tesseract)
    assert text_of(found).splitlines() == LINES
    assert (found.turn, found.unsure, found.sideways) == (0, 0.0, ())


def test_boxes_are_around_the_words_where_they_were_typeset(tesseract: Tesseract) -> None:
    content = placed([(100.0, 500.0, 12.0, "Bears eat honey, bees and - sometimes - fish.")])
    found = english(drawn(content), tesseract)
    (box,) = (word.box for word in found.words if word.text == "honey,")
    start = 100 + stringWidth("Bears eat ", "Helvetica", 12)
    assert box.x0 == pytest.approx(start, abs=2)
    assert box.x1 == pytest.approx(start + stringWidth("honey,", "Helvetica", 12), abs=2)
    assert 842 - 500 - 12 < box.y0 < 842 - 500 - 7  # the ascenders
    assert 842 - 500 + 2 < box.y1 < 842 - 500 + 5  # the descenders
    assert len({word.box.y1 for word in found.words}) == 1  # a comma and a dash stand on the line, too


def test_columns_are_read_one_after_the_other(tesseract: Tesseract) -> None:
    left = [f"Left column, line {number} of several words" for number in range(12)]
    right = [f"Right column, line {number} of several too" for number in range(12)]
    text = text_of(english(drawn(two_columns(left, right, title="A title over both columns")), tesseract))
    places = [text.index(line) for line in ("A title over", *left, *right)]
    assert places == sorted(places)


def test_a_hyphen_at_the_end_of_a_line_is_kept(tesseract: Tesseract) -> None:
    lines = ["The lines of a narrow column often end in a hyphen, for instance in coope-", "ration between states."]
    content = placed([(72.0, 700.0 - 14 * number, 11.0, line) for number, line in enumerate(lines)])
    assert text_of(english(drawn(content), tesseract)).splitlines() == lines


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_lies_on_its_side_is_read(tesseract: Tesseract, turns: int) -> None:
    content = placed([(72.0, 760.0 - 14 * number, 11.0, line) for number, line in enumerate(LINES * 3)])
    upright = drawn(content)
    found = english(replace(upright, pixels=np.rot90(upright.pixels, turns)), tesseract)
    assert found.turn == 90 * turns
    assert text_of(found).splitlines() == LINES * 3


def test_a_slanting_scan_keeps_its_lines(tesseract: Tesseract) -> None:
    content = placed([(72.0, 760.0 - 14 * number, 11.0, line) for number, line in enumerate(LINES)])
    slanting = Image.fromarray(drawn(content).pixels).rotate(1.0, fillcolor=255)
    found = english(Scan(pixels=np.asarray(slanting), dpi=DPI), tesseract)
    assert text_of(found).splitlines() == LINES


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("ru", ["Казахстан проводит многовекторную внешнюю политику,", "объём торговли вырос на 12,5 % в 2021 году."]),
        ("kk", ["Қазақстан Республикасы көпвекторлы саясат ұстанады,", "үкімет жаңа келісімдерге қол қойды."]),
    ],
)
def test_russian_and_kazakh_letters_are_read(tesseract: Tesseract, language: str, lines: list[str]) -> None:
    languages = languages_for(tesseract, [language])
    if not {"rus", "kaz"} <= set(languages):
        pytest.skip("Tesseract lacks a language; on Debian: apt-get install tesseract-ocr-rus tesseract-ocr-kaz")
    found = recognise(painted(lines), tesseract, languages=languages, where="page 1")
    assert text_of(found).splitlines() == lines


def test_a_picture_without_text_has_no_words(tesseract: Tesseract) -> None:
    assert english(BLANK, tesseract).words == ()


def test_what_reads_like_nothing_is_not_taken_for_text(tesseract: Tesseract) -> None:
    page = drawn(placed([(72.0, 760.0 - 14 * number, 11.0, line) for number, line in enumerate(LINES * 3)]))
    unturned = replace(tesseract, languages=("eng",))  # without the data that find a page's turn
    upside_down = replace(page, pixels=np.rot90(page.pixels, 2))
    with pytest.raises(PageNotRecognised, match=r"^page 1: its picture is too unclear for OCR.*scan it again"):
        english(upside_down, unturned)


def test_tesseract_is_found_with_its_languages(tesseract: Tesseract) -> None:
    assert Path(tesseract.path).exists()
    assert int(tesseract.version.lstrip("v").split(".")[0]) >= 4
    assert list(tesseract.languages) == sorted(tesseract.languages)


def test_no_tesseract_is_found_where_there_is_none(tmp_path: Path) -> None:
    assert find_tesseract("no-such-tesseract") is None
    assert find_tesseract(program(tmp_path, "exit 1").path) is None


def test_the_languages_of_the_record_come_first() -> None:
    known = Tesseract(path="tesseract", version="5.3.0", languages=("deu", "eng", "kaz", "osd", "rus"))
    assert languages_for(known) == ("eng", "rus", "kaz")
    assert languages_for(known, ["ru", "de"]) == ("rus", "deu", "eng", "kaz")
    assert languages_for(known, ["fr", "xx", "en"]) == ("eng", "rus", "kaz")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exec sleep 600", "takes longer than 0.5 seconds; leave the page out"),
        ("echo 'Segmentation fault!' >&2; exit 139", "exit status 139: Segmentation fault!"),
        ("kill -9 $$", "exit status -9: it wrote nothing"),
        ("echo '<html>'", "its hOCR cannot be read"),
    ],
    ids=["hangs", "fails", "dies", "babbles"],
)
def test_a_tesseract_that_fails_is_reported(tmp_path: Path, script: str, said: str) -> None:
    limit_s = 0.5 if "takes longer" in said else 60
    with pytest.raises(PageNotRecognised, match=said) as raised:
        recognise(SPECK, program(tmp_path, script), languages=("eng",), where="scan.pdf: page 3", timeout_s=limit_s)
    assert str(raised.value).startswith("scan.pdf: page 3: ")


def test_data_that_are_missing_are_named_with_their_package(tmp_path: Path) -> None:
    with pytest.raises(PageNotRecognised, match=r"no data for chi_sim.*apt-get install tesseract-ocr-chi-sim"):
        recognise(SPECK, program(tmp_path, "exit"), languages=("eng", "chi_sim"), where="page 1")
    with pytest.raises(PageNotRecognised, match=r"no data for any language.*tesseract-ocr-eng"):
        recognise(SPECK, program(tmp_path, "exit"), languages=(), where="page 1")


@pytest.mark.parametrize("pixels", [np.zeros((2, 2, 3), np.uint8), np.zeros((0, 5), np.uint8)])
def test_only_a_grey_picture_reaches_tesseract(tmp_path: Path, pixels: NDArray[np.uint8]) -> None:
    with pytest.raises(PageNotRecognised, match="is no picture of a page"):
        recognise(Scan(pixels=pixels, dpi=DPI), program(tmp_path, "exit"), languages=("eng",), where="page 1")


def test_tesseract_gets_grey_values_behind_a_header_and_no_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_SECRET", "key")
    word = (
        "<span class='ocrx_word' title='bbox 0 0 9 9; x_wconf 99'>$header|$OMP_THREAD_LIMIT|$PINCITE_SECRET|$*</span>"
    )
    line = f"<p><span class='ocr_line' title='bbox 0 0 9 9'>{word}</span></p>"
    script = f'IFS= read -r header; cat >/dev/null\necho "{line}"'
    (told,) = recognise(SPECK, program(tmp_path, script), languages=("eng",), where="page 1").words
    assert told.text == "P5200300255|1||stdinstdout-leng--dpi300--psm3-ctessedit_create_hocr=1"


def page(number: int, **known: object) -> Page:
    return replace(Page(number=number, label=None, basis="pdf", width=595.0, height=842.0), **known)  # type: ignore[arg-type]


def test_pages_without_letters_are_recognised() -> None:
    pages = [page(1), page(2, reading="nothing"), page(3, undecodable=0.9), page(4, undecodable=0.01)]
    lost = page(5, reading="nothing", width=0.0)
    assert pages_to_recognise([*pages, lost]) == (2, 3)


def test_what_fails_on_one_page_does_not_cost_the_others() -> None:
    found = RecognisedPage(words=(Word("word", Box(0, 0, 30, 10), 10.0),))

    def draw(number: int) -> Scan:
        if number == 2:
            raise UnreadablePDF("page 2 cannot be drawn")
        return BLANK if number == 3 else SPECK

    def read(number: int, scan: Scan) -> RecognisedPage:
        if number == 4:
            raise PageNotRecognised("page 4: too dark")
        return found if number == 1 else RecognisedPage(words=())

    made = recognise_pages([1, 2, 3, 4, 5], draw, read, workers=2)
    assert made.pages == {1: found}
    assert made.failures == {
        2: "page 2 cannot be drawn",
        3: "page 3: it is blank",
        4: "page 4: too dark",
        5: "page 5: OCR finds no text in its picture",
    }
