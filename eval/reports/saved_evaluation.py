"""Saved evaluations: run.json, which holds every question's scores and hits, and reading it again.

"made" says when and on what; all else is the same whenever equal systems are asked the same.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pincite.eval.errors import BadSavedRun
from pincite.eval.evaluation import ANSWERS, Evaluation, ScoredAnswers, ScoredRun
from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.gold.truth import GRAM, SHARE
from pincite.eval.reports.latency import latencies
from pincite.eval.reports.machine import describe_machine, now
from pincite.eval.statistics.estimates import Estimate

RUN_FILE = "run.json"
FORMAT = 1
_DIGITS = 6  # of a score in JSON; sums may differ beyond them from one machine to another


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuestion:
    """What a saved run holds about a question."""

    id: str
    language: str
    kind: str
    split: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """One run of a saved evaluation: `name` is its folder and its run, scores: measure -> question id -> score."""

    name: str
    snapshot: str
    questions: Mapping[str, SavedQuestion]
    scores: Mapping[str, Mapping[str, float]]


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The report as JSON values, with every question's scores and hits."""
    return {
        "format": FORMAT,
        "made": {"date": now(), "machine": describe_machine(), "latency_ms": latencies(evaluation)},
        "gold": dict(evaluation.gold),
        "split": evaluation.split,
        "snapshot": evaluation.snapshot,
        "versions": dict(evaluation.versions),
        "k": evaluation.k,
        "contained_when": {"words_in_a_row": GRAM, "share": SHARE},
        "questions": {
            "all": len(evaluation.questions),
            "scored": len(evaluation.truth),
            "left_out": evaluation.left_out,
        },
        "evidences": {
            "all": sum(len(right.holders) for right in evaluation.truth.values()),
            "nowhere": evaluation.nowhere,
        },
        "comparisons": [
            {
                "group": comparison.group,
                "questions": comparison.questions,
                "modes": _estimates(comparison.modes),
                "differences": _estimates(comparison.differences),
            }
            for comparison in evaluation.comparisons
        ],
        "pages": [
            {
                "mode": check.name,
                "placed": check.placed,
                "right": check.right,
                "wrong": [{"question": name, "quote": quote} for name, quote in check.wrong],
                "cited": check.cited,
                "short": check.short,
            }
            for check in (one.pages for one in evaluation.runs)
        ],
        "results": [
            _result(evaluation, question) for question in evaluation.questions if question.id in evaluation.truth
        ],
        **({} if evaluation.answers is None else {"answers": _answers(evaluation.answers, evaluation.questions)}),
    }


def _answers(answers: ScoredAnswers, questions: Sequence[GoldQuestion]) -> dict[str, Any]:
    return {
        "comparisons": [
            {"group": one.group, "questions": one.questions, "modes": _estimates(one.modes)}
            for one in answers.comparisons
        ],
        "auroc": {group: round(area, _DIGITS) for group, area in answers.auroc.items()},
        "curve": [{name: round(value, _DIGITS) for name, value in asdict(point).items()} for point in answers.curve],
        "results": [_reply(answers, question) for question in questions],
    }


def _described(question: GoldQuestion) -> dict[str, str]:
    return {
        "id": question.id,
        "question": question.question,
        "language": question.language,
        "kind": question.kind,
        "split": question.split,
    }


def _reply(answers: ScoredAnswers, question: GoldQuestion) -> dict[str, Any]:
    reply = answers.replies.replies[question.id]
    return {
        **_described(question),
        "answerable": bool(question.evidence),
        "answered": reply.answered,
        "confidence": round(reply.confidence, _DIGITS),
        "text": reply.text,
        "citations": [{"document": cited.document_id, "quote": cited.quote} for cited in reply.citations],
        "scores": {
            measure: round(scores[question.id], _DIGITS)
            for measure, scores in answers.scores.items()
            if question.id in scores
        },
    }


