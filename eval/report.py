"""The report of an evaluation, as text and as JSON. Neither depends on the clock, so equal runs give equal reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.compare import RESAMPLES, Comparison, Estimate
from eval.gold import GoldQuestion
from eval.measures import Scores
from eval.places import PageCheck
from eval.run import Run
from eval.truth import GRAM, SHARE, Truth

_DIGITS = 6  # of a score in JSON; sums may differ beyond them from one machine to another
_RULE = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that an evaluation found.

    versions: what was evaluated, by name; questions: all of the gold set, of which those in `truth` are scored.
    """

    gold: str
    snapshot: str
    versions: Mapping[str, str]
    k: int
    questions: Sequence[GoldQuestion]
    truth: Mapping[str, Truth]
    runs: Sequence[Run]
    scores: Mapping[str, Mapping[str, Scores]]
    comparisons: Sequence[Comparison]
    pages: Sequence[PageCheck]

    @property
    def left_out(self) -> list[str]:
        """The questions without evidence."""
        return [question.id for question in self.questions if question.id not in self.truth]

    @property
    def nowhere(self) -> list[dict[str, str]]:
        """The evidences that no passage contains: they point at defects of cleaning or cutting."""
        return [
            {"question": question.id, "document": evidence.document_id, "quote": evidence.quote}
            for question in self.questions
            if question.id in self.truth
            for evidence, holding in zip(question.evidence, self.truth[question.id].holders, strict=True)
            if not holding
        ]


def as_text(report: Report) -> str:
    """The report as aligned plain text, ending with a line end."""
    evidences = sum(len(right.holders) for right in report.truth.values())
    lines = [
        f"{report.gold}: {len(report.questions)} questions; snapshot {report.snapshot}",
        f"{len(report.truth)} with evidence are scored; {len(report.left_out)} without any are left out",
        f"{len(report.nowhere)} of {evidences} evidences stand in no passage",
        f"in brackets: 95 % bootstrap interval over questions ({RESAMPLES} resamples)",
    ]
    for comparison in report.comparisons:
        lines += ["", *_table(comparison)]
    lines += ["", *_pages(report.pages)]
    lines += [f"in no passage: {item['question']} {item['document']} {item['quote']!r}" for item in report.nowhere]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values, with every question's scores and hits."""
    return {
        "gold": report.gold,
        "snapshot": report.snapshot,
        "versions": dict(report.versions),
        "k": report.k,
        "contained_when": {"words_in_a_row": GRAM, "share": SHARE},
        "questions": {"all": len(report.questions), "scored": len(report.truth), "left_out": report.left_out},
        "evidences": {"all": sum(len(right.holders) for right in report.truth.values()), "nowhere": report.nowhere},
        "comparisons": [
            {
                "group": comparison.group,
                "questions": comparison.questions,
                "modes": _estimates(comparison.modes),
                "differences": _estimates(comparison.differences),
            }
            for comparison in report.comparisons
        ],
        "pages": [
            {
                "mode": check.mode,
                "placed": check.placed,
                "right": check.right,
                "wrong": [{"question": name, "quote": quote} for name, quote in check.wrong],
                "cited": check.cited,
                "short": check.short,
            }
            for check in report.pages
        ],
        "results": [
            _result(report, question, truth=report.truth[question.id])
            for question in report.questions
            if question.id in report.truth
        ],
    }


def _table(comparison: Comparison) -> Iterator[str]:
    columns = {**comparison.modes, **comparison.differences}
    measures = list(next(iter(columns.values())))
    first = max(map(len, measures))
    noun = "question" if comparison.questions == 1 else "questions"
    yield f"{comparison.group} ({comparison.questions} {noun})"
    yield " " * first + "".join(f"  {name:<23}" for name in columns)
    yield _RULE * (first + 25 * len(columns))
    for measure in measures:
        cells = [_cell(column[measure], signed=name in comparison.differences) for name, column in columns.items()]
        yield f"{measure:<{first}}" + "".join(f"  {cell:<23}" for cell in cells)


def _cell(estimate: Estimate, *, signed: bool) -> str:
    # Adding 0.0 takes the sign from a zero that rounding left negative.
    mean, low, high = (round(value, 3) + 0.0 for value in (estimate.mean, estimate.low, estimate.high))
    if signed:
        return f"{mean:+.3f} [{low:+.3f}, {high:+.3f}]"
    return f"{mean:.3f} [{low:.3f}, {high:.3f}]"


def _pages(checks: Sequence[PageCheck]) -> Iterator[str]:
    yield f"{'pages':<8}  {'quote on the cited pages':<26}  cited on at most two pages"
    yield _RULE * 64
    for check in checks:
        yield f"{check.mode:<8}  {_share(check.right, check.placed):<26}  {_share(check.short, check.cited)}"
    for check in checks:
        for name, quote in check.wrong:
            yield f"not on the cited pages ({check.mode}): {name} {quote!r}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "not known (no page maps)"


def _estimates(rows: Mapping[str, Mapping[str, Estimate]]) -> dict[str, dict[str, dict[str, float]]]:
    return {
        name: {
            measure: {
                "mean": round(estimate.mean, _DIGITS) + 0.0,
                "low": round(estimate.low, _DIGITS) + 0.0,
                "high": round(estimate.high, _DIGITS) + 0.0,
            }
            for measure, estimate in row.items()
        }
        for name, row in rows.items()
    }


def _result(report: Report, question: GoldQuestion, *, truth: Truth) -> dict[str, Any]:
    return {
        "id": question.id,
        "question": question.question,
        "language": question.language,
        "kind": question.kind,
        "evidence": [
            {
                "document": evidence.document_id,
                "quote": evidence.quote,
                "grade": evidence.grade,
                "passages": sorted(held),
            }
            for evidence, held in zip(question.evidence, truth.holders, strict=True)
        ],
        "modes": {
            run.mode: {
                "scores": {
                    measure: round(scores[question.id], _DIGITS) for measure, scores in report.scores[run.mode].items()
                },
                "hits": [
                    {"passage": hit.passage.id, "grade": truth.grades.get(hit.passage.id, 0)}
                    for hit in run.hits[question.id]
                ],
            }
            for run in report.runs
        },
    }
