"""Asking every question in one mode."""

from dataclasses import dataclass, field

import pytest
from small_documents import document_of

from eval.errors import GoldError
from eval.gold import GoldQuestion
from eval.run import run_questions
from index.errors import BadQuery
from index.search import Hit, Query, SearchOutcome, Timings
from ingest.document import PageRange

PAGE = PageRange(first=1, last=1, first_label=None, last_label=None, basis="pdf")


def question(name: str) -> GoldQuestion:
    return GoldQuestion(
        id=name, question=f"what is {name}?", language="en", kind="factoid", answer="", answer_keys=(), evidence=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedRetriever:
    """Returns the first k passages of one document whatever it is asked, and remembers what that was."""

    asked: list[Query] = field(default_factory=list)

    def search(self, query: Query) -> SearchOutcome:
        if "nonsense" in query.text:
            raise BadQuery("the query holds no words")
        self.asked.append(query)
        document = document_of("a")
        hits = tuple(
            Hit(rank=rank, score=1 / rank, sparse=None, dense=None, passage=passage, pages=PAGE, record=document.record)
            for rank, passage in enumerate(document.passages[: query.k], start=1)
        )
        return SearchOutcome(hits=hits, timings=Timings())


def test_every_question_is_asked_once_in_the_mode() -> None:
    retriever = ScriptedRetriever()
    run = run_questions(retriever, [question("x"), question("y")], mode="dense", k=3)
    assert [(query.text, query.mode, query.k) for query in retriever.asked] == [
        ("what is x?", "dense", 3),
        ("what is y?", "dense", 3),
    ]
    assert run.mode == "dense"


def test_rankings_are_the_ids_of_the_hits_in_order() -> None:
    run = run_questions(ScriptedRetriever(), [question("x")], mode="hybrid", k=2)
    assert run.rankings == {"x": ("a:0000-1", "a:0001-1")}


def test_a_question_that_cannot_be_asked_is_named() -> None:
    with pytest.raises(GoldError, match="'nonsense' cannot be asked: the query holds no words"):
        run_questions(ScriptedRetriever(), [question("x"), question("nonsense")], mode="sparse", k=2)


def test_progress_is_told_after_each_question() -> None:
    told: list[tuple[str, int, int]] = []
    questions = [question("x"), question("y")]
    run_questions(ScriptedRetriever(), questions, mode="sparse", k=1, progress=lambda *what: told.append(what))
    assert told == [("asking (sparse)", 1, 2), ("asking (sparse)", 2, 2)]
