"""Asking the system the gold questions."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.eval.errors import GoldError, QueryRefused
from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.systems.system import RetrievedPassage, Search
from pincite.index.snapshots.publication import Progress

# How deep a reader goes who reads a number of words and not of passages: far enough for 1,500 of them in short ones.
DEPTH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one way of searching returned.

    hits: question id -> the best, the best first; deep: the same, asked for `DEPTH`; took_ms: question id ->
    milliseconds until the hits were there.
    """

    name: str
    hits: Mapping[str, tuple[RetrievedPassage, ...]]
    deep: Mapping[str, tuple[RetrievedPassage, ...]]
    took_ms: Mapping[str, float]

    @property
    def rankings(self) -> dict[str, tuple[str, ...]]:
        """Question id -> passage ids, the best first."""
        return {name: tuple(hit.passage_id for hit in hits) for name, hits in self.hits.items()}


def run_questions(
    search: Search, questions: Sequence[GoldQuestion], *, name: str, k: int, progress: Progress | None = None
) -> Run:
    """The `k` best hits for every question. Raises GoldError for what cannot be asked.

    Each is asked twice, for `k` and for `DEPTH`: the time is that of a search as users make it.
    """
    hits, deep, took_ms = (
        dict[str, tuple[RetrievedPassage, ...]](),
        dict[str, tuple[RetrievedPassage, ...]](),
        dict[str, float](),
    )
    for number, question in enumerate(questions, start=1):
        try:
            start = time.perf_counter()
            hits[question.id] = search(question.question, k)
            took_ms[question.id] = (time.perf_counter() - start) * 1000
            deep[question.id] = search(question.question, max(k, DEPTH))
        except QueryRefused as error:
            raise GoldError(f"question {question.id!r} cannot be asked: {error}") from error
        if progress is not None:
            progress(f"asking ({name})", number, len(questions))
    return Run(name=name, hits=hits, deep=deep, took_ms=took_ms)
