"""Text files and what is said of those that are none."""

import pytest

from pincite.ingest.errors import BadEncoding, EmptyDocument, UnreadableFile
from pincite.ingest.formats.plain import read_plain


def read(content: bytes) -> str:
    return read_plain(content, "note.txt", media_type="text/plain").text


def test_utf8_is_read_with_and_without_its_mark() -> None:
    assert read("Қазақстан".encode()) == read("Қазақстан".encode("utf-8-sig")) == "Қазақстан"


def test_utf16_is_read_where_it_says_so() -> None:
    assert read("Казахстан".encode("utf-16")) == "Казахстан"


def test_form_feeds_are_page_ends() -> None:
    source = read_plain(b"one\ftwo", "note.txt", media_type="text/plain")
    assert [start.page.basis for start in source.starts] == ["marker", "marker"]


@pytest.mark.parametrize(
    ("content", "error", "told"),
    [
        ("Казахстан".encode("cp1251"), BadEncoding, "byte 0 is not valid UTF-8; convert the file"),
        (b"text\x00more", BadEncoding, "line 1 holds the control character"),
        (b"%PDF-1.7 ...", UnreadableFile, r"its name says text, but it is a PDF; rename it to end in \.pdf"),
        (
            b"PK\x03\x04....",
            UnreadableFile,
            r"it is a ZIP archive such as DOCX or EPUB; rename it to end in \.docx or \.epub",
        ),
        (b" \n\t\n", EmptyDocument, "is empty"),
    ],
)
def test_what_is_not_text_is_refused_with_its_name(content: bytes, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told) as refused:
        read(content)
    assert str(refused.value).startswith("note.txt: ")
