"""The report of an evaluation as Markdown."""

import math
from collections.abc import Iterator, Mapping

from pincite.eval.evaluation import Evaluation
from pincite.eval.statistics.estimates import Estimate, GroupScores


def as_markdown(evaluation: Evaluation) -> str:
    """What was evaluated, and a table for each group of questions."""
    lines = [
        "# Evaluation",
        "",
        f"{', '.join(evaluation.gold)}; split {evaluation.split}; {len(evaluation.questions)} questions, of which "
        f"{len(evaluation.truth)} have evidence and are scored. Snapshot {evaluation.snapshot}. In brackets: 95 % "
        "bootstrap interval over questions.",
    ]
    for comparison in evaluation.comparisons:
        lines += ["", *_table(comparison, {**comparison.modes, **comparison.differences})]
    if evaluation.answers is not None:
        lines += ["", "## Answers"]
        for comparison in evaluation.answers.comparisons:
            lines += ["", *_table(comparison, comparison.modes)]
            if comparison.group in evaluation.answers.auroc:
                lines += ["", f"AUROC of the confidence: {evaluation.answers.auroc[comparison.group]:.3f}"]
    lines += ["", "## Versions", "", *(f"- {name}: {version}" for name, version in evaluation.versions.items())]
    lines += [f"- {name}: sha256 {digest}" for name, digest in evaluation.gold.items()]
    return "\n".join(lines) + "\n"


def _table(comparison: GroupScores, columns: Mapping[str, Mapping[str, Estimate]]) -> Iterator[str]:
    yield f"| {comparison.group} ({comparison.questions}) | " + " | ".join(columns) + " |"
    yield "| --- |" + " --- |" * len(columns)
    for measure in next(iter(columns.values())):
        cells = [_cell(column[measure]) for column in columns.values()]
        yield f"| {measure} | " + " | ".join(cells) + " |"


def _cell(found: Estimate) -> str:
    if math.isnan(found.mean):
        return "–"
    return f"{found.mean + 0.0:.3f} [{found.low + 0.0:.3f}, {found.high + 0.0:.3f}]"
