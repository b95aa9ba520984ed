"""What stands where on a page: reading order, tables, notes, and the boxes of words."""

import io
import re
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from typeset import pdf, placed, placed_pages, spelled, turned, two_columns

from pincite.ingest.document import Document, WordBoxes
from pincite.ingest.layout.line_boxes import line_boxes
from pincite.ingest.layout.word_boxes import Box
from pincite.ingest.library.invariants import document_problems
from pincite.ingest.pages.page_starts import PageStart
from pincite.ingest.pdf.pdfium import draw_page, read_pdf
from pincite.ingest.read import Item, document_of
from pincite.ingest.record import read_record
from pincite.ingest.source import Source
from pincite.ingest.text.blocks import split_blocks
from pincite.ingest.text.clean_text import CleanText, clean
from pincite.ingest.text.mapped_text import map_source
from pincite.ingest.text.normalisation import normalise
from pincite.ingest.text.passages import PassageParams, cut_passages
from pincite.ingest.text.recurring_lines import drop_running_lines

RECORD = read_record({"id": "made2024", "title": "Made up"}, where="test")
LEFT = [f"Left line number {number} holds several words" for number in range(20)]
RIGHT = [f"Right line number {number} holds several too" for number in range(20)]


def read(content: bytes) -> Source:
    return read_pdf(content, "made.pdf")


def document(content: bytes) -> Document:
    return document_of(read(content), RECORD, content, item=Item(file=Path("made.pdf")))


def cleaned(content: bytes) -> str:
    source = read(content)
    return clean(source.text, source.starts).text.text


def box_of(source: Source, word: str) -> Box:
    assert source.boxes is not None
    start = source.text.index(word)
    (row,) = (row for row, place in enumerate(source.boxes.places) if place[0] == start)
    return Box(*map(float, source.boxes.boxes[row]))


@pytest.mark.parametrize("shift", [0.0, 4.0, 6.0])
def test_columns_are_read_one_after_the_other(shift: float) -> None:
    text = read(two_columns(LEFT, RIGHT, title="A title over both columns of it", shift=shift)).text
    places = [text.index(line) for line in ("A title over", *LEFT, *RIGHT)]
    assert places == sorted(places)


def test_a_table_is_read_row_by_row() -> None:
    rows = [("Group", "1989", "2021"), ("Kazakh", "6,496,858", "13,497,891"), ("Russian", "6,062,019", "2,981,946")]
    items = [
        (x, 700.0 - 14 * number, 10.0, cell)
        for number, row in enumerate(rows)
        for x, cell in zip((72, 220, 340), row, strict=True)
    ]
    text = cleaned(placed([(72, 730.0, 10.0, "Table 1 Ethnic groups, million."), *items]))
    assert "Table 1 Ethnic groups, million." in text
    assert "Group\t1989\t2021\nKazakh\t6,496,858\t13,497,891\nRussian\t6,062,019\t2,981,946" in text


def test_a_note_at_the_foot_of_a_page_does_not_cut_the_sentence() -> None:
    lines = [(72.0, 760.0 - 13 * number, 10.0, f"The text of the page goes on in line {number}") for number in range(9)]
    foot = [(72.0, 100.0, 6.0, "1"), (76.0, 97.0, 8.0, "The Federal Service counted them in 2021.")]
    text = cleaned(placed([*lines, *foot]))
    assert "line 8" in text
    assert text.endswith("\n\n¹The Federal Service counted them in 2021.")


def test_raised_digits_are_marks_of_notes() -> None:
    width = stringWidth("cooperation", "Helvetica", 10)
    items = [(72.0, 700.0, 10.0, "cooperation"), (72 + width, 704.0, 6.0, "12"), (85 + width, 700.0, 10.0, "grew")]
    assert "cooperation¹² grew" in read(placed(items)).text


