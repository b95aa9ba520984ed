"""What tests let another process do to a data directory: add to it without permission, without room, while killed."""

import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from fakes import WordEncoder
from other_process import drop_capabilities

from pincite.index.errors import RetrievalError
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.manifest import current_id
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.index.snapshots.verification import snapshot_problems
from pincite.ingest.errors import LibraryError
from pincite.ingest.library.store import Library
from pincite.ingest.text.language import detect_language
from pincite.service.jobs.library_changes import add

_ENCODER = WordEncoder()


def attempt(action: Callable[[], object]) -> None:
    try:
        print(action())
    except (LibraryError, RetrievalError) as error:
        print(f"{type(error).__name__}: {error}")


def read_only_add(data: str, folder: str) -> None:
    paths = [Path(data), *Path(data).rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    drop_capabilities()
    attempt(lambda: add(Path(data), [Path(folder)], encoder=_ENCODER))
    for path in paths:
        if path.exists():
            path.chmod(0o755 if path.is_dir() else 0o644)


def small_disk_add(data: str, folder: str) -> None:
    """Adds, and lets the disk fill up at the moment when the snapshot is written."""

    def fill(stage: str, done: int, total: int) -> None:
        if stage == "writing the index":
            resource.setrlimit(resource.RLIMIT_FSIZE, (500, resource.RLIM_INFINITY))

    attempt(lambda: add(Path(data), [Path(folder)], encoder=_ENCODER, progress=fill))


def churn(data: Path, folder: Path, acknowledge: int, turn: int) -> None:
    """Adds one document after another without end, saying after each that it is in and indexed."""
    for number in range(1000):
        text = " ".join(f"Words of document {turn} {number}, sentence {n}." for n in range(60))
        (folder / ".aside").write_text(text, encoding="utf-8")
        path = (folder / ".aside").rename(folder / f"doc-{turn:03d}-{number:03d}.txt")
        report = add(data, [path], encoder=_ENCODER)
        os.write(acknowledge, f"{report.outcomes[0].document_id} {report.snapshot}\n".encode())


def check(data: Path, acknowledged: Sequence[str]) -> None:
    """Every acknowledged document is there whole; what serves is whole and can be searched."""
    with Library(data) as library:
        assert library.problems() == [], library.problems()
        live = library.keys()
    assert set(acknowledged) <= set(live), sorted(set(acknowledged) - set(live))
    if current_id(data) is not None:
        snapshot = open_snapshot(data)
        searcher = Searcher(snapshot, _ENCODER)
        indexed = set(snapshot.documents.ids.tolist())
        damaged = [problem for problem in snapshot_problems(data, live) if ": document " not in problem]
        assert damaged == [], damaged
        assert set(acknowledged) <= indexed, sorted(set(acknowledged) - indexed)
        hits = searcher.search(Query(text="words of document", k=100)).hits
        assert {hit.record.id for hit in hits} <= set(live)
    else:
        assert not acknowledged


def forked(action: Callable[[], None]) -> int:
    """A child that runs the action; FAISS must not be used before a fork, so this process never does."""
    child = os.fork()
    if child == 0:
        try:
            action()
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    return child


def churn_until_a_build(data: Path, folder: Path, acknowledge: int, turn: int, *, steps: int) -> None:
    """The same, but this process kills itself at the step with that number of writing a snapshot."""
    left = steps

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if any(isinstance(one, str) and ".building-" in one for one in arguments):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    churn(data, folder, acknowledge, turn)


def kill_while_adding(data: str, folder: str, kills: str) -> None:
    """Kills a process that adds: at any moment, as a snapshot is written, or after a document was acknowledged."""
    detect_language("Its model is loaded here once, and not by every child again.")
    choose = random.Random(11)
    acknowledged: list[str] = []
    leftovers = 0
    takes = 0.0
    for turn in range(int(kills) + 1):
        reading, writing = os.pipe()
        started = time.monotonic()
        adding = partial(churn, Path(data), Path(folder), writing, turn)
        if turn % 3 == 1:
            adding = partial(churn_until_a_build, *adding.args, steps=choose.randrange(1, 25))
        child = forked(adding)
        os.close(writing)
        with os.fdopen(reading) as lines:
            if turn % 3 == 0:
                acknowledged += lines.readline().split()[:1]
                takes = time.monotonic() - started
            if turn % 3 != 1:
                time.sleep(choose.uniform(0, 1.2 * takes))
                os.kill(child, signal.SIGKILL)
            assert os.waitpid(child, 0)[1] == signal.SIGKILL
            acknowledged += [line.split()[0] for line in lines]
        leftovers += bool(list(Path(data).rglob(".building-*")))
        checker = forked(partial(check, Path(data), tuple(acknowledged)))
        assert os.waitpid(checker, 0)[1] == 0, f"turn {turn}"
    print(f"{len(acknowledged)} {leftovers}")
