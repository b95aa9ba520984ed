"""RIS: what is written is what a reader of RIS gets back."""

from typing import Any

import rispy

from pincite.ingest.record import read_record
from pincite.service.citations.csl_work import work_of
from pincite.service.citations.ris import write_ris


def written(*items: dict[str, Any]) -> str:
    return write_ris([work_of(read_record(item, where="test")) for item in items])


ARTICLE: dict[str, Any] = {
    "id": "kk2021",
    "type": "article-journal",
    "title": "Қазақстанның жұмсақ күші — шолу",
    "author": [{"family": "Есіркеп", "given": "Сәкен"}, {"literal": "ҚазҰУ"}],
    "issued": {"date-parts": [[2021, 5]]},
    "container-title": "Хабаршы",
    "volume": 3,
    "issue": "2",
    "page": "5-12",
    "DOI": "10.1/x",
    "URL": "https://x.kz/a;b",
    "language": "kk-KZ",
}


def test_an_article_comes_back() -> None:
    (entry,) = rispy.loads(written(ARTICLE))
    expected = {
        "type_of_reference": "JOUR",
        "id": "kk2021",
        "authors": ["Есіркеп, Сәкен", "ҚазҰУ"],
        "title": ARTICLE["title"],
        "secondary_title": "Хабаршы",
        "year": "2021",
        "date": "2021/05//",
        "volume": "3",
        "number": "2",
        "start_page": "5",
        "end_page": "12",
        "doi": "10.1/x",
        "language": "kk",
    }
    assert {key: entry[key] for key in expected} == expected
    assert "UR  - https://x.kz/a;b\n" in written(ARTICLE)


def test_every_line_is_a_tag_and_the_end_is_marked() -> None:
    lines = written(ARTICLE | {"title": "one\nER  - \ntwo"}).splitlines()
    assert [line[:6] for line in lines if line[2:6] != "  - "] == []
    assert (lines[0], lines[-1], sum(line.startswith("ER") for line in lines)) == ("TY  - JOUR", "ER  - ", 1)


def test_a_year_that_is_only_about_right_is_not_passed_on_as_exact() -> None:
    text = written(ARTICLE | {"issued": {"date-parts": [[2023]], "circa": True}})
    assert "PY  - 2023///ca.\n" in text
    assert "N1  - The year is approximate: ca. 2023\n" in text


def test_what_was_guessed_is_said() -> None:
    text = written({"id": "x", "title": "T", "custom": {"guessed": ["title"]}})
    assert "N1  - Title guessed from the file; check before citing\n" in text
    assert text.startswith("TY  - GEN\n")


def test_several_works_are_entries_of_one_file() -> None:
    assert [entry["id"] for entry in rispy.loads(written(ARTICLE, ARTICLE | {"id": "b"}))] == ["kk2021", "b"]
