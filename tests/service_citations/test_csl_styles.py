"""References and in-text citations, against what the handbooks ask for."""

from typing import Any

import pytest

from pincite.ingest.document import Basis, PageRange
from pincite.ingest.record import read_record
from pincite.service.citations.csl_styles import Style, in_text, reference
from pincite.service.citations.csl_work import Work, work_of


def work(*authors: str, **fields: Any) -> Work:
    people = [{"family": family, "given": given} for family, _, given in (name.partition(", ") for name in authors)]
    csl = {"id": "x", "title": "Soft power: a history", "author": people, "issued": {"date-parts": [[2025, 3, 7]]}}
    return work_of(read_record(csl | fields, where="test"))


def pages(first: int, last: int, *labels: str, basis: Basis = "verified") -> PageRange:
    first_label, last_label = labels or (None, None)
    return PageRange(first=first, last=last, first_label=first_label, last_label=last_label, basis=basis)


LINES = PageRange(first=None, last=None, first_label=None, last_label=None, basis="none", first_line=12, last_line=15)


@pytest.mark.parametrize(
    ("authors", "apa", "chicago"),
    [
        (["Nye, J."], "(Nye, 2025, p. 7)", "(Nye 2025, 7)"),
        (["Nye, J.", "Owens, W."], "(Nye & Owens, 2025, p. 7)", "(Nye and Owens 2025, 7)"),
        (["Есіркеп, С.", "B, C.", "D, E."], "(Есіркеп et al., 2025, p. 7)", "(Есіркеп et al. 2025, 7)"),
        ([], "(Soft power, 2025, p. 7)", "(“Soft Power” 2025, 7)"),
    ],
)
def test_authors_in_the_text(authors: list[str], apa: str, chicago: str) -> None:
    found = work(*authors)
    assert (in_text(found, pages(7, 7), "apa"), in_text(found, pages(7, 7), "chicago")) == (apa, chicago)


@pytest.mark.parametrize(
    ("where", "apa", "chicago"),
    [
        (None, "(Nye, 2025)", "(Nye 2025)"),
        (pages(7, 8), "(Nye, 2025, pp. 7–8)", "(Nye 2025, 7–8)"),
        (pages(7, 7, "xii", "xii"), "(Nye, 2025, p. xii)", "(Nye 2025, xii)"),
        (pages(7, 7, "A-12", "A-12"), "(Nye, 2025, p. A-12)", "(Nye 2025, A-12)"),
        (pages(7, 7, basis="estimated"), "(Nye, 2025, ca. p. 7)", "(Nye 2025, ca. 7)"),
        (pages(7, 8, basis="estimated"), "(Nye, 2025, ca. pp. 7–8)", "(Nye 2025, ca. 7–8)"),
        (LINES, "(Nye, 2025, lines 12–15)", "(Nye 2025, lines 12–15)"),
    ],
)
def test_the_place_is_as_printed_and_as_sure_as_it_is(where: PageRange | None, apa: str, chicago: str) -> None:
    found = work("Nye, J.")
    assert (in_text(found, where, "apa"), in_text(found, where, "chicago")) == (apa, chicago)


def test_a_label_that_looks_like_a_place_is_left_as_it_is() -> None:
    assert in_text(work("Nye, J."), pages(1, 1, "p. 3", "p. 3"), "chicago") == "(Nye 2025, p. 3)"


@pytest.mark.parametrize(
    ("style", "year"), [("apa", "Nye, J. S. (ca. 2023). "), ("chicago", "Nye, Joseph S. ca. 2023. ")]
)
def test_a_year_that_is_only_about_right_says_so(style: Style, year: str) -> None:
    found = work("Nye, Joseph S.", issued={"date-parts": [[2023]], "circa": True})
    assert reference(found, style).startswith(year)
    assert "ca. 2023" in in_text(found, None, style)


# By the examples of the Publication Manual (7th edition) and the Manual of Style (18th edition).
_ARTICLE = {"type": "article-journal", "container-title": "Foreign Policy", "volume": "80", "page": "153-171"}
_CHAPTER = {
    "type": "chapter",
    "container-title": "The Oxford handbook",
    "editor": [{"family": "Cooper", "given": "Andrew"}, {"family": "Heine", "given": "Jorge"}],
    "page": "192-209",
    "publisher": "OUP",
}
_BOOK = {"type": "book", "publisher": "PublicAffairs", "edition": "2"}
_THESIS = {"type": "thesis", "genre": "Bachelor’s thesis", "publisher": "KAZGUU"}
_REPORT = {"type": "report", "genre": "Working paper", "number": "7", "publisher": "IMF"}
_NEWS = {"type": "article-newspaper", "container-title": "The Astana Times", "URL": "https://x.kz/a"}


