"""From questions to candidates to gold questions."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pincite.eval.errors import GoldError, ReportUnwritable
from pincite.eval.gold_building.candidate_pooling import pool, read_judged, read_questions, write_lines
from pincite.eval.systems.system import Reply, RetrievedPassage
from pincite.index.search import Mode

FOUND = {"sparse": "ba", "dense": "bc", "hybrid": "bd"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeRetrievers:
    """Each mode finds passages of its own."""

    snapshot: str = "s"
    versions: dict[str, str]
    documents: frozenset[str] = frozenset("x")

    def texts(self, documents: object) -> dict[str, dict[str, str]]:
        raise NotImplementedError

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[RetrievedPassage, ...]:
        names = FOUND[mode][:k]
        return tuple(
            RetrievedPassage(passage_id=name, document_id="x", text=f" {name} ", first_page=1) for name in names
        )

    def ask(self, text: str) -> Reply:
        raise NotImplementedError


def pooled(folder: Path, *, depth: int = 2) -> dict[str, Any]:
    (folder / "questions.txt").write_text("Who makes honey?\n")
    (found,) = pool(ThreeRetrievers(versions={}), read_questions(folder / "questions.txt"), depth=depth)
    return found


def test_every_passage_of_any_mode_is_a_candidate_once_in_the_order_of_the_documents(tmp_path: Path) -> None:
    assert [one["quote"] for one in pooled(tmp_path)["candidates"]] == ["a", "b", "c", "d"]
    assert [one["quote"] for one in pooled(tmp_path, depth=1)["candidates"]] == ["b"]
    assert {one["grade"] for one in pooled(tmp_path)["candidates"]} == {None}


def test_questions_are_lines_of_text_or_json(tmp_path: Path) -> None:
    path = tmp_path / "questions"
    path.write_text('Who?\n\n{"id": "w", "question": "Where?", "lang": "kk"}\n')
    first, second = read_questions(path)
    assert first == {"id": "q-001", "question": "Who?", "lang": "en", "kind": "factoid"}
    assert (second["id"], second["lang"], second["kind"]) == ("w", "kk", "factoid")


@pytest.mark.parametrize(
    ("text", "message"), [("", "holds no questions"), ("{", "not JSON"), ('{"id": 1}', "'question'")]
)
def test_what_is_no_question_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "questions").write_text(text)
    with pytest.raises(GoldError, match=message):
        read_questions(tmp_path / "questions")


def judged(folder: Path, grades: list[Any]) -> list[dict[str, Any]]:
    item = pooled(folder)
    for candidate, grade in zip(item["candidates"], grades, strict=True):
        candidate["grade"] = grade
    (folder / "judged.jsonl").write_text(json.dumps(item))
    return read_judged(folder / "judged.jsonl")


def test_what_was_graded_is_the_evidence(tmp_path: Path) -> None:
    (gold,) = judged(tmp_path, [0, 2, 1, 0])
    assert gold["evidence"] == [
        {"document": "x", "quote": "b", "grade": 2},
        {"document": "x", "quote": "c", "grade": 1},
    ]
    assert (gold["question"], gold["kind"]) == ("Who makes honey?", "factoid")


def test_a_question_that_no_candidate_answers_is_unanswerable(tmp_path: Path) -> None:
    (gold,) = judged(tmp_path, [0, 0, 0, 0])
    assert (gold["kind"], gold["evidence"]) == ("unanswerable", [])


@pytest.mark.parametrize(
    ("grades", "message"), [([0, None, None, 1], "2 of 4 candidates are not judged"), ([0, 3, 0, 0], "every 'grade'")]
)
def test_what_is_not_judged_is_counted(tmp_path: Path, grades: list[Any], message: str) -> None:
    with pytest.raises(GoldError, match=message):
        judged(tmp_path, grades)


def test_judgements_are_never_overwritten(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [{"é": 1}])
    assert (tmp_path / "a.jsonl").read_text("utf-8") == '{"é": 1}\n'
    with pytest.raises(ReportUnwritable, match="is there already"):
        write_lines(tmp_path / "a.jsonl", [])
