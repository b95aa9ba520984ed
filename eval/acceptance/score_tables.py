"""The tables of the documentation, made from the accepted scores and kept between marks:

<!-- scores: english -->
| English, test split (103 questions) | sparse | ...
<!-- end of scores -->
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pincite.eval.acceptance.gate import Accepted
from pincite.eval.errors import BadBaseline, ReportUnwritable
from pincite.eval.evaluation import ANSWERS
from pincite.eval.systems.system import MODES

_BLOCK = re.compile(r"(<!-- scores: ([a-z ]+) -->\n).*?(<!-- end of scores -->)", re.DOTALL)
_ENGLISH = "split test, language en"
_KIND_MEASURES = ("hit@1", "hit@10", "MRR@10", "nDCG@10", "evidence recall@10")

# The run, the measure and what it means to a reader who knows neither.
_SUMMARY = (
    ("hybrid", "hit@1", "the best passage holds evidence"),
    ("hybrid", "hit@10", "one of the ten best passages holds evidence"),
    ("hybrid", "page accuracy", "the cited page is the right one"),
    (ANSWERS, "quote validity", "a quote stands word for word on its page"),
    (ANSWERS, "answered", "a question that the papers answer is answered"),
    (ANSWERS, "refused", "a question that they do not answer is refused"),
)

Row = Mapping[str, Any]


def refresh(text: str, accepted: Accepted) -> str:
    """The text with every table made anew. Raises BadBaseline for a table that is not known."""

    def made(match: re.Match[str]) -> str:
        if match[2] not in TABLES:
            raise BadBaseline(f"there is no table {match[2]!r}; the tables are {', '.join(TABLES)}")
        return match[1] + "\n".join(TABLES[match[2]](accepted)) + "\n" + match[3]

    return _BLOCK.sub(made, text)


def refresh_file(path: Path, accepted: Accepted) -> None:
    """Make the tables of a file anew. Raises BadBaseline, ReportUnwritable."""
    try:
        path.write_text(refresh(path.read_text(encoding="utf-8"), accepted), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportUnwritable(f"{path}: its tables cannot be made anew ({error})") from error


def _english(accepted: Accepted) -> Iterator[str]:
    yield from _modes(accepted, _ENGLISH, "English questions")


def _summary(accepted: Accepted) -> Iterator[str]:
    """The few scores of the README."""
    row = accepted["groups"][_ENGLISH]
    unanswerable = row.get("asked", row["questions"]) - row["questions"]  # no answers were scored: none is known
    yield from _head(f"English questions, test split ({row['questions']} and {unanswerable})", ["score"])
    for run, measure, meaning in _SUMMARY:
        if run in row["runs"]:
            yield _line(meaning, [_interval(row["runs"][run].get(measure))])


def _others(accepted: Accepted) -> Iterator[str]:
    group = next((name for name in accepted["groups"] if _is_other(name)), None)
    if group is not None:
        yield from _modes(accepted, group, "Questions in other languages")


def _all(accepted: Accepted) -> Iterator[str]:
    yield from _modes(accepted, "split test", "All questions")


def _answers(accepted: Accepted) -> Iterator[str]:
    groups = [name for name in accepted["groups"] if name == "split test" or name.startswith("split test,")]
    groups = [name for name in groups if ANSWERS in accepted["groups"][name]["runs"]]
    rows = [accepted["groups"][name] for name in groups]
    if not rows:
        return
    heads = [f"{_plain(name)} ({row['asked']})" for name, row in zip(groups, rows, strict=True)]
    yield from _head("answers, test split", heads)
    for measure in rows[0]["runs"][ANSWERS]:
        yield _line(measure, [_interval(row["runs"][ANSWERS].get(measure)) for row in rows])
    yield _line("AUROC of the confidence", [f"{row['auroc']:.3f}" if "auroc" in row else "–" for row in rows])


def _kinds(accepted: Accepted) -> Iterator[str]:
    yield from _head("hybrid, all splits", list(_KIND_MEASURES))
    for group, row in accepted["groups"].items():
        if group.startswith("kind ") and "hybrid" in row["runs"]:
            cells = [_mean(row["runs"]["hybrid"].get(measure)) for measure in _KIND_MEASURES]
            yield _line(f"{group.removeprefix('kind ')} ({row['questions']})", cells)


def _pipelines(accepted: Accepted) -> Iterator[str]:
    row = accepted["groups"][_ENGLISH]
    names = [name for name in row["runs"] if name not in (*MODES, ANSWERS)]
    if not names:
        yield "No rows of other pipelines are accepted; `make baselines` measures them."
        return
    measures = list(row["runs"]["hybrid"])
    yield from _head(f"English questions, test split ({row['questions']})", measures)
    for name in ("hybrid", "dense", "sparse", *names):
        shown = f"Pincite, {name}" if name in MODES else name
        yield _line(shown, [_mean(row["runs"][name].get(measure)) for measure in measures])


def _modes(accepted: Accepted, group: str, title: str) -> Iterator[str]:
    row = accepted["groups"][group]
    yield from _head(f"{title}, test split ({row['questions']})", list(MODES))
    for measure in row["runs"]["hybrid"]:
        cells = [_mean(row["runs"][mode].get(measure)) for mode in MODES[:-1]]
        yield _line(measure, [*cells, _interval(row["runs"]["hybrid"].get(measure))])


def _head(first: str, others: list[str]) -> Iterator[str]:
    yield _line(first, others)
    yield _line("---", ["---"] * len(others))


def _line(first: str, cells: list[str]) -> str:
    return "| " + " | ".join((first, *cells)) + " |"


def _mean(found: Mapping[str, float] | None) -> str:
    return "–" if found is None else f"{found['mean']:.3f}"


def _interval(found: Mapping[str, float] | None) -> str:
    return "–" if found is None else f"{found['mean']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"


def _is_other(group: str) -> bool:
    return group.startswith("split test, language ") and group != _ENGLISH


def _plain(group: str) -> str:
    return group.removeprefix("split test").removeprefix(", language ") or "all"


TABLES: Mapping[str, Callable[[Accepted], Iterator[str]]] = {
    "summary": _summary,
    "english": _english,
    "other languages": _others,
    "all": _all,
    "answers": _answers,
    "kinds": _kinds,
    "pipelines": _pipelines,
}