@pytest.mark.parametrize(
    ("fields", "apa", "chicago"),
    [
        (
            _ARTICLE,
            "Soft power: a history. Foreign Policy, 80, 153–171.",
            "“Soft Power: A History.” Foreign Policy 80:153–71.",
        ),
        (
            _ARTICLE | {"issue": "2", "DOI": "https://doi.org/10.1/x"},
            "Soft power: a history. Foreign Policy, 80(2), 153–171. https://doi.org/10.1/x",
            "“Soft Power: A History.” Foreign Policy 80 (2): 153–71. https://doi.org/10.1/x.",
        ),
        (
            _ARTICLE | {"number": "1544208"},
            "Soft power: a history. Foreign Policy, 80, Article 1544208.",
            "“Soft Power: A History.” Foreign Policy 80:1544208.",
        ),
        (
            _CHAPTER,
            "Soft power: a history. In A. Cooper & J. Heine (Eds.), The Oxford handbook (pp. 192–209). OUP.",
            "“Soft Power: A History.” In The Oxford Handbook, edited by Andrew Cooper and Jorge Heine. OUP.",
        ),
        (_BOOK, "Soft power: a history (2nd ed.). PublicAffairs.", "Soft Power: A History. 2nd ed. PublicAffairs."),
        (
            _THESIS,
            "Soft power: a history [Bachelor’s thesis, KAZGUU].",
            "“Soft Power: A History.” Bachelor’s thesis, KAZGUU.",
        ),
        (_REPORT, "Soft power: a history (Working paper No. 7). IMF.", "Soft Power: A History. Working paper 7. IMF."),
        (
            _NEWS,
            "Soft power: a history. The Astana Times. https://x.kz/a",
            "“Soft Power: A History.” The Astana Times, March 7. https://x.kz/a.",
        ),
    ],
)
def test_a_reference_of_each_kind_of_work(fields: dict[str, str], apa: str, chicago: str) -> None:
    found = work("Nye, Joseph S.", "Gogh, Vincent", **fields)
    date = "2025, March 7" if found.type == "article-newspaper" else "2025"
    assert reference(found, "apa") == f"Nye, J. S., & Gogh, V. ({date}). {apa}"
    assert reference(found, "chicago") == f"Nye, Joseph S., and Vincent Gogh. 2025. {chicago}"


def test_a_title_that_ends_a_sentence_gets_no_full_stop() -> None:
    found = work("Patalakh, Artem", title="The perfect match?", **_ARTICLE)
    assert "The perfect match? Foreign Policy" in reference(found, "apa")
    assert "“The Perfect Match?” Foreign Policy" in reference(found, "chicago")


def test_without_an_author_the_title_comes_first() -> None:
    found = work(**_NEWS)
    assert reference(found, "apa").startswith("Soft power: a history. (2025, March 7). The Astana Times.")
    assert reference(found, "chicago").startswith("“Soft Power: A History.” 2025. The Astana Times, March 7.")


def test_an_organisation_that_publishes_its_own_work_is_named_once() -> None:
    found = work(author=[{"literal": "EEAS"}], type="report", publisher="EEAS", issued=None)
    assert reference(found, "apa") == "EEAS. (n.d.). Soft power: a history."
    assert reference(found, "chicago") == "EEAS. n.d. Soft Power: A History."


def test_many_authors_are_shortened_as_the_style_says() -> None:
    found = work(*(f"A{number:02}, B." for number in range(22)))
    assert "A18, B., … A21, B. (2025)" in reference(found, "apa")
    assert reference(found, "chicago").startswith("A00, B., B. A01, B. A02, et al. 2025.")


def test_a_title_in_another_language_is_left_as_it_is() -> None:
    assert "“мягкая сила.”" in reference(work(title="мягкая сила", language="ru"), "chicago")


def test_what_was_guessed_is_said() -> None:
    found = work(custom={"guessed": ["title", "issued"]})
    assert reference(found, "apa").endswith(" [Title and year guessed from the file; check before citing]")
