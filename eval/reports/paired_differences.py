"""Saved runs against the first of them: differences question by question, their intervals, and whether they are chance.

The p of a difference is that of the randomisation test; `corrected` holds for all tests of the same group of
questions together (Holm), so that one may look at all its lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pincite.eval.errors import BadSavedRun
from pincite.eval.evaluation import ANSWERS
from pincite.eval.reports.saved_evaluation import SavedQuestion, SavedRun, read_saved_run, saved_run
from pincite.eval.statistics.estimates import Estimate, estimate_means
from pincite.eval.statistics.significance import PERMUTATIONS, holm, randomisation_test


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Run minus base in one measure over one group of questions; p and corrected are two-sided."""

    run: str
    measure: str
    base_mean: float
    run_mean: float
    difference: Estimate
    better: int
    worse: int
    p: float
    corrected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDifferences:
    """All differences over one group of questions."""

    group: str
    questions: int
    differences: tuple[Difference, ...]


def compare_runs(base: SavedRun, others: Sequence[SavedRun]) -> tuple[GroupDifferences, ...]:
    """Each of `others` against `base`, over the questions that all of them have. Raises BadSavedRun."""
    shared = set(base.questions).intersection(*(run.questions for run in others))
    measures = [measure for measure in base.scores if all(measure in run.scores for run in others)]
    if not shared or not measures:
        raise BadSavedRun(
            f"{base.name} and {', '.join(run.name for run in others)} share no "
            f"{'measures' if shared else 'questions'}; evaluate them on the same gold sets with the same --k"
        )
    ids = [name for name in base.questions if name in shared]
    return tuple(
        _group_differences(group, names, base, others, measures)
        for group, names in _groups([base.questions[name] for name in ids]).items()
    )


def _group_differences(
    group: str, ids: Sequence[str], base: SavedRun, others: Sequence[SavedRun], measures: Sequence[str]
) -> GroupDifferences:
    tests = [(run, measure) for run in others for measure in measures]
    before = np.array([[base.scores[measure].get(name, np.nan) for _, measure in tests] for name in ids])
    after = np.array([[run.scores[measure].get(name, np.nan) for run, measure in tests] for name in ids])
    moved = after - before
    known = ~np.isnan(moved).all(axis=0)
    tests = [test for test, there in zip(tests, known, strict=True) if there]
    before, after, moved = before[:, known], after[:, known], moved[:, known]
    both = ~np.isnan(moved)
    chances = randomisation_test(moved)
    columns = zip(tests, estimate_means(moved), chances, holm(chances), strict=True)
    return GroupDifferences(
        group=group,
        questions=len(ids),
        differences=tuple(
            Difference(
                run=run.name,
                measure=measure,
                base_mean=float(before[both[:, column], column].mean()),
                run_mean=float(after[both[:, column], column].mean()),
                difference=estimate,
                better=int((moved[:, column] > 0).sum()),
                worse=int((moved[:, column] < 0).sum()),
                p=p,
                corrected=corrected,
            )
            for column, ((run, measure), estimate, p, corrected) in enumerate(columns)
        ),
    )


def _groups(questions: Sequence[SavedQuestion]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"all": []}
    for question in questions:
        other = "en" if question.language == "en" else "other than en"
        for group in ("all", f"split {question.split}", f"language {other}", f"kind {question.kind}"):
            found.setdefault(group, []).append(question.id)
    order = ("all", "split", "language", "kind")
    return dict(sorted(found.items(), key=lambda item: (order.index(item[0].partition(" ")[0]), item[0])))


def differences_as_text(groups: Sequence[GroupDifferences], base: SavedRun) -> str:
    """The differences as aligned plain text, ending with a line end."""
    lines = [
        f"against {base.name}; in brackets: 95 % bootstrap interval of the difference, paired by question",
        f"p: randomisation test ({PERMUTATIONS:,} random signs); corrected: for all lines of a group (Holm)",
    ]
    for found in groups:
        noun = "question" if found.questions == 1 else "questions"
        lines += ["", f"{found.group} ({found.questions} {noun})", *_rows(found)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def differences_from_base(base: str, saved: Mapping[str, Any]) -> str:
    """How far an evaluation in JSON values is from the saved one at `base`: its hybrid run, and answers if it has any.

    As text, without the groups by kind. Raises BadSavedRun.
    """
    texts = []
    for run in ("hybrid", ANSWERS) if ANSWERS in saved else ("hybrid",):
        before = read_saved_run(f"{base}:{run}")
        groups = compare_runs(before, [saved_run(saved, run, name=run)])
        texts.append(differences_as_text([one for one in groups if not one.group.startswith("kind ")], before))
    return "\n".join(texts)


def differences_as_json(
    groups: Sequence[GroupDifferences], base: SavedRun, others: Sequence[SavedRun]
) -> dict[str, Any]:
    """The differences as JSON values."""
    return {
        "base": {"run": base.name, "snapshot": base.snapshot},
        "runs": [{"run": run.name, "snapshot": run.snapshot} for run in others],
        "permutations": PERMUTATIONS,
        "groups": [asdict(found) for found in groups],
    }


def _rows(found: GroupDifferences) -> Iterator[str]:
    first = max(len(one.measure) for one in found.differences)
    yield f"{'':<{first}}  {'base':>6}  {'run':>6}  {'difference':<24}  better/worse  {'p':>7}  {'corrected':>9}  run"
    for one in found.differences:
        moved = one.difference
        numbers = [round(value, 3) + 0.0 for value in (moved.mean, moved.low, moved.high)]
        cell = "{:+.3f} [{:+.3f}, {:+.3f}]".format(*numbers)
        yield (
            f"{one.measure:<{first}}  {one.base_mean:6.3f}  {one.run_mean:6.3f}  {cell:<24}  "
            f"{f'{one.better}/{one.worse}':>12}  {one.p:7.5f}  {one.corrected:9.5f}  {one.run}"
        )
