"""BibTeX: what is written is what a reader of BibTeX gets back."""

from typing import Any

import pytest
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import NameParts
from bibtexparser.model import Entry
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from pincite.ingest.record import read_record
from pincite.service.citations.bibtex import protected, write_bibtex
from pincite.service.citations.csl_work import work_of

NYE = {
    "id": "nye2004",
    "type": "book",
    "title": "Soft Power: The Means to Success in World Politics",
    "author": [{"family": "Nye", "given": "Joseph S.", "suffix": "Jr."}],
    "issued": {"date-parts": [[2004, 4]]},
    "publisher": "PublicAffairs",
    "publisher-place": "New York",
    "language": "en",
}


def written(*items: dict[str, Any]) -> str:
    return write_bibtex([work_of(read_record(item, where="test")) for item in items])


def plain(tex: str) -> str:
    """The characters that TeX would set."""
    text = LatexNodes2Text(math_mode="text").latex_to_text(tex)
    return str(text).replace("ˆ", "^").replace("˜", "~")  # the decoder's own names for \\textasciicircum, -tilde


def read(text: str) -> Entry:
    """The one entry, as a program that reads BibTeX understands it: macros resolved, names parted."""
    library = parse_string(text, append_middleware=[middlewares.SeparateCoAuthors(), middlewares.SplitNameParts()])
    assert library.failed_blocks == []
    (entry,) = library.entries
    return entry


def fields(text: str) -> dict[str, Any]:
    return {field.key: plain(field.value) for field in read(text).fields if isinstance(field.value, str)}


def authors(text: str) -> list[NameParts]:
    found: list[NameParts] = read(text)["author"]
    return found


def test_a_book_is_written_as_its_record_says() -> None:
    assert written(NYE) == (
        "@book{nye2004,\n"
        "  author = {Nye, Jr., Joseph S.},\n"
        "  title = {Soft Power: The Means to Success in World Politics},\n"
        "  year = {2004},\n"
        "  month = apr,\n"
        "  publisher = {PublicAffairs},\n"
        "  address = {New York},\n"
        "  language = {english}\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("csl", "kind", "expected"),
    [
        ({"type": "article-journal", "container-title": "Ж", "issue": "2"}, "article", {"journal": "Ж", "number": "2"}),
        ({"type": "chapter", "container-title": "Handbook"}, "incollection", {"booktitle": "Handbook"}),
        ({"type": "paper-conference", "container-title": "Proc."}, "inproceedings", {"booktitle": "Proc."}),
        ({"type": "thesis", "genre": "PhD thesis", "publisher": "KAZGUU"}, "phdthesis", {"school": "KAZGUU"}),
        ({"type": "thesis", "genre": "Bachelor's thesis"}, "mastersthesis", {"type": "Bachelor's thesis"}),
        ({"type": "report", "publisher": "EEAS", "number": "7"}, "techreport", {"institution": "EEAS", "number": "7"}),
        ({"type": "webpage", "URL": "https://x.eu/a_b"}, "misc", {"url": "https://x.eu/a_b"}),
        ({"type": "article-journal", "page": "192-209"}, "article", {"pages": "192–209"}),
        ({"type": "article-journal", "page": "e12"}, "article", {"pages": "e12"}),
        ({"type": "article-journal", "number": "1544208"}, "article", {"eid": "1544208"}),
        ({"type": "book", "DOI": "https://doi.org/10.1/a_b"}, "book", {"doi": "10.1/a_b"}),
    ],
)
def test_each_kind_of_work_has_its_entry_type(csl: dict[str, Any], kind: str, expected: dict[str, str]) -> None:
    entry = read(written({"id": "x", "title": "T", **csl}))
    assert entry.entry_type == kind
    assert {key: plain(entry[key]) for key in expected} == expected


@pytest.mark.parametrize(
    "title",
    [
        "Қазақстанның жұмсақ күші",
        "Мягкая сила: «Русский мир» № 5",
        "Çağdaş Türk dış politikası – Ünlü Őrség",
        "R&D at 100 % of $5, #1_a ~ b^2 {sic} \\ back",
        "dashes -- and --- ``quotes'' and ?` marks",
    ],
)
def test_characters_of_every_alphabet_and_of_tex_come_back(title: str) -> None:
    csl = {"id": "x", "type": "book", "title": title, "author": [{"family": title, "given": "Ә."}], "publisher": title}
    found = fields(written(csl))
    assert (found["title"], found["publisher"]) == (title, title)
    assert [plain(" ".join([*name.von, *name.last])) for name in authors(written(csl))] == [title]


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20))
def test_any_title_comes_back(title: str) -> None:
    text = written({"id": "x", "type": "book", "title": title, "publisher": f"{title} {title}"})
    found = fields(text)
    assert (found["title"], found["publisher"]) == (title, f"{title} {title}")


def test_letters_stay_letters() -> None:
    # A program that reads BibTeX today reads UTF-8; \cyrchar and the like would be seen as they are by many.
    assert "Есіркеп, Сәкен" in written(NYE | {"author": [{"family": "Есіркеп", "given": "Сәкен"}]})


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("EU policies in Kazakhstan: the iPhone case", "{EU} policies in {Kazakhstan}: the {iPhone} case"),
        ("The European Union's Soft Power and NATO", "The European Union's Soft Power and {NATO}"),
        ("Economic interests of the EU", "Economic interests of the {EU}"),
    ],
)
def test_a_style_may_lower_a_title_but_not_its_names(title: str, expected: str) -> None:
    assert protected(title, language="en") == expected
    assert protected(title, language="kk") == f"{{{title}}}"


def test_an_organisation_is_one_author() -> None:
    named = [{"literal": "Smith and Sons, Ltd."}, {"family": "Gogh", "non-dropping-particle": "van", "given": "V."}]
    named.append({"family": "García y Vega", "given": "A. and B."})
    firm, person, double = authors(written(NYE | {"author": named}))
    assert (firm.first, firm.last) == ([], ["{Smith and Sons, Ltd.}"])
    assert (double.von, double.last, double.first) == ([], ["{García y Vega}"], ["{A. and B.}"])
    assert (person.von, person.last, person.first) == (["van"], ["Gogh"], ["V."])


def test_a_year_that_is_only_about_right_is_printed_so() -> None:
    assert fields(written(NYE | {"issued": {"date-parts": [[2023]], "circa": True}}))["year"] == "ca. 2023"
    assert fields(written(NYE | {"issued": {"date-parts": [[1999], [2001]]}}))["year"] == "1999–2001"
    assert "year" not in fields(written(NYE | {"issued": None}))


def test_what_was_guessed_is_said() -> None:
    text = written({"id": "x", "title": "T", "custom": {"guessed": ["title", "author"]}})
    assert fields(text)["note"] == "Title and author guessed from the file; check before citing"


def test_an_address_cannot_end_its_field() -> None:
    assert "url = {https://x.y/%7Ba%7D_b%20c#d}" in written(NYE | {"URL": "https://x.y/{a}_b c#d"})


def test_several_works_are_entries_of_one_file() -> None:
    library = parse_string(written(NYE, NYE | {"id": "other"}))
    assert [entry.key for entry in library.entries] == ["nye2004", "other"]
