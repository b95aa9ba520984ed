"""Asking every question in one mode."""

from dataclasses import dataclass, field

import pytest

from pincite.eval.errors import GoldError, QueryRefused
from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.systems.run import DEPTH, run_questions
from pincite.eval.systems.system import RetrievedPassage


def question(name: str) -> GoldQuestion:
    return GoldQuestion(
        id=name, question=f"what is {name}?", language="en", kind="factoid", answer="", answer_keys=(), evidence=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedSearch:
    """Returns k passages of one document whatever it is asked, and remembers what that was."""

    asked: list[tuple[str, int]] = field(default_factory=list)

    def __call__(self, text: str, k: int) -> tuple[RetrievedPassage, ...]:
        if "nonsense" in text:
            raise QueryRefused("the query holds no words")
        self.asked.append((text, k))
        return tuple(
            RetrievedPassage(passage_id=f"a:{rank}", document_id="a", text="a passage") for rank in range(1, k + 1)
        )


def test_every_question_is_asked_once_as_users_do_and_once_deep() -> None:
    search = ScriptedSearch()
    run = run_questions(search, [question("x"), question("y")], name="dense", k=3)
    assert search.asked == [("what is x?", 3), ("what is x?", DEPTH), ("what is y?", 3), ("what is y?", DEPTH)]
    assert run.name == "dense"
    assert all(took > 0 for took in run.took_ms.values())


def test_rankings_are_the_ids_of_the_hits_in_order() -> None:
    run = run_questions(ScriptedSearch(), [question("x")], name="hybrid", k=2)
    assert run.rankings == {"x": ("a:1", "a:2")}
    assert len(run.deep["x"]) == DEPTH


def test_a_question_that_cannot_be_asked_is_named() -> None:
    with pytest.raises(GoldError, match="'nonsense' cannot be asked: the query holds no words"):
        run_questions(ScriptedSearch(), [question("x"), question("nonsense")], name="sparse", k=2)


def test_progress_is_told_after_each_question() -> None:
    told: list[tuple[str, int, int]] = []
    questions = [question("x"), question("y")]
    run_questions(ScriptedSearch(), questions, name="sparse", k=1, progress=lambda *what: told.append(what))
    assert told == [("asking (sparse)", 1, 2), ("asking (sparse)", 2, 2)]
