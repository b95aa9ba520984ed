"""What is searched with a passage besides its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.ingest.record import Record, read_record
from pincite.ingest.text.passage_context import MOST_BYLINE, MOST_CONTEXT, byline, heading_context, searched_text
from pincite.ingest.writing.text_size import text_size


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


def record_by(*names: str, title: str = "On drugs", year: int | None = 2020) -> Record:
    csl = {
        "id": "made2020",
        "title": title,
        "author": [{"literal": name} for name in names],
        "issued": {"date-parts": [[year]]} if year is not None else None,
    }
    return read_record({key: value for key, value in csl.items() if value is not None}, where="test")


KAZAKH = [f"Әбдіқадырова Гүлжанат Құдайбергенқызы {number}" for number in range(10)]


def test_ten_full_kazakh_names_are_all_named() -> None:
    assert byline(record_by(*KAZAKH)) == ", ".join([*KAZAKH, "2020"])


def test_a_long_byline_loses_its_last_authors_and_keeps_the_year() -> None:
    names = [f"The Interdepartmental Commission on the Circumpolar Environment {number}" for number in range(12)]
    line = byline(record_by(*names))
    assert text_size(line) <= MOST_BYLINE
    kept = line.split(", ")
    assert kept == [*names[: len(kept) - 1], "2020"]
    assert len(kept) > 5


@pytest.mark.parametrize("section", [(), ("Methods",), ("Results", "h" * 5000), ("A " * 300, "B", "C")])
@pytest.mark.parametrize("title", ["t" * 32_000, "title " * 6_000, "冰" * 32_000, "Short"])
def test_a_context_has_its_size_whatever_title_and_headings_are(title: str, section: tuple[str, ...]) -> None:
    context = heading_context(title, section)
    assert 0 < text_size(context) <= MOST_CONTEXT
    assert context.startswith(title[:5])


@given(st.lists(st.text(min_size=1, max_size=400), max_size=14), st.none() | st.integers(-9999, 10**12))
def test_a_byline_has_its_size_whatever_the_names_are(names: list[str], year: int | None) -> None:
    assert text_size(byline(record_by(*names, year=year))) <= MOST_BYLINE


def test_the_middle_of_a_long_path_of_headings_is_left_out_first() -> None:
    path = ["Results " * 20, "Doses " * 20, "Adults " * 20, "Women"]
    assert heading_context("On drugs", path) == f"On drugs. {path[2]}: Women"
