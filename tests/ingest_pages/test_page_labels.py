"""Labels that a file states, that its pages print, and that the record's page range gives."""

from pathlib import Path

import pytest
from typeset import pdf, with_labels

from pincite.ingest.pages.page_labels import printed_labels
from pincite.ingest.pdf.pdfium import read_pdf
from pincite.ingest.read import Item, document_of
from pincite.ingest.record import Record, read_record
from pincite.ingest.source import Source


def read(content: bytes) -> Source:
    return read_pdf(content, "made.pdf")


def heads(first: int, count: int) -> list[str]:
    return [f"Journal of Things {first + place}\n\nSome text of this page." for place in range(count)]


@pytest.mark.parametrize(
    ("pages", "labels"),
    [
        (heads(1023, 5), ["1023", "1024", "1025", "1026", "1027"]),
        (["A title page", *heads(2, 4)], [None, "2", "3", "4", "5"]),
        ([*heads(11, 3), "A picture", *heads(15, 4)], ["11", "12", "13", "14", "15", "16", "17", "18"]),
        ([*heads(11, 3), *heads(99, 3)], None),
        (["Vol. 7 (2024)\n\nText."] * 5, None),
        (heads(7, 2), None),
        (["No number at all."] * 5, None),
    ],
)
def test_printed_numbers_count_only_if_the_whole_run_agrees(pages: list[str], labels: list[str | None] | None) -> None:
    assert printed_labels(pages) == labels


def test_labels_that_the_file_states_stand_above_those_it_prints() -> None:
    pages = [[f"Journal of Things {1023 + place}", "Some text of this page."] for place in range(4)]
    assert [start.page.label for start in read(pdf(pages)).starts] == ["1023", "1024", "1025", "1026"]
    stated = with_labels(pdf(pages), [(0, 3, "/r", None, 5)])
    assert [start.page.label for start in read(stated).starts] == ["v", "vi", "vii", "viii"]


def with_page_range(pages: str) -> Record:
    return read_record({"id": "made2024", "title": "Made up", "page": pages}, where="test")


def test_the_page_range_of_the_record_gives_labels_where_the_pages_agree() -> None:
    texts = [["A title page"], ["Some text."], *([f"Journal {n}", "Some text."] for n in (1025, 1026, 1027)), ["End."]]
    content = pdf(texts)
    assert [start.page.label for start in read(content).starts] == [None] * 6
    made = document_of(read(content), with_page_range("1023-1028"), content, item=Item(file=Path("made.pdf")))
    assert [page.label for page in made.pages] == ["1023", "1024", "1025", "1026", "1027", "1028"]
    for wrong in ("1023-1030", "23-28", "e1234"):
        made = document_of(read(content), with_page_range(wrong), content, item=Item(file=Path("made.pdf")))
        assert [page.label for page in made.pages] == [None] * 6
