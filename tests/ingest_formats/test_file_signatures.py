"""Files that are something else than their names say."""

import pytest

from pincite.ingest.formats.file_signatures import other_format


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7", "a PDF; rename"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"{\\rtf1", "a rich text"),
        (b"\x1f\x8b", "gzip"),
    ],
)
def test_known_beginnings_are_named_with_a_next_step(content: bytes, what: str) -> None:
    assert what in (other_format(content) or "")


@pytest.mark.parametrize("content", [b"", b"A PDF", b"<html>", b"PKK"])
def test_other_beginnings_are_not(content: bytes) -> None:
    assert other_format(content) is None
