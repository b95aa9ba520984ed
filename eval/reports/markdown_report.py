"""The report of an evaluation as Markdown."""

import math
from collections.abc import Iterator, Mapping

from pincite.eval.evaluation import Report
from pincite.eval.statistics.estimates import Comparison, Estimate


def as_markdown(report: Report) -> str:
    """What was evaluated, and a table for each group of questions."""
    lines = [
        "# Evaluation",
        "",
        f"{', '.join(report.gold)}; split {report.split}; {len(report.questions)} questions, of which "
        f"{len(report.truth)} have evidence and are scored. Snapshot {report.snapshot}. In brackets: 95 % bootstrap "
        "interval over questions.",
    ]
    for comparison in report.comparisons:
        lines += ["", *_table(comparison, {**comparison.modes, **comparison.differences})]
    if report.answers is not None:
        lines += ["", "## Answers"]
        for comparison in report.answers.comparisons:
            lines += ["", *_table(comparison, comparison.modes)]
            if comparison.group in report.answers.auroc:
                lines += ["", f"AUROC of the confidence: {report.answers.auroc[comparison.group]:.3f}"]
    lines += ["", "## Versions", "", *(f"- {name}: {version}" for name, version in report.versions.items())]
    lines += [f"- {name}: sha256 {digest}" for name, digest in report.gold.items()]
    return "\n".join(lines) + "\n"


def _table(comparison: Comparison, columns: Mapping[str, Mapping[str, Estimate]]) -> Iterator[str]:
    yield f"| {comparison.group} ({comparison.questions}) | " + " | ".join(columns) + " |"
    yield "| --- |" + " --- |" * len(columns)
    for measure in next(iter(columns.values())):
        cells = [_cell(column[measure]) for column in columns.values()]
        yield f"| {measure} | " + " | ".join(cells) + " |"


def _cell(found: Estimate) -> str:
    if math.isnan(found.mean):
        return "–"
    return f"{found.mean + 0.0:.3f} [{found.low + 0.0:.3f}, {found.high + 0.0:.3f}]"
