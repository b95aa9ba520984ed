"""How far a long command is, on the error stream: bars on a terminal, elsewhere a line every ten seconds."""

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pincite.service.jobs.pace import EMBEDDING, PAGES, READING, Pace

LINE_EVERY_S = 10.0

Show = Callable[[str, int, int], None]
Clock = Callable[[], float]


@contextmanager
def progress(*, quiet: bool) -> Iterator[Show]:
    """Shows each stage, how much of it is done, and of how much; nothing where `quiet`."""
    if quiet:
        yield lambda stage, done, total: None
    elif sys.stderr.isatty():
        with bars(Console(stderr=True)) as show:
            yield show
    else:
        yield ProgressLines(sys.stderr).show


@contextmanager
def bars(console: Console, *, clock: Clock = time.monotonic) -> Iterator[Show]:
    """A bar for each stage, and beside that of the passages how fast it goes and for how much longer."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}"),
    )
    pace = Pace(clock)
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, total: int) -> None:
            pace.note(stage, done, total)
            if stage == PAGES:  # beside the documents that they are pages of
                if READING in tasks and done:
                    bar.update(tasks[READING], pace=_pages(done))
                return
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total, pace="")
            bar.update(tasks[stage], completed=done, total=total)
            if stage == EMBEDDING:
                bar.update(tasks[stage], pace=pace.words())

        yield show


class ProgressLines:
    """A line at most every ten seconds, the first after ten: a quick command prints none.

    reading documents 120 of 500, 1,480 pages, embedding passages 3400 of 3420, 21 a second, about 8 minutes left
    """

    def __init__(self, stream: TextIO, *, clock: Clock = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._pace = Pace(clock)
        self._counts: dict[str, tuple[int, int]] = {}
        self._next_s = clock() + LINE_EVERY_S

    def show(self, stage: str, done: int, total: int) -> None:
        """How far a stage is."""
        self._pace.note(stage, done, total)
        self._counts[stage] = (done, total)
        now = self._clock()
        if now >= self._next_s:
            self._next_s = now + LINE_EVERY_S
            # A reader of the error stream who has gone does not end a run of hours.
            with contextlib.suppress(BrokenPipeError):
                print(self._line(stage), file=self._stream, flush=True)

    def _line(self, stage: str) -> str:
        parts = [
            _pages(done) if name == PAGES else f"{name} {done} of {total}"
            for name, (done, total) in self._counts.items()
            if total > 1
        ]
        if self._counts[stage][1] <= 1 and stage != PAGES:
            parts.append(stage)
        pace = self._pace.words()
        return ", ".join([*parts, pace] if pace else parts)


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number:,} pages"
