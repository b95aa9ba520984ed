"""Runs and judgements in the forms of TREC, which trec_eval and what reads its files understand.

<run>.run     question Q0 passage rank score run
<run>.qrels   question 0 passage grade
"""

from collections.abc import Mapping
from pathlib import Path

from pincite.eval.evaluation import Evaluation, ScoredRun
from pincite.eval.gold.truth import Truth
from pincite.eval.systems.run import Run


def run_lines(run: Run) -> str:
    """The hits of a run. The score falls with the rank, for trec_eval sorts by it and breaks ties its own way."""
    name = _token(run.name)
    return "".join(
        f"{question} Q0 {_token(hit.passage_id)} {rank} {len(hits) - rank + 1} {name}\n"
        for question, hits in run.hits.items()
        for rank, hit in enumerate(hits, start=1)
    )


def qrels_lines(truth: Mapping[str, Truth]) -> str:
    """The passages with evidence and their grades; all others have none."""
    return "".join(
        f"{question} 0 {_token(passage)} {grade}\n"
        for question, right in truth.items()
        for passage, grade in right.grades.items()
    )


def write_trec(evaluation: Evaluation, folder: Path) -> list[Path]:
    """Write the files of each run into `folder`. Raises OSError."""
    return [path for one in evaluation.runs for path in _write(one, folder)]


def _write(one: ScoredRun, folder: Path) -> list[Path]:
    name = _token(one.run.name)
    files = {folder / f"{name}.run": run_lines(one.run), folder / f"{name}.qrels": qrels_lines(one.truth)}
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    return list(files)


def _token(name: str) -> str:
    """A name without white space, which divides the columns."""
    return "_".join(name.split())
