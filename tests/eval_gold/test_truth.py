"""Which passages contain a quote: 60 % of its word 4-grams, or all of its words when they are fewer than four."""

from pincite.eval.gold.gold_questions import Evidence, GoldQuestion
from pincite.eval.gold.truth import find_truth

# Eight words, five 4-grams: each word that is missing at an end takes one away.
QUOTE = "one two three four five six seven eight"


def question(*evidence: tuple[str, int], name: str = "q") -> GoldQuestion:
    return GoldQuestion(
        id=name,
        question="?",
        language="en",
        kind="factoid",
        answer="",
        answer_keys=(),
        evidence=tuple(Evidence(document_id="d", quote=quote, grade=grade) for quote, grade in evidence),
    )


def holders(quote: str, **passages: str) -> set[str]:
    return set(find_truth([question((quote, 1))], {"d": passages})["q"].holders[0])


def test_three_of_five_grams_are_enough_and_two_are_not() -> None:
    found = holders(QUOTE, all=f"zero {QUOTE} nine", three="one two three four five six", two="one two three four five")
    assert found == {"all", "three"}


def test_the_order_of_words_matters() -> None:
    assert holders(QUOTE, backwards=" ".join(reversed(QUOTE.split()))) == set()


def test_a_short_quote_needs_all_its_words_in_a_row() -> None:
    found = holders("Soft power", a="of soft power.", b="power, soft", c="soft and hard power", d="*Soft\npower*¹")
    assert found == {"a", "d"}


def test_a_quote_is_only_looked_for_in_its_own_document() -> None:
    truth = find_truth([question((QUOTE, 1))], {"d": {}, "e": {"e:1": QUOTE}})
    assert truth["q"].holders == (frozenset(),)


def test_a_passage_has_the_highest_grade_of_its_evidences() -> None:
    passages = {"p1": f"{QUOTE} soft power", "p2": "soft power"}
    truth = find_truth([question(("soft power", 1), (QUOTE, 2), ("soft", 1))], {"d": passages})
    assert truth["q"].holders == (frozenset({"p1", "p2"}), frozenset({"p1"}), frozenset({"p1", "p2"}))
    assert truth["q"].grades == {"p1": 2, "p2": 1}


def test_questions_without_evidence_have_no_truth() -> None:
    assert find_truth([question()], {"d": {"p": QUOTE}}) == {}
