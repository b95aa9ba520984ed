"""Raised digits, there and back."""

from pincite.ingest.writing.superscripts import as_superscript, without_superscript


def test_digits_and_signs_are_raised_and_letters_stay() -> None:
    assert as_superscript("12") == "¹²"
    assert as_superscript("10−3") == "¹⁰⁻³"
    assert as_superscript("th") == "th"


def test_raised_digits_come_back() -> None:
    assert without_superscript(as_superscript("0123456789")) == "0123456789"
