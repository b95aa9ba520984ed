"""The gate: scores that were accepted once, below whose intervals no change may fall.

    eval/baseline.json   what was accepted: by group of questions, run and measure the mean and its 95 % interval,
                         and a history of when and why

A score below the lower end of its accepted interval has fallen by more than chance explains. Groups by kind are kept
for the tables and not guarded: most are too small to distinguish a fall from chance.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.eval.errors import BadBaseline
from pincite.eval.evaluation import ANSWERS, Evaluation
from pincite.eval.reports.machine import describe_machine, now
from pincite.eval.statistics.estimates import Estimate, GroupScores

FORMAT = 1
# Guarantees, of which one failure is one too many.
EXACT = frozenset({"page accuracy", "quote validity"})
_DIGITS = 4
_ROUNDING = 10**-_DIGITS / 2

Accepted = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFall:
    """A score below the interval that was accepted; `new` is None where it was not measured."""

    group: str
    run: str
    measure: str
    old: float
    new: float | None
    low: float
    high: float

    def __str__(self) -> str:
        new = "not measured" if self.new is None else f"{self.new:.3f}"
        return (
            f"{self.measure} of {self.run} ({self.group}): accepted {self.old:.3f} [{self.low:.3f}, {self.high:.3f}], "
            f"now {new}"
        )


def read_accepted(path: Path) -> Accepted:
    """The accepted scores. Raises BadBaseline."""
    try:
        accepted: Accepted = json.loads(path.read_text(encoding="utf-8"))
        if accepted["format"] != FORMAT:
            raise BadBaseline(f"{path}: was written by another version; accept the scores anew with --accept REASON")
        list(_guarded(accepted))
    except FileNotFoundError as error:
        raise BadBaseline(f"{path}: there is no such file; write it with --accept REASON") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBaseline(f"{path}: holds no accepted scores ({error!r}); write it with --accept REASON") from error
    return accepted


def falls(accepted: Accepted, evaluation: Evaluation) -> list[ScoreFall]:
    """The guarded scores that fell. Raises BadBaseline where the accepted ones are about other questions.

    Other pipelines and answers are looked at only where the report has them.
    """
    changed = sorted(name for name, digest in accepted["gold"].items() if evaluation.gold.get(name) != digest)
    changed += sorted(evaluation.gold.keys() - accepted["gold"].keys())
    if changed or accepted["k"] != evaluation.k:
        what = f"the gold sets {', '.join(changed)} have changed" if changed else f"k is not {accepted['k']}"
        raise BadBaseline(f"the accepted scores cannot be compared: {what}; look at the scores, then --accept REASON")
    measured = scores_of(evaluation)
    runs = {run for _, run, _, _ in _guarded({"groups": measured})}
    found = []
    for group, run, measure, old in _guarded(accepted):
        if run in runs:
            new = measured.get(group, {}).get("runs", {}).get(run, {}).get(measure, {}).get("mean")
            floor = _floor(old, measure, accepted["groups"][group]["questions"])
            if new is None or new < floor - _ROUNDING:
                found.append(
                    ScoreFall(
                        group=group, run=run, measure=measure, old=old["mean"], new=new,
                        low=floor, high=old["high"],
                    )
                )  # fmt: skip
    return found


def count_moved(accepted: Accepted, evaluation: Evaluation) -> int:
    """How many scores, shown with three digits, are others than those accepted."""
    measured = scores_of(evaluation)
    pairs = (
        (old["mean"], measured.get(group, {}).get("runs", {}).get(run, {}).get(measure, {}).get("mean"))
        for group, run, measure, old in _guarded(accepted)
    )
    return sum(new is not None and f"{old:.3f}" != f"{new:.3f}" for old, new in pairs)


def accept(evaluation: Evaluation, *, reason: str, before: Accepted | None) -> Accepted:
    """What to keep from now on. Runs that were not made this time stay, if the questions are the same."""
    groups = scores_of(evaluation)
    same = before is not None and before["gold"] == dict(evaluation.gold) and before["k"] == evaluation.k
    if before is not None and same:
        for group, kept in before["groups"].items():
            if group in groups:
                groups[group]["runs"] = {**kept["runs"], **groups[group]["runs"]}
                groups[group]["differences"] = {**kept["differences"], **groups[group]["differences"]}
                groups[group] = {**kept, **groups[group]}
    entry = {
        "date": now()[:10],
        "reason": reason,
        "snapshot": evaluation.snapshot,
        "versions": dict(evaluation.versions),
        "machine": describe_machine(),
        "runs": [one.run.name for one in evaluation.runs] + ([ANSWERS] if evaluation.answers else []),
    }
    return {
        "format": FORMAT,
        "history": [*(before["history"] if before else ()), entry],
        "gold": dict(evaluation.gold),
        "k": evaluation.k,
        "groups": groups,
    }


def scores_of(evaluation: Evaluation) -> dict[str, dict[str, Any]]:
    """Group -> its questions, the estimates of each run, answers among them, and of their differences."""
    groups = {one.group: _row(one) for one in evaluation.comparisons}
    if evaluation.answers is not None:
        for one in evaluation.answers.comparisons:
            row = groups.setdefault(one.group, {"questions": 0, "runs": {}, "differences": {}})
            row["asked"] = one.questions
            row["runs"] |= _row(one)["runs"]
            if one.group in evaluation.answers.auroc:
                row["auroc"] = round(evaluation.answers.auroc[one.group], _DIGITS)
    return groups


def _floor(old: Mapping[str, float], measure: str, questions: int) -> float:
    """The lower end of an accepted interval.

    Resampling equal scores leaves no doubt, which is too sure of n questions: there the rule of three holds, by which
    the 95 % interval of a share of 1 ends at 1 - 3 / n (Hanley and Lippman-Hand, 1983).
    """
    if measure in EXACT or old["low"] < old["high"] or not questions:
        return old["low"]
    return max(0.0, old["low"] - 3 / questions)


def _guarded(accepted: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Mapping[str, float]]]:
    for group, row in accepted["groups"].items():
        if not group.startswith("kind "):
            for run, measures in row["runs"].items():
                for measure, estimate in measures.items():
                    yield group, run, measure, estimate


def _row(one: GroupScores) -> dict[str, Any]:
    return {"questions": one.questions, "runs": _columns(one.modes), "differences": _columns(one.differences)}


def _columns(columns: Mapping[str, Mapping[str, Estimate]]) -> dict[str, dict[str, dict[str, float]]]:
    return {
        name: {
            measure: {part: round(getattr(found, part), _DIGITS) + 0.0 for part in ("mean", "low", "high")}
            for measure, found in column.items()
            if not math.isnan(found.mean)
        }
        for name, column in columns.items()
    }
