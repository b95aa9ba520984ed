"""Near misses are like answerable questions, and their evidence is not there."""

from pathlib import Path

from near_misses import altered_questions, without_evidence
from small_library import library_of

from pincite.eval.gold.gold_questions import Evidence, GoldQuestion
from pincite.index.search import Query

QUOTE = "Meadow bees make the sweetest honey of all in the old village"


def gold(name: str, question: str, quote: str = QUOTE) -> GoldQuestion:
    evidence = (Evidence(document_id="bees", quote=quote, grade=2),) if quote else ()
    return GoldQuestion(
        id=name, question=question, language="en", kind="factoid", answer="", answer_keys=(), evidence=evidence,
        split="dev",
    )  # fmt: skip


def test_the_passages_that_hold_the_evidence_are_left_out(tmp_path: Path) -> None:
    with library_of(tmp_path, {
        "bees": [("body", f"So it is: {QUOTE}, they say."), ("body", "Bees make honey in the old village, they say.")],
        "cats": [("body", f"{QUOTE}, say cats.")],
    }) as sources:  # fmt: skip
        hits = sources.search(Query(text="Who makes honey in the old village?")).hits
        left = without_evidence(hits, gold("a", "Who makes honey?"))
    assert len(hits) == 3
    assert sorted((hit.passage.document_id, "sweetest" in hit.passage.text) for hit in left) == [
        ("bees", False), ("cats", True),
    ]  # fmt: skip


def test_one_name_or_number_is_exchanged() -> None:
    questions = [
        gold("a", "How much honey came to Ruritania in spring?"),
        gold("b", "Who sold honey to Freedonia?"),
        gold("c", "How much honey was sold in 1991?"),
        gold("d", "Who makes honey?"),
        gold("e", "Who sells honey to Sylvania?", quote=""),
    ]
    altered = altered_questions(questions)
    assert altered == altered_questions(questions)
    assert altered["a"] in {f"How much honey came to {name} in spring?" for name in ("Freedonia", "Sylvania")}
    assert altered["c"] in {f"How much honey was sold in {year}?" for year in (1992, 1993, 1994)}
    assert altered.keys() == {"a", "b", "c"}


def test_a_name_that_the_evidence_has_is_not_put_in() -> None:
    questions = [gold("a", "Who sold honey to Freedonia?", quote="to Sylvania"), gold("b", "Where in Sylvania is it?")]
    assert altered_questions([*questions, gold("c", "Is it in Ruritania?")])["a"] == "Who sold honey to Ruritania?"
