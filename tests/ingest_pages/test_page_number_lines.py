"""Lines that are a page number, in several languages, and lines that only look like one."""

import pytest

from pincite.ingest.pages.page_number_lines import read_page_number


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Page 12", "12"),
        ("Page 12 of 30", "12"),
        ("[page 12]", "12"),
        ("- 12 -", "12"),
        ("12 / 30", "12"),
        ("стр. 12", "12"),
        ("Seite 12 von 30", "12"),
        ("página 12", "12"),
        ("σελ. 12", "12"),
        ("صفحة 12", "12"),
        ("第 12 页", "12"),
        ("12-бет", "12"),
        ("p. xiv", "xiv"),
    ],
)
def test_lines_that_say_they_are_page_numbers(line: str, label: str) -> None:
    found = read_page_number(line)
    assert found is not None
    assert (found.label, found.explicit) == (label, True)


@pytest.mark.parametrize("line", ["12", "xiv", "- 12", "[12]"])
def test_bare_numbers_may_be_page_numbers(line: str) -> None:
    found = read_page_number(line)
    assert found is not None
    assert not found.explicit


@pytest.mark.parametrize("line", ["(12)", "12 patients", "12.5", "Table 12", "12 mg", "Civil", "country 12", ""])
def test_other_lines_are_none(line: str) -> None:
    assert read_page_number(line) is None
