"""PDF files: their text, pages and labels, and what is said of those that cannot be read."""

import io

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from typeset import encrypted, objects, pdf, with_labels, without_pages, written

from pincite.ingest.errors import NoTextLayer, UnreadablePDF
from pincite.ingest.pdf.pdfium import read_pdf
from pincite.ingest.text.clean_text import clean

TWO_PAGES = pdf(
    [
        ["For thirty years now the Republic of", "Kazakhstan has bordered both Russia and"],
        ["China. It trades with them."],
    ]
)


def test_each_page_is_known_from_the_file() -> None:
    source = read_pdf(TWO_PAGES, "two.pdf")
    assert [(start.page.number, start.page.label, start.page.basis) for start in source.starts] == [
        (1, None, "pdf"),
        (2, None, "pdf"),
    ]
    assert source.text[source.starts[1].offset :].strip() == "China. It trades with them."


def test_a_sentence_over_a_page_end_is_whole_and_on_both_pages() -> None:
    source = read_pdf(TWO_PAGES, "two.pdf")
    text = clean(source.text, source.starts).text.text
    start = "For thirty years now the Republic of Kazakhstan has bordered both Russia and China."
    assert text == f"{start} It trades with them."


def test_printed_labels_are_read() -> None:
    pages = [[f"This is page {number}."] for number in range(5)]
    content = with_labels(pdf(pages), [(0, 1, "/r", None, 11), (2, 4, "/D", "A-", 1023)])
    labels = [start.page.label for start in read_pdf(content, "labels.pdf").starts]
    assert labels == ["xi", "xii", "A-1023", "A-1024", "A-1025"]


def test_title_and_author_come_from_the_metadata() -> None:
    source = read_pdf(pdf([["Some text."]], title="On Soft Power", author="Jane Doe"), "paper.pdf")
    assert (source.title, source.author) == ("On Soft Power", "Jane Doe")


def test_running_heads_and_feet_of_a_pdf_go_and_paragraphs_stay_whole() -> None:
    words = ("first", "second", "third", "fourth")
    pages = [
        [
            f"Journal of Things 7 (2024), {number}",
            f"The {word} paragraph begins here and is long enough to",
            f"fill two lines, as the {word} one does.",
            f"Another one of the {word} page follows on this line, and",
            f"ends the {word} page.",
            f"Downloaded on day {number}",
        ]
        for number, word in enumerate(words, start=1023)
    ]
    source = read_pdf(pdf(pages), "paper.pdf")
    paragraphs = clean(source.text, source.starts).text.text.split("\n\n")
    assert paragraphs[0] == "Journal of Things 7 (2024), 1023"
    assert paragraphs[3] == "Downloaded on day 1023"
    assert paragraphs[4:] == [
        text
        for word in words[1:]
        for text in (
            f"The {word} paragraph begins here and is long enough to fill two lines, as the {word} one does.",
            f"Another one of the {word} page follows on this line, and ends the {word} page.",
        )
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Just text, whatever its name says.", "its name says PDF, but it is not one"),
        (TWO_PAGES[: len(TWO_PAGES) // 3], "truncated or damaged|has no pages"),
        (encrypted(TWO_PAGES, "secret"), "is encrypted with a password"),
        (without_pages(), "has no pages"),
    ],
    ids=["no PDF", "truncated", "encrypted", "zero pages"],
)
def test_a_pdf_that_cannot_be_read_is_refused_with_its_name(content: bytes, told: str) -> None:
    with pytest.raises(UnreadablePDF, match=told) as refused:
        read_pdf(content, "bad.pdf")
    assert str(refused.value).startswith("bad.pdf: ")


def test_a_pdf_of_pictures_is_refused() -> None:
    with pytest.raises(NoTextLayer, match="its 2 pages hold no text"):
        read_pdf(pdf([[], []]), "scan.pdf")


def test_an_encrypted_pdf_that_opens_without_password_is_read() -> None:
    assert "Kazakhstan" in read_pdf(encrypted(TWO_PAGES, ""), "open.pdf").text


def test_a_page_size_that_is_inherited_counts() -> None:
    drawn = "BT /F 12 Tf 300 800 Td (Hello World) Tj ET"
    content = objects(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        "<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
    )
    source = read_pdf(content, "inherited.pdf")
    assert source.text == "Hello World"
    assert source.boxes is not None
    assert 25 < source.boxes.boxes[0, 1] < 42


def test_labels_without_a_style_are_their_prefix_and_ranges_begin_anew() -> None:
    pages = [[f"This is text of the page called {word}."] for word in ("a", "b", "c", "d", "e", "f")]
    writer = PdfWriter(clone_from=io.BytesIO(pdf(pages)))
    numbers = ArrayObject()
    for first, entries in ((0, {"/P": "Cover"}), (1, {"/S": "/r"}), (3, {"/S": "/D"}), (5, {"/S": "/A", "/P": "App "})):
        styles = {
            NameObject(key): NameObject(value) if value.startswith("/") else TextStringObject(value)
            for key, value in entries.items()
        }
        numbers += [NumberObject(first), DictionaryObject(styles)]
    writer.root_object[NameObject("/PageLabels")] = DictionaryObject({NameObject("/Nums"): numbers})
    labels = [start.page.label for start in read_pdf(written(writer), "labels.pdf").starts]
    assert labels == ["Cover", "i", "ii", "1", "2", "App A"]