def test_cyrillic_and_kazakh_letters_are_kept() -> None:
    assert read(spelled("Қазақстан ұлттық қоры және ёлка")).text == "Қазақстан ұлттық қоры және ёлка"


def test_boxes_are_around_the_words_where_they_were_typeset() -> None:
    source = read(placed([(100.0, 500.0, 12.0, "Bears eat honey.")]))
    start = 100 + stringWidth("Bears eat ", "Helvetica", 12)
    box = box_of(source, "honey.")
    assert box.x0 == pytest.approx(start, abs=1)
    assert box.x1 == pytest.approx(start + stringWidth("honey.", "Helvetica", 12), abs=1)
    assert box.y0 < 842 - 500 - 8  # the ascenders
    assert 842 - 500 < box.y1 < 842 - 500 + 4  # the descenders


@pytest.mark.parametrize(
    ("degrees", "corner"),
    [(0, (50, 92)), (90, (250, 50)), (180, (240, 250)), (270, (92, 240))],
)
def test_boxes_follow_the_turning_and_the_cropping_of_the_page(degrees: int, corner: tuple[float, float]) -> None:
    # A word at (100, 500) from the lower left, 50 points right and 250 above the corner of a crop box of 350 by 342.
    content = turned(placed([(100.0, 500.0, 12.0, "X")]), degrees, crop=(50, 250, 400, 592))
    source = read(content)
    assert source.boxes is not None
    box = Box(*map(float, source.boxes.boxes[0]))
    page = source.starts[0].page
    assert (page.width, page.height) == ((350, 342) if degrees % 180 == 0 else (342, 350))
    picture = Image.open(io.BytesIO(draw_page(content, 1, scale=1.0))).convert("L")
    dark = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert dark is not None
    assert box.x0 - 2 <= dark[0] <= dark[2] <= box.x1 + 2, corner
    assert box.y0 - 4 <= dark[1] <= dark[3] <= box.y1 + 4, corner


def test_a_passage_is_marked_on_every_page_it_stands_on() -> None:
    long = [
        "The first page holds the beginning of a sentence that",
        "goes on and on until the very end of this page and",
    ]
    made = document(pdf([long, ["then ends on the second one. Another begins here."]]))
    (passage,) = made.passages
    boxes = line_boxes(made, passage.start, passage.end)
    assert {page: len(lines) for page, lines in boxes.items()} == {1: 2, 2: 1}
    start = made.text.index("then ends")
    (page,) = line_boxes(made, start, start + len("then ends"))
    assert page == 2


def test_marks_of_a_column_do_not_reach_into_the_other() -> None:
    made = document(two_columns(LEFT, RIGHT, title="A title"))
    start = made.text.index("Left line number 3")
    ((box,),) = line_boxes(made, start, start + len(LEFT[3])).values()
    assert box.x0 == pytest.approx(72, abs=2)
    assert box.x1 < 300


def test_a_drawn_page_shows_the_marks() -> None:
    content = placed([(100.0, 500.0, 12.0, "Bears eat honey.")])
    plain = Image.open(io.BytesIO(draw_page(content, 1, scale=1.0)))
    marked = Image.open(io.BytesIO(draw_page(content, 1, scale=1.0, marked=[Box(90, 320, 200, 350)])))
    assert plain.size == marked.size == (595, 842)
    assert plain.getpixel((95, 325)) == (255, 255, 255)
    assert marked.getpixel((95, 325)) == (255, 232, 120)


def test_texts_without_drawable_pages_have_no_boxes() -> None:
    source = Source(text="Some text.", starts=(), media_type="text/plain")
    assert line_boxes(document_of(source, RECORD, b"Some text.", item=Item(file=Path("made.txt"))), 0, 4) == {}


def test_word_boxes_compare_by_what_they_hold() -> None:
    one, same = (read(placed([(100.0, 500.0, 12.0, "Bears eat honey.")])).boxes for _ in range(2))
    assert isinstance(one, WordBoxes)
    assert one == same
    assert one != read(placed([(90.0, 500.0, 12.0, "Bears eat honey.")])).boxes


