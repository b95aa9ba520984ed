"""Checking a gold set: quotes stand once and say where, keys are in the evidence."""

from pincite.eval.gold.gold_questions import Evidence, GoldQuestion
from pincite.eval.gold_building.gold_check import GoldCheck, check_gold
from pincite.eval.measures.page_measures import PagedText

TEXTS = {"d": PagedText(text="one two three|four five|one two", starts=(0, 14, 24))}


def checked(quote: str, *, document: str = "d", keys: tuple[str, ...] = ()) -> GoldCheck:
    evidence = (Evidence(document_id=document, quote=quote, grade=2),)
    question = GoldQuestion(
        id="q", question="?", language="en", kind="factoid", answer="", answer_keys=keys, evidence=evidence
    )
    return check_gold([question], TEXTS, quoted_at=lambda document, quote: ["p. 7"] if quote == "bees" else [])


def test_a_quote_names_its_page_or_pages() -> None:
    assert [one.pages for one in checked("four five").placed] == ["p. 2"]
    assert [one.pages for one in checked("three|four").placed] == ["pp. 1–2"]


def test_a_quote_that_stands_nowhere_or_twice_is_a_problem() -> None:
    (nowhere,) = checked("six seven").problems
    assert nowhere.startswith("q: evidence[0]: the quote does not stand in d, letter by letter: 'six seven'")
    (twice,) = checked("one two").problems
    assert "stands 2 times in d (p. 1, p. 3)" in twice


def test_the_library_is_asked_for_documents_without_a_page_map() -> None:
    assert [one.pages for one in checked("bees", document="e").placed] == ["p. 7"]
    assert len(checked("wasps", document="e").problems) == 1


def test_a_key_that_no_evidence_has_and_a_long_quote_are_remarked() -> None:
    assert checked("four five", keys=("four", "fiv")).remarks == ()
    (remark,) = checked("four five", keys=("six",)).remarks
    assert remark.startswith("q: the key 'six' is not in the evidence")
    assert any("more than 100 words" in remark for remark in checked("word " * 101).remarks)