def _estimates(rows: Mapping[str, Mapping[str, Estimate]]) -> dict[str, dict[str, dict[str, float]]]:
    return {
        name: {
            measure: {
                "mean": round(estimate.mean, _DIGITS) + 0.0,
                "low": round(estimate.low, _DIGITS) + 0.0,
                "high": round(estimate.high, _DIGITS) + 0.0,
            }
            for measure, estimate in row.items()
            if not math.isnan(estimate.mean)
        }
        for name, row in rows.items()
    }


def _result(evaluation: Evaluation, question: GoldQuestion) -> dict[str, Any]:
    return {
        **_described(question),
        "evidence": [
            {
                "document": evidence.document_id,
                "quote": evidence.quote,
                "grade": evidence.grade,
                "passages": sorted(held),
            }
            for evidence, held in zip(question.evidence, evaluation.truth[question.id].holders, strict=True)
        ],
        "modes": {one.run.name: _answer(one, question.id) for one in evaluation.runs},
    }


def _answer(one: ScoredRun, name: str) -> dict[str, Any]:
    grades = one.truth[name].grades
    return {
        "scores": {measure: round(scores[name], _DIGITS) for measure, scores in one.scores.items() if name in scores},
        "hits": [
            {
                "passage": hit.passage_id,
                "document": hit.document_id,
                "grade": grades.get(hit.passage_id, 0),
                "pages": [hit.first_page, hit.last_page],
                "url": hit.url,
            }
            for hit in one.run.hits[name]
        ],
    }


def read_saved(where: str) -> dict[str, Any]:
    """The whole of a saved evaluation that `where` names, as for `read_saved_run`. Raises BadSavedRun."""
    path, _ = parse_run_name(where)
    path = path / RUN_FILE if path.is_dir() else path
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved["format"] != FORMAT:
            raise BadSavedRun(f"{path}: was saved by another version; evaluate again with --out")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(path, error) from error
    assert isinstance(saved, dict)
    return saved


def read_saved_run(where: str) -> SavedRun:
    """The run that `where` names: a folder or file of a saved evaluation, `:NAME` behind it for another than hybrid.

    The name is that of a mode or another pipeline, or "answers". Raises BadSavedRun.
    """
    saved, (path, run) = read_saved(where), parse_run_name(where)
    try:
        return saved_run(saved, run, name=where)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, error) from error


def saved_run(saved: Mapping[str, Any], run: str, *, name: str) -> SavedRun:
    """One run of an evaluation in JSON values; `name` is what it is called. Raises BadSavedRun where it is missing."""
    scores_by_question = _scores_by_question(saved)
    if run not in scores_by_question:
        raise BadSavedRun(
            f"{name}: has no run {run!r}; it has {', '.join(scores_by_question)}: name one of them behind a colon"
        )
    scores: dict[str, dict[str, float]] = {}
    for question, measured in scores_by_question[run].items():
        for measure, score in measured.items():
            scores.setdefault(measure, {})[question] = float(score)
    results = saved["answers"]["results"] if run == ANSWERS else saved["results"]
    questions = {
        one["id"]: SavedQuestion(id=one["id"], language=one["language"], kind=one["kind"], split=one["split"])
        for one in results
    }
    return SavedRun(name=name, snapshot=saved["snapshot"], questions=questions, scores=scores)


def _scores_by_question(saved: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, float]]]:
    """Run -> question id -> measure -> score."""
    results = saved["results"]
    runs = list(results[0]["modes"]) if results else []
    found = {run: {one["id"]: one["modes"][run]["scores"] for one in results} for run in runs}
    if "answers" in saved:
        found[ANSWERS] = {one["id"]: one["scores"] for one in saved["answers"]["results"]}
    return found


def _unreadable(path: Path, error: Exception) -> BadSavedRun:
    return BadSavedRun(
        f"{path}: cannot be read as a saved evaluation ({error!r}); write one with: pincite eval --out DIR"
    )


def parse_run_name(where: str) -> tuple[Path, str]:
    """The folder or file of a saved evaluation and the run that `where` names: "runs/a:dense"."""
    whole, (folder, colon, run) = Path(where), where.rpartition(":")
    if whole.exists() or not colon:
        return whole, "hybrid"
    return Path(folder), run
