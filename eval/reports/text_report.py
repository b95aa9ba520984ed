"""The report of an evaluation as text. But for the times at its end, equal runs give equal reports."""

import math
from collections.abc import Iterator, Sequence

from pincite.eval.evaluation import Evaluation, ScoredAnswers
from pincite.eval.measures.page_measures import PageCheck
from pincite.eval.reports.latency import latencies
from pincite.eval.statistics.estimates import RESAMPLES, Estimate, GroupScores

_RULE = "-"


def as_text(evaluation: Evaluation) -> str:
    """The report as aligned plain text, ending with a line end."""
    evidences = sum(len(right.holders) for right in evaluation.truth.values())
    lines = [
        f"{', '.join(evaluation.gold)}: {_questions(evaluation)}; snapshot {evaluation.snapshot}",
        f"{len(evaluation.truth)} with evidence are scored; {len(evaluation.left_out)} without any are left out",
        f"{len(evaluation.nowhere)} of {evidences} evidences stand in no passage",
        f"in brackets: 95 % bootstrap interval over questions ({RESAMPLES} resamples)",
    ]
    for comparison in evaluation.comparisons:
        lines += ["", *_table(comparison)]
    if evaluation.answers is not None:
        lines += _answers(evaluation.answers)
    lines += ["", *_pages([one.pages for one in evaluation.runs])]
    lines += [f"in no passage: {item['question']} {item['document']} {item['quote']!r}" for item in evaluation.nowhere]
    lines += ["", "milliseconds until the hits or the answer were there (p50, p99)"]
    lines += [f"{name}: {took['p50']:.1f}, {took['p99']:.1f}" for name, took in latencies(evaluation).items()]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _questions(evaluation: Evaluation) -> str:
    noun = "question" if len(evaluation.questions) == 1 else "questions"
    return f"{len(evaluation.questions)} {noun}" + (
        "" if evaluation.split == "all" else f" of the split {evaluation.split}"
    )


def _answers(answers: ScoredAnswers) -> Iterator[str]:
    for comparison in answers.comparisons:
        yield from ("", *_table(comparison))
        if comparison.group in answers.auroc:
            yield f"AUROC of the confidence: {answers.auroc[comparison.group]:.3f}"


def _table(comparison: GroupScores) -> Iterator[str]:
    columns = {**comparison.modes, **comparison.differences}
    measures = [
        measure
        for measure in next(iter(columns.values()))
        if not all(math.isnan(column[measure].mean) for column in columns.values())
    ]
    if not measures:
        return
    first = max(map(len, measures))
    noun = "question" if comparison.questions == 1 else "questions"
    yield f"{comparison.group} ({comparison.questions} {noun})"
    yield " " * first + "".join(f"  {name:<23}" for name in columns)
    yield _RULE * (first + 25 * len(columns))
    for measure in measures:
        cells = [_cell(column[measure], signed=name in comparison.differences) for name, column in columns.items()]
        yield f"{measure:<{first}}" + "".join(f"  {cell:<23}" for cell in cells)


def _cell(estimate: Estimate, *, signed: bool) -> str:
    if math.isnan(estimate.mean):
        return "not known"
    # Adding 0.0 takes the sign from a zero that rounding left negative.
    mean, low, high = (round(value, 3) + 0.0 for value in (estimate.mean, estimate.low, estimate.high))
    if signed:
        return f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"
    return f"{mean:.3f} [{low:.3f}, {high:.3f}]"


def _pages(checks: Sequence[PageCheck]) -> Iterator[str]:
    yield f"{'pages':<8}  {'quote on the cited pages':<26}  cited on at most two pages"
    yield _RULE * 64
    for check in checks:
        yield f"{check.name:<8}  {_share(check.right, check.placed):<26}  {_share(check.short, check.cited)}"
    for check in checks:
        for name, quote in check.wrong:
            yield f"not on the cited pages ({check.name}): {name} {quote!r}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "not known (no page maps)"
