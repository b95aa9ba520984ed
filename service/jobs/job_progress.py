"""How far a job is: documents, pages and passages so far, how fast it goes, and for how much longer."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pincite.service.jobs.pace import EMBEDDING, PAGES, READING, Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """Documents read, of all that are to be; pages of them; passages embedded, of those of the documents read so far.

    passages_per_second, seconds_left: None while they are not known.
    """

    documents: tuple[int, int] = (0, 0)
    pages: int = 0
    passages: tuple[int, int] = (0, 0)
    passages_per_second: float | None = None
    seconds_left: float | None = None


class ProgressNotes:
    """Notes how far the stages of a run are, and counts for each job from its beginning."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts = {READING: (0, 0), PAGES: (0, 0), EMBEDDING: (0, 0)}
        self._before = dict(self._counts)
        self._pace = Pace(clock)

    def begin(self) -> None:
        """Another job begins. Pages and passages are counted through the run, documents by job."""
        self._counts[READING] = (0, 0)
        self._before = dict(self._counts)
        self._pace = Pace(self._clock)

    def note(self, stage: str, done: int, total: int) -> tuple[int, int]:
        """Note how far a stage of the run is; how far it is for the job."""
        if stage not in self._counts:
            return done, total
        self._counts[stage] = (done, total)
        counted = self._since(stage)
        self._pace.note(stage, *counted)
        return counted

    def progress(self) -> JobProgress:
        """How far the job is."""
        per_second, left_s = self._pace.per_second(), self._pace.left_s()
        return JobProgress(
            documents=self._since(READING),
            pages=self._since(PAGES)[0],
            passages=self._since(EMBEDDING),
            passages_per_second=round(per_second, 2) if per_second else None,
            seconds_left=None if left_s is None else round(left_s),
        )

    def _since(self, stage: str) -> tuple[int, int]:
        (done, total), (done_before, total_before) = self._counts[stage], self._before[stage]
        return done - done_before, total - total_before