@st.composite
def typeset_documents(draw: st.DrawFn) -> Document:
    """A PDF whose every word says on which page it stands, in one or two columns, with notes and running heads."""
    pages = []
    for page in range(1, draw(st.integers(1, 4)) + 1):
        words = (f"p{page}w{number}x" for number in count(1))
        columns = draw(st.sampled_from([(72.0,), (72.0, 310.0)]))
        items = [(72.0, 800.0, 10.0, f"Running head {page}")] if draw(st.booleans()) else []
        for x in columns:
            for line in range(draw(st.integers(1, 12))):
                end = draw(st.sampled_from(["", "", ".", ",", "-"]))
                text = " ".join(next(words) for _ in range(draw(st.integers(1, 4 if len(columns) > 1 else 8)))) + end
                items.append((x, 760.0 - 13 * line, 10.0, text))
        if draw(st.booleans()):
            items += [(72.0, 80.0, 6.0, "1"), (76.0, 77.0, 8.0, f"{next(words)} {next(words)}.")]
        pages.append(items)
    content = placed_pages(pages)
    target = draw(st.integers(5, 100))
    params = PassageParams(target=target, most=target + draw(st.integers(0, 20)))
    made = document_of(read(content), RECORD, content, item=Item(file=Path("made.pdf")))
    cut = cut_passages(cleaned_again(made), document_id=made.id, language="en", params=params)
    return replace(made, passages=cut)


def cleaned_again(made: Document) -> CleanText:
    starts = page_starts(made)
    return clean(made.source, starts, media_type="application/pdf")


def page_starts(made: Document) -> list[PageStart]:
    offsets = [0, *(form_feed.end() for form_feed in re.finditer("\f", made.source))]
    return [PageStart(page=page, offset=offset) for page, offset in zip(made.pages, offsets, strict=True)]


@given(typeset_documents())
@settings(max_examples=60, deadline=None)
def test_every_word_of_a_pdf_stands_on_its_page_and_in_its_boxes(made: Document) -> None:
    assert document_problems(made) == []
    for passage in made.passages:
        for word in re.finditer(r"p(\d+)w\d+x", passage.text):
            start, end = passage.start + word.start(), passage.start + word.end()
            place = made.pages_of(start, end)
            assert (place.first, place.last, place.basis) == (int(word[1]), int(word[1]), "pdf")
            assert list(line_boxes(made, start, end)) == [int(word[1])]


@given(typeset_documents())
@settings(max_examples=30, deadline=None)
def test_no_word_of_a_pdf_is_lost_or_doubled(made: Document) -> None:
    starts = page_starts(made)
    assert cleaned_again(made).text.text == made.text
    blocks = split_blocks(normalise(map_source(made.source)), [start.offset for start in starts])
    kept = {id(block) for block in drop_running_lines(blocks, pages=len(starts))}
    dropped = [block.text for block in blocks if id(block) not in kept]
    words = re.findall(r"p\d+w\d+x", "\n".join([made.text, *dropped]))
    assert sorted(words) == sorted(re.findall(r"p\d+w\d+x", made.source))
    assert len(set(words)) == len(words)


def test_bookmarks_are_read_and_make_headings() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    for number, lines in enumerate([["Some text of it,", "and more."], ["The Main Findings", "They are these here."]]):
        for place, line in enumerate(lines):
            canvas.drawString(72, 760 - 14 * place, line)
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(("Beginning", "1. The main findings")[number], f"p{number}", level=number)
        canvas.showPage()
    canvas.save()
    made = document(file.getvalue())
    assert [(entry.title, entry.page, entry.depth) for entry in made.outline] == [
        ("Beginning", 1, 1),
        ("1. The main findings", 2, 2),
    ]
    assert made.passages[-1].section == ("The Main Findings",)
