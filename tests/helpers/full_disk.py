"""What tests let another process do on a disk that is really full: a small file system of its own, seen by no other."""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from fakes import WordEncoder
from word_library import put

from pincite.index.errors import RetrievalError
from pincite.index.search import Query, Searcher
from pincite.index.snapshots import merging
from pincite.index.snapshots.manifest import current_id
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.errors import LibraryError
from pincite.ingest.library.store import Library
from pincite.service.jobs.library_changes import AddOptions, add, problems, remove
from pincite.service.jobs.library_run import LibraryRun

_ENCODER = WordEncoder()
_SIZE_KIB = 6144
_FILLER = "filler"


def private_disk(folder: Path) -> None:
    """Mounts the file system; needs a mount namespace of this process alone (`unshare -m`)."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE_KIB}k", "tmpfs", str(folder)], check=True)


def why_not() -> str:
    """Why this process cannot have a disk of its own; empty where it can."""
    command = ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() or (f"unshare ended with status {done.returncode}" if done.returncode else "")


def on_a_private_disk(function: Callable[..., object], folder: Path, *numbers: int) -> list[dict[str, Any]]:
    """What a function of this module prints, one JSON object a line, run in a process with a disk at `folder`."""
    call = (
        f"import pathlib, full_disk as t; t.private_disk(pathlib.Path({str(folder)!r})); "
        f"t.{function.__name__}(pathlib.Path({str(folder)!r}), *{numbers!r})"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        ["unshare", "-m", "--propagation", "private", sys.executable, "-c", call],
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def fill(disk: Path, *, leave_kib: int) -> None:
    """Fills the disk to its last byte, then leaves so much room."""
    with (disk / _FILLER).open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
        file.truncate(max(file.tell() - leave_kib * 1024, 0))


@contextmanager
def filled(disk: Path, *, leave_kib: int) -> Iterator[None]:
    """Full on the way in, with room again on the way out."""
    fill(disk, leave_kib=leave_kib)
    try:
        yield
    finally:
        (disk / _FILLER).unlink()


def attempt(action: Callable[[], object]) -> str:
    try:
        return str(action())
    except (LibraryError, RetrievalError) as error:
        return f"{type(error).__name__}: {error}"


def served(data: Path) -> list[str]:
    """The documents that can be searched, that with bears in it first; or why none can."""

    def search() -> str:
        snapshot = open_snapshot(data)
        searcher = Searcher(snapshot, _ENCODER)
        with Library(data) as library:
            changed = snapshot.changed_in(library)
        (best,) = searcher.search(Query(text="bears", k=1), changed=changed).hits
        snapshot.close()
        others = set(snapshot.documents.ids.tolist()) - {best.record.id}
        return " ".join([best.record.id, *sorted(others - changed)])

    return attempt(search).split()


def text(disk: Path, name: str, *, sentences: int = 1) -> Path:
    path = disk.parent / f"{name}.txt"
    path.write_text(" ".join(f"{name} eats honey number {n}." for n in range(sentences)), encoding="utf-8")
    return path


def snapshot_without_room(disk: Path) -> None:
    """The disk is full at the moment when the snapshot is written, and has room again when it is added once more."""
    data = disk / "data"
    add(data, [text(disk, "bears")], encoder=_ENCODER)
    before = current_id(data)

    def run_out(stage: str, done: int, total: int) -> None:
        if stage == "writing the index" and not done:
            fill(disk, leave_kib=8)

    told = attempt(lambda: add(data, [text(disk, "cats")], encoder=_ENCODER, progress=run_out))
    left = [path.name for path in (data / "index").rglob(".building-*")]
    full = {"told": told, "before": before, "now": current_id(data), "served": served(data), "left": left}
    (disk / _FILLER).unlink()
    again = add(data, [disk.parent / "cats.txt"], encoder=_ENCODER).snapshot
    print(json.dumps({**full, "again": again, "then": served(data), "wrong": problems(data)}))


def add_without_room(disk: Path, *rooms_kib: int) -> None:
    """Documents are added with so much room left, and again once there is plenty."""
    data = disk / "data"
    add(data, [text(disk, "bears")], encoder=_ENCODER)
    for room_kib in rooms_kib:
        path = text(disk, f"cats{room_kib:04}", sentences=600)
        with filled(disk, leave_kib=room_kib):
            told = attempt(partial(_reason, data, path))
            full = {"room_kib": room_kib, "told": told, "served": served(data)}
        add(data, [path], encoder=_ENCODER)
        print(json.dumps({**full, "then": served(data), "wrong": problems(data)}))


def _reason(data: Path, path: Path) -> str | None:
    options = AddOptions(free_space=lambda folder: 10**12)  # it runs out in the middle, and is not known to before
    (outcome,) = add(data, [path], options=options, encoder=_ENCODER).outcomes
    return outcome.reason


def _put(data: Path, *names: str) -> str:
    """Adds and publishes documents; each has a word of its own."""
    with Library(data, write=True) as library:
        for name in names:
            put(library, name, f"{name} eats honey with qz{name}zq. " * 40)
        return build_snapshot(library, _ENCODER).snapshot


def _with_word(data: Path, word: str) -> list[str]:
    return [path.name for path in data.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def remove_without_room(disk: Path) -> None:
    """A document is removed while the disk is full: from the start, or from when the index is written."""
    data = disk / "data"
    _put(data, "bears", "cats")
    for room_kib, at in ((0, "opening"), (0, "writing the index"), (16, "writing the index")):

        def run_out(stage: str, done: int, total: int, *, at: str = at, room_kib: int = room_kib) -> None:
            if stage == at and not done:
                fill(disk, leave_kib=room_kib)

        run_out("opening", 0, 1)
        told = attempt(lambda run_out=run_out: remove(data, ["cats"], progress=run_out))  # type: ignore[misc]
        full = {"told": told, "served": served(data)}
        (disk / _FILLER).unlink()
        with LibraryRun(data, AddOptions(), encoder=_ENCODER) as run:
            run.publish()
        then = served(data)
        if "cats" in then:
            remove(data, ["cats"])
        print(json.dumps({**full, "then": then, "left": _with_word(data, "qzcatszq"), "wrong": problems(data)}))
        _put(data, "cats")


def merge_without_room(disk: Path) -> None:
    """Segments are merged while the disk is filling up: with more and more room, till it is enough."""
    data = disk / "data"
    merging.MOST_SMALL = 1  # so that each publication merges
    before = _put(data, "bears")
    for room_kib in (8, 48, 96, 144, 192, 4000):
        with filled(disk, leave_kib=room_kib):
            told = attempt(lambda: _put(data, "cats"))
            full = {"told": told, "before": before, "now": current_id(data), "served": served(data)}
        again = _put(data, "cats")
        print(json.dumps({**full, "again": again, "then": served(data), "wrong": problems(data)}))
        remove(data, ["cats"])
        before = str(current_id(data))
