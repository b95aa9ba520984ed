"""Citations: in text, and where they lead."""

from typing import Any

import pytest

from pincite.ingest.document import Basis, PageRange
from pincite.ingest.record import Record, read_record
from pincite.service.citations.in_text_citation import cite, in_text, locator, page_url


def record_of(*families: str, **fields: Any) -> Record:
    authors = [{"family": family, "given": "A."} for family in families]
    csl = {"id": "x2025", "title": "Soft power: a history", "author": authors, "issued": {"date-parts": [[2025]]}}
    return read_record(csl | fields, where="test")


def pages(first: int, last: int, *labels: str | None, basis: Basis = "verified") -> PageRange:
    first_label, last_label = labels or (None, None)
    return PageRange(first=first, last=last, first_label=first_label, last_label=last_label, basis=basis)


def lines(first: int | None, last: int | None) -> PageRange:
    return PageRange(
        first=None, last=None, first_label=None, last_label=None, basis="none", first_line=first, last_line=last
    )


@pytest.mark.parametrize(
    ("families", "expected"),
    [
        (["Patalakh"], "(Patalakh, 2025, p. 7)"),
        (["Nye", "Owens"], "(Nye and Owens, 2025, p. 7)"),
        (["Yessirkep", "Abdrakhmanova", "Zhumashov"], "(Yessirkep et al., 2025, p. 7)"),
        (["Ёж", "d’Où"], "(Ёж and d’Où, 2025, p. 7)"),
    ],
)
def test_one_two_and_more_authors(families: list[str], expected: str) -> None:
    assert in_text(record_of(*families), pages(7, 7)) == expected


def test_an_organisation_is_named_in_full() -> None:
    record = record_of(author=[{"literal": "European External Action Service"}])
    assert in_text(record, pages(1, 1)) == "(European External Action Service, 2025, p. 1)"


def test_without_an_author_the_short_title_stands_in_quotes() -> None:
    assert in_text(record_of(), pages(7, 7)) == "(“Soft power”, 2025, p. 7)"
    long = record_of(title="Middle Powers in the Midst of Great Power Rivalries")
    assert in_text(long, pages(7, 7)) == "(“Middle Powers in the Midst …”, 2025, p. 7)"


def test_a_year_that_is_unknown_or_only_about_right_is_said_so() -> None:
    circa = {"date-parts": [[2023]], "circa": True}
    assert in_text(record_of("Zhunissova", issued=None), pages(7, 7)) == "(Zhunissova, n.d., p. 7)"
    assert in_text(record_of("Zhunissova", issued=circa), pages(7, 7)) == "(Zhunissova, ca. 2023, p. 7)"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (pages(7, 7), "p. 7"),
        (pages(7, 8), "pp. 7–8"),
        (pages(7, 7, "1023", "1023"), "p. 1023"),
        (pages(3, 4, "xii", "1"), "pp. xii–1"),
        (pages(7, 7, basis="estimated"), "ca. p. 7"),
        (pages(7, 8, "7", "8", basis="estimated"), "ca. pp. 7–8"),
        (lines(12, 12), "line 12"),
        (lines(12, 15), "lines 12–15"),
        (lines(None, None), ""),
    ],
)
def test_the_place_is_named_by_what_is_printed_on_the_page(where: PageRange, expected: str) -> None:
    assert locator(where) == expected


def test_printed_labels_and_page_numbers_are_never_mixed() -> None:
    assert locator(pages(7, 8, None, "1023")) == "pp. 7–8"
    assert locator(pages(7, 8, "5", "5")) == "pp. 7–8"  # two pages with one label


def test_a_link_leads_to_the_page_by_its_place_in_the_file() -> None:
    assert page_url("x2025", pages(7, 8, "1023", "1024")) == "/documents/x2025#page=7"
    assert page_url("x2025", lines(12, 15)) == "/documents/x2025#line=12"
    assert page_url("x2025", lines(None, None)) == "/documents/x2025"


def test_a_citation_without_any_place_is_still_one() -> None:
    citation = cite(record_of("Nye"), lines(None, None))
    assert (citation.text, citation.authors) == ("(Nye, 2025)", ("A. Nye",))
