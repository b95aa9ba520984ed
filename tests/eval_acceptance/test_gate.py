"""The gate: what falls below its accepted interval fails, by name; what was accepted changes only with a reason."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pincite.eval.acceptance.gate import accept, count_moved, falls, read_accepted
from pincite.eval.errors import BadBaseline
from pincite.eval.evaluation import Evaluation
from pincite.eval.statistics.estimates import Estimate, GroupScores


def estimate(mean: float) -> Estimate:
    return Estimate(mean=mean, low=mean - 0.1, high=mean + 0.1)


def evaluation(
    mean: float = 0.8, *, gold: str = "1", run: str = "hybrid", group: str = "all", k: int = 10
) -> Evaluation:
    comparison = GroupScores(group=group, questions=9, modes={run: {"MRR@10": estimate(mean)}}, differences={})
    return Evaluation(
        snapshot="s", versions={}, gold={"g.jsonl": gold}, split="all", k=k, questions=(), runs=(),
        comparisons=[comparison],
    )  # fmt: skip


def accepted(mean: float = 0.8, **changed: Any) -> dict[str, Any]:
    return accept(evaluation(mean, **changed), reason="the first", before=None)


@pytest.mark.parametrize(("mean", "fell"), [(0.8, False), (0.71, False), (0.69, True), (1.0, False)])
def test_a_score_below_its_interval_is_a_fall(mean: float, fell: bool) -> None:
    assert bool(falls(accepted(), evaluation(mean))) is fell


@pytest.mark.parametrize(
    ("measure", "new", "fell"), [("hit@10", 0.97, False), ("hit@10", 0.96, True), ("page accuracy", 0.999, True)]
)
def test_scores_that_were_all_equal_may_fall_by_the_rule_of_three(measure: str, new: float, fell: bool) -> None:
    def one(mean: float) -> Evaluation:
        found = {measure: Estimate(mean=mean, low=mean, high=mean)}
        comparison = GroupScores(group="all", questions=90, modes={"hybrid": found}, differences={})
        return replace(evaluation(), comparisons=[comparison])

    # 1 - 3 / 90 = 0.9667
    assert bool(falls(accept(one(1.0), reason="the first", before=None), one(new))) is fell


def test_a_fall_names_measure_old_new_and_interval() -> None:
    (fall,) = falls(accepted(), evaluation(0.5))
    assert str(fall) == "MRR@10 of hybrid (all): accepted 0.800 [0.700, 0.900], now 0.500"


def test_a_score_that_was_not_measured_has_fallen() -> None:
    before = accepted()
    before["groups"]["all"]["runs"]["hybrid"]["hit@1"] = {"mean": 0.5, "low": 0.4, "high": 0.6}
    assert [(fall.measure, fall.new) for fall in falls(before, evaluation())] == [("hit@1", None)]


def test_runs_that_were_not_made_are_not_missed_but_groups_by_kind_are_never_guarded() -> None:
    assert falls(accepted(run="Haystack"), evaluation()) == []
    assert falls(accepted(group="kind typo"), evaluation(0.1, group="kind typo")) == []


@pytest.mark.parametrize(("changed", "message"), [({"gold": "2"}, "g.jsonl have changed"), ({"k": 5}, "k is not 10")])
def test_scores_on_other_questions_cannot_be_compared(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(BadBaseline, match=message):
        falls(accepted(), evaluation(**changed))


def test_moved_counts_what_another_digit_would_show() -> None:
    assert count_moved(accepted(0.8), evaluation(0.8)) == 0
    assert count_moved(accepted(0.8), evaluation(0.8004)) == 0
    assert count_moved(accepted(0.8), evaluation(0.81)) == 1


def test_accepting_keeps_why_and_the_runs_that_were_not_made_again() -> None:
    first = accepted(run="Haystack")
    second = accept(evaluation(), reason="a better ranking", before=first)
    assert [entry["reason"] for entry in second["history"]] == ["the first", "a better ranking"]
    assert set(second["groups"]["all"]["runs"]) == {"hybrid", "Haystack"}
    other_questions = accept(evaluation(gold="2"), reason="more questions", before=second)
    assert set(other_questions["groups"]["all"]["runs"]) == {"hybrid"}


def test_what_was_accepted_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(accepted()))
    assert read_accepted(path) == accepted()


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"format": 0}', '{"format": 1, "groups": []}'])
def test_a_file_without_accepted_scores_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "baseline.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadBaseline, match=r"baseline\.json: .*--accept REASON"):
        read_accepted(path)
