"""What is searched with a passage besides its text."""

import pytest

from pincite.ingest.record import read_record
from pincite.ingest.text.passage_context import byline, heading_context, searched_text


@pytest.mark.parametrize(
    "heading", ["Introduction", "Введение", "Zusammenfassung", "Συμπεράσματα", "结论", "Conclusion"]
)
def test_headings_that_say_nothing_are_left_out(heading: str) -> None:
    assert heading_context("On drugs", [heading]) == "On drugs"


@pytest.mark.parametrize("heading", ["Concluding remarks", "Методы", "Introduction to doses", "Ergebnisse"])
def test_other_headings_are_searched(heading: str) -> None:
    assert heading_context("On drugs", ["Introduction", heading]) == f"On drugs. {heading}"


def test_the_context_stands_above_the_text() -> None:
    assert searched_text("On drugs", "It rose.") == "On drugs\nIt rose."
    assert searched_text("", "It rose.") == "It rose."


def test_a_byline_names_authors_and_year() -> None:
    record = read_record(
        {
            "id": "doe2020",
            "title": "On drugs",
            "author": [{"family": "Doe", "given": "Ann"}, {"literal": "European Commission"}],
            "issued": {"date-parts": [[2020]]},
        },
        where="test",
    )
    assert byline(record) == "Ann Doe, European Commission, 2020"
