"""Measures of answers, against cases computed by hand."""

import pytest

from pincite.eval.errors import GoldError, QueryRefused
from pincite.eval.gold.gold_questions import Evidence, GoldQuestion
from pincite.eval.measures.answer_measures import (
    ask_questions,
    citation_precision,
    citation_recall,
    holds_key,
    key_accuracy,
    quote_validity,
    quotes,
    score_answers,
    stands_on,
)
from pincite.eval.systems.system import Quotation, Reply, cited_page

LONG = "one two three four five six seven eight"


def question(name: str, *quotes: str, keys: tuple[str, ...] = ()) -> GoldQuestion:
    evidence = tuple(Evidence(document_id="d", quote=quote, grade=1) for quote in quotes)
    kind = "factoid" if quotes else "unanswerable"
    return GoldQuestion(
        id=name, question=f"{name}?", language="en", kind=kind, answer="", answer_keys=keys, evidence=evidence
    )


def cited(quote: str, *, page: str | None = None, document: str = "d") -> Quotation:
    return Quotation(document_id=document, quote=quote, pages=(quote if page is None else page,))


def reply(*citations: Quotation, text: str = "", answered: bool = True, confidence: float = 0.5) -> Reply:
    return Reply(answered=answered, text=text, confidence=confidence, citations=citations)


@pytest.mark.parametrize(
    ("text", "key", "held"),
    [
        ("By coercive means.", "coerci", True),
        ("By coercive means.", "oerci", False),
        ("About 13.6 % of them", "13.6", True),
        ("About 113.6 % of them", "13.6", False),
        ("In 2013", "201", False),
        ("the “Path to Europe” programme", "path to Europe", True),
        ("Europe's path", "path to Europe", False),
        ("win-win", "win win", False),
    ],
)
def test_keys_are_words_and_numbers_are_whole(text: str, key: str, held: bool) -> None:
    assert holds_key(text, key) is held


def test_key_accuracy_wants_every_key_and_an_answer() -> None:
    asked = [question(name, LONG, keys=("1990", "Nye")) for name in "abc"] + [question("d", LONG), question("e")]
    replies = {
        "a": reply(text="Nye, in 1990."),
        "b": reply(text="In 1990."),
        "c": reply(text="Nye, in 1990.", answered=False),
        "d": reply(),
        "e": reply(),
    }
    assert key_accuracy(replies, asked) == {"a": 1, "b": 0, "c": 0}


@pytest.mark.parametrize(
    ("quote", "pages", "valid"),
    [
        ("“Soft power,”", ["of soft power and"], True),
        ("soft power", ["soft and hard power"], False),
        ("attraction rather than coercion", ["or attraction", "rather of coercion"], False),
        ("attraction rather than coercion", ["by attraction rather. 2 A note.", "TABLE 1 than coercion"], True),
        ("attraction rather than coercion", ["by attrac-", "tion rather than coercion"], True),
        ("attraction rather than coercion", ["than coercion", "by attraction rather"], False),
        ("attraction rather than coercion", ["by attraction", "or not", "rather than coercion"], False),
        ("attraction", [], False),
        ("...", ["..."], False),
    ],
)
def test_a_quote_stands_on_a_page_or_goes_on_from_one_to_the_next(quote: str, pages: list[str], valid: bool) -> None:
    assert stands_on(quote, pages) is valid


def test_a_quote_goes_on_behind_the_note_that_divides_it() -> None:
    page = cited_page("by attraction\n\n2 A note.\n\nrather than coercion", [(15, 24)])
    quote = "attraction rather than coercion"
    assert not stands_on(quote, [page.text])
    assert stands_on(quote, [page.flow])
    one = Quotation(document_id="d", quote=quote, pages=(page.text,), flows=(page.flow,))
    assert quote_validity({"a": reply(one)}) == {"a": 1}


def test_quote_validity_is_the_share_of_quotes_that_stand() -> None:
    replies = {"a": reply(cited(LONG), cited("soft power", page="hard power")), "b": reply()}
    assert quote_validity(replies) == {"a": 1 / 2}


def test_precision_counts_citations_and_recall_evidences() -> None:
    asked = [question("a", LONG, "soft power")]
    replies = {"a": reply(cited(LONG), cited("three four five six seven"), cited("nothing of the sort is said"))}
    assert citation_precision(replies, asked) == {"a": 2 / 3}
    assert citation_recall(replies, asked) == {"a": 1 / 2}


def test_refusing_costs_recall_and_says_nothing_of_precision() -> None:
    asked = [question("a", LONG), question("b")]
    replies = {name: reply(answered=False) for name in "ab"}
    assert citation_precision(replies, asked) == {}
    assert citation_recall(replies, asked) == {"a": 0}


@pytest.mark.parametrize(
    ("quote", "document", "same"),
    [
        (f"zero {LONG} nine", "d", True),
        ("two three four five six", "d", True),
        ("one two three four", "d", True),
        ("eight seven six five", "d", False),
        (LONG, "e", False),
    ],
)
def test_a_quote_is_evidence_when_the_shorter_stands_in_the_longer(quote: str, document: str, same: bool) -> None:
    evidence = Evidence(document_id="d", quote=LONG, grade=1)
    assert quotes(cited(quote, document=document), evidence) is same


def test_answering_and_refusing_are_scored_on_their_own_questions() -> None:
    asked = [question("a", LONG), question("b", LONG), question("c"), question("d")]
    replies = {name: reply(answered=name in "ac") for name in "abcd"}
    scores = score_answers(replies, asked)
    assert (scores["answered"], scores["refused"]) == ({"a": 1, "b": 0}, {"c": 0, "d": 1})


def test_every_question_is_asked_and_timed_and_a_refused_one_named() -> None:
    def ask(text: str) -> Reply:
        if text == "b?":
            raise QueryRefused("the query holds no words")
        return reply(text=text)

    found = ask_questions(ask, [question("a")])
    assert (found.replies["a"].text, found.took_ms["a"] > 0) == ("a?", True)
    with pytest.raises(GoldError, match="'b' cannot be asked: the query holds no words"):
        ask_questions(ask, [question("b")])
