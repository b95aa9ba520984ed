"""What a record says, and what is left out of it because it is not as CSL-JSON has it."""

from typing import Any, get_args

import pytest

from pincite.ingest.record import read_record
from pincite.service.citations.bibtex import write_bibtex
from pincite.service.citations.csl_styles import Style, in_text, reference
from pincite.service.citations.csl_work import Date, Person, Work, pages_of, work_of
from pincite.service.citations.ris import write_ris


def work(**csl: Any) -> Work:
    return work_of(read_record({"id": "x", "title": "T", **csl}, where="test"))


def test_numbers_markup_and_white_space_become_plain_text() -> None:
    found = work(
        title="On <i>E. coli</i> and H<sub>2</sub>O", volume=7, publisher="  A \n B ", genre=True, edition=None
    )
    assert found.title == "On E. coli and H2O"
    assert (found.text("volume"), found.text("publisher"), found.text("genre")) == ("7", "A B", "")


def test_names_of_people_and_organisations() -> None:
    authors = [
        {"family": "Gogh", "given": "Vincent", "non-dropping-particle": "van", "suffix": "Jr."},
        {"literal": "EEAS"},
        {"family": "Humboldt", "given": "Alexander", "dropping-particle": "von"},
    ]
    assert work(author=authors).people["author"] == (
        Person(family="Gogh", given="Vincent", particle="van", suffix="Jr."),
        Person(family="EEAS", literal=True),
        Person(family="Humboldt", given="Alexander von"),
    )


@pytest.mark.parametrize(
    ("page", "ends"),
    [("1-10", ("1", "10")), ("1 – 10", ("1", "10")), ("1--10", ("1", "10")), ("e7", ("e7", "")), (7, ("7", ""))],
)
def test_the_pages_of_a_work(page: Any, ends: tuple[str, str]) -> None:
    assert pages_of(work(page=page)) == ends


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2025, "3", 27]]}, Date(parts=(2025, 3, 27))),
        ({"date-parts": [["2025", 13, 1]]}, Date(parts=(2025,))),
        ({"date-parts": [[1999], [2001]]}, Date(parts=(1999,), until=(2001,))),
        ({"date-parts": [[2023]], "circa": 1}, Date(parts=(2023,), circa=True)),
    ],
)
def test_dates(issued: Any, date: Date) -> None:
    assert work(issued=issued).issued == date


@pytest.mark.parametrize("doi", ["10.1/a", "https://doi.org/10.1/a", "http://dx.doi.org/10.1/a", "doi: 10.1/a"])
def test_a_doi_is_kept_without_its_resolver(doi: str) -> None:
    assert work(DOI=doi).text("DOI") == "10.1/a"


def test_nonsense_in_a_record_breaks_no_bibliography() -> None:
    nonsense = {
        "type": "nonsense", "editor": "Ann Lee", "translator": [7, {"given": "Plato"}, {}], "accessed": "yesterday",
        "volume": {"a": 1}, "page": "-", "DOI": ["10.1/x"], "custom": "x", "categories": [1], "shortTitle": 5,
        "title-short": "<b></b>", "edition": "x{", "language": "xx", "key": 1, "locator": 3, "year-suffix": "q",
    }  # fmt: skip
    found = work(**nonsense)
    assert found.people == {"translator": (Person(family="Plato", literal=True),)}
    assert "title = {{T}}" in write_bibtex([found])
    assert "TI  - T\n" in write_ris([found])
    for style in get_args(Style):
        assert "T" in reference(found, style)
        assert "n.d." in in_text(found, None, style)


def test_what_was_guessed_is_named() -> None:
    assert work(custom={"guessed": ["title", "author", "issued"]}).doubt.startswith("Title, author and year guessed")
    assert work(custom={"guessed": ["title"]}).doubt.startswith("Title guessed")
    assert work(custom={"licence": "CC BY 4.0"}).doubt == ""
