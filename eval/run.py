"""Asking the system the gold questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from eval.errors import GoldError
from eval.gold import GoldQuestion
from index.errors import BadQuery
from index.search import Hit, Mode, Query, SearchOutcome

MODES: tuple[Mode, ...] = ("sparse", "dense", "hybrid")

Progress = Callable[[str, int, int], None]


class Retriever(Protocol):
    """What ranks passages for a query: a Searcher."""

    def search(self, query: Query) -> SearchOutcome: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one mode returned: question id -> hits, the best first."""

    mode: Mode
    hits: Mapping[str, tuple[Hit, ...]]

    @property
    def rankings(self) -> dict[str, tuple[str, ...]]:
        """Question id -> passage ids, the best first."""
        return {name: tuple(hit.passage.id for hit in hits) for name, hits in self.hits.items()}


def run_questions(
    retriever: Retriever, questions: Sequence[GoldQuestion], *, mode: Mode, k: int, progress: Progress | None = None
) -> Run:
    """The `k` best hits for every question, in one mode. Raises GoldError for what cannot be asked."""
    hits = dict[str, tuple[Hit, ...]]()
    for number, question in enumerate(questions, start=1):
        try:
            hits[question.id] = retriever.search(Query(text=question.question, k=k, mode=mode)).hits
        except BadQuery as error:
            raise GoldError(f"question {question.id!r} cannot be asked: {error}") from error
        if progress is not None:
            progress(f"asking ({mode})", number, len(questions))
    return Run(mode=mode, hits=hits)
