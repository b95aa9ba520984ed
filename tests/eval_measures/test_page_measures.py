"""Where a quote stands, and whether a citation says so."""

import json
from pathlib import Path

import pytest

from pincite.eval.errors import CorpusError
from pincite.eval.gold.gold_questions import Evidence, GoldQuestion
from pincite.eval.gold.truth import Truth
from pincite.eval.measures.page_measures import PagedText, check_pages, page_accuracy, pages_of_quote, read_paged_texts
from pincite.eval.systems.run import Run
from pincite.eval.systems.system import RetrievedPassage

PAGED = PagedText(text="one two|three four|five one two", starts=(0, 8, 19))


def hit(number: int, first: int | None, last: int | None) -> RetrievedPassage:
    return RetrievedPassage(passage_id=f"a:{number}", document_id="a", text="", first_page=first, last_page=last)


def asked(*hits: RetrievedPassage, quote: str) -> tuple[Run, list[GoldQuestion], dict[str, Truth]]:
    evidence = Evidence(document_id="a", quote=quote, grade=1)
    question = GoldQuestion(
        id="q", question="?", language="en", kind="factoid", answer="", answer_keys=(), evidence=(evidence,)
    )
    truth = {"q": Truth(holders=(frozenset({"a:0"}),), grades={"a:0": 1})}
    return Run(name="sparse", hits={"q": hits}, deep={}, took_ms={}), [question], truth


def checked(*hits: RetrievedPassage, quote: str = "three four") -> tuple[int, int, int, int]:
    check = check_pages(*asked(*hits, quote=quote), texts={"a": PAGED})
    return check.placed, check.right, check.cited, check.short


@pytest.mark.parametrize(("first", "last", "score"), [(2, 2, 1), (1, 2, 1), (1, 3, 0), (1, 1, 0), (None, None, None)])
def test_page_accuracy_asks_for_the_right_pages_and_two_at_most(
    first: int | None, last: int | None, score: float | None
) -> None:
    scores = page_accuracy(*asked(hit(0, first, last), quote="three four"), texts={"a": PAGED})
    assert scores.get("q") == score


def test_a_quote_stands_on_the_pages_that_its_letters_stand_on() -> None:
    assert pages_of_quote(PAGED, "three") == [(2, 2)]
    assert pages_of_quote(PAGED, "two|three") == [(1, 2)]
    assert pages_of_quote(PAGED, "one two") == [(1, 1), (3, 3)]
    assert pages_of_quote(PAGED, "six") == []


@pytest.mark.parametrize(("first", "last", "right"), [(2, 2, 1), (1, 2, 1), (1, 1, 0), (3, 3, 0)])
def test_the_cited_pages_must_hold_the_quote(first: int, last: int, right: int) -> None:
    assert checked(hit(0, first, last)) == (1, right, 1, 1)


def test_pages_are_cut_where_they_begin() -> None:
    assert [PAGED.pages(page, page) for page in (1, 2, 3, 4)] == ["one two|", "three four|", "five one two", ""]
    assert PAGED.pages(1, 2) == "one two|three four|"


def test_a_quote_across_two_pages_is_held_by_the_page_with_most_of_it() -> None:
    # Five runs of four words, three of them on page 1.
    paged = PagedText(text="one two three four five six|seven eight", starts=(0, 28))
    quote = "one two three four five six|seven eight"
    for page, score in ((1, 1.0), (2, 0.0)):
        assert page_accuracy(*asked(hit(0, page, page), quote=quote), texts={"a": paged}) == {"q": score}


def test_only_the_first_hit_with_evidence_is_checked() -> None:
    assert checked(hit(1, 1, 1), hit(0, 2, 2), hit(0, 3, 3)) == (1, 1, 3, 3)


def test_any_place_of_a_repeated_quote_will_do() -> None:
    assert checked(hit(0, 3, 3), quote="one two") == (1, 1, 1, 1)


def test_what_has_no_pages_or_no_place_is_not_counted() -> None:
    assert checked(hit(0, None, None)) == (0, 0, 0, 0)
    assert checked(hit(0, 1, 3), quote="six") == (0, 0, 1, 0)


def test_texts_are_read_as_they_are_in_the_file(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, {"pages": [{"start": 2, "page_from": 0}, {"start": 5}]})
    assert read_paged_texts(corpus, {"a", "b"}) == {"a": PagedText(text="é\r\ntwo", starts=(0, 5))}
    assert read_paged_texts(tmp_path / "nowhere", {"a"}) == {}


@pytest.mark.parametrize("pages", [[], {"pages": []}, {"pages": [{}]}, {"pages": [{"start": 4}, {"start": 4}]}])
def test_a_page_map_that_cannot_be_used_is_named(tmp_path: Path, pages: object) -> None:
    with pytest.raises(CorpusError, match=r"pages.a\.json"):
        read_paged_texts(corpus_of(tmp_path, pages), {"a"})


def corpus_of(folder: Path, pages: object) -> Path:
    for name in ("documents", "pages"):
        (folder / name).mkdir()
    (folder / "documents" / "a.txt").write_bytes("é\r\ntwo".encode())
    (folder / "documents" / "b.txt").write_text("without a page map")
    (folder / "pages" / "a.json").write_text(json.dumps(pages))
    return folder
