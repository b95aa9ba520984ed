"""What tests let processes do to a data directory together: one is killed at a named step, another one goes on.

A step is named by what the process is about to do: the audit event of Python, and a part of the path it is about. The
killed process adds, replaces or removes; the other one meanwhile searches, adds and removes documents of its own.
"""

import os
import re
import select
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from adding_process import forked
from fakes import WordEncoder
from word_library import put

from pincite.index.search import Query, Searcher
from pincite.index.snapshots import merging
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.library.store import Library
from pincite.ingest.text.language import detect_language
from pincite.service.jobs.adding import LOCK_WAIT_S, locked, when_free
from pincite.service.jobs.library_changes import problems, remove

ENCODER = WordEncoder()

# Step -> the event, and the path as a pattern below the data directory. It is about to happen.
STEPS: Mapping[str, tuple[str, str]] = {
    "noting the files that change": ("open", r"incoming/\w+$"),
    "storing the original": ("open", r"files/\w+\.new$"),
    "naming the original": ("os.rename", r"files/\w+\.new$"),
    "removing the original": ("os.remove", r"files/\w+$"),
    "writing a document's segment": ("open", r"index/pending/\.building-.*arrays\.bin$"),
    "naming a document's segment": ("os.rename", r"index/pending/\.building-"),
    "writing a segment": ("open", r"index/segments/\.building-.*arrays\.bin$"),
    "describing a segment": ("open", r"index/segments/\.building-.*arrays\.json$"),
    "naming a segment": ("os.rename", r"index/segments/\.building-"),
    "writing the manifest": ("open", r"index/manifests/\..*json$"),
    "naming the manifest": ("os.rename", r"index/manifests/\."),
    "writing CURRENT": ("open", r"index/\.CURRENT$"),
    "switching CURRENT": ("os.rename", r"index/\.CURRENT$"),
    "sweeping segments": ("shutil.rmtree", r"index/segments/\w+$"),
    "sweeping manifests": ("os.remove", r"index/manifests/\w.*json$"),
    "sweeping pending segments": ("shutil.rmtree", r"index/pending/\w+$"),
}
# The steps that an action takes; the second segment that an addition writes is one that is merged.
_ADDS = [name for name in STEPS if name != "removing the original"]
_REMOVES = [name for name in STEPS if not re.search("storing|naming the original|a document's|pending", name)]
ACTIONS: Mapping[str, list[tuple[str, int]]] = {
    "add": [*((name, 1) for name in _ADDS), ("writing a segment", 2), ("naming a segment", 2)],
    "replace": [*((name, 1) for name in STEPS), ("naming a segment", 2)],
    "remove": [(name, 1) for name in _REMOVES],
}


def secret(name: str) -> str:
    """A word that stands in this document alone, and that no stemmer changes."""
    return f"qz{name}zq"


def text_of(name: str, edition: int) -> str:
    return f"Honey of {secret(name)} in edition {edition}. " * 12


def add_one(data: Path, name: str, edition: int = 1) -> None:
    def act(library: Library) -> None:
        put(library, name, text_of(name, edition))
        build_snapshot(library, ENCODER)

    locked(data, act)


def remove_one(data: Path, name: str) -> None:
    """As `pincite remove` does, once no other process writes."""
    when_free(lambda: remove(data, [name]), wait_s=LOCK_WAIT_S, again_s=0.01)


def killed_at(data: Path, action: str, step: str, times: int) -> None:
    """Does the action to the document `victim`, and kills itself when it comes to the step for that time."""
    event, pattern = STEPS[step]
    left = times

    def watch(happening: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if happening != event or not isinstance(arguments[0], str | os.PathLike):
            return
        path = os.fspath(arguments[0])
        if path.startswith(f"{data}/") and re.search(f"^{pattern}", path.removeprefix(f"{data}/")):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    if action == "remove":
        remove_one(data, "victim")
    else:
        add_one(data, "victim", edition=2 if action == "replace" else 1)


def go_on(data: Path, stop: int, prefix: str) -> None:
    """Searches, adds and removes documents of its own until `stop` can be read; one of each at least."""
    number = 0
    while not number or not select.select([stop], [], [], 0)[0]:
        number += 1
        name = f"{prefix}{number}"
        add_one(data, name)
        assert name in found(data, secret(name)), name
        remove_one(data, name)
        assert name not in found(data, secret(name)), name


def found(data: Path, word: str) -> list[str]:
    """The documents that a search for a word finds now, as a service would answer."""
    snapshot = open_snapshot(data)
    try:
        with Library(data) as library:
            changed = snapshot.changed_in(library)
        return [
            hit.record.id for hit in Searcher(snapshot, ENCODER).search(Query(text=word, k=20), changed=changed).hits
        ]
    finally:
        snapshot.close()


def check(data: Path, action: str) -> None:
    """Nothing that was acknowledged is lost, what serves can be searched, and the next run leaves all well."""
    with Library(data) as library:
        assert library.problems() == [], library.problems()
        there = library.keys()
        assert {"kept0", "kept1", "kept2"} <= there.keys()
        assert "victim" in there or action != "replace"
        documents = found(data, "honey")
        assert {"kept0", "kept1", "kept2"} <= set(documents) <= there.keys(), documents
        # The reader stays, as that of a service does, while the next run publishes.
        locked(data, lambda writing: build_snapshot(writing, ENCODER))
        assert problems(data) == [], problems(data)
        assert set(found(data, "honey")) == there.keys()
        assert not list((data / "index").rglob(".building-*"))
        gone = [secret(name) for name in ("victim", "other1") if name not in there]
        left = [(word, path.name) for word in gone for path in _files(data) if word.encode() in path.read_bytes()]
        assert left == []


def _files(data: Path) -> Iterator[Path]:
    return (path for path in data.rglob("*") if path.is_file())


@contextmanager
def _child(act: Callable[[], None], expected: int) -> Iterator[int]:
    child = forked(act)
    try:
        yield child
    finally:
        assert os.waitpid(child, 0)[1] == expected


def kill_at_every_step(folder: str, share: str) -> None:
    """Kills one process after the other, at every step or at one of `share` steps; prints how many."""
    detect_language("Its model is loaded here once, and not by every child again.")
    merging.MOST_SMALL = 1  # so that each publication merges
    kills = [(action, step, times) for action, steps in ACTIONS.items() for step, times in steps]
    for number, (action, step, times) in enumerate(kills[:: int(share)]):
        data = Path(folder) / f"data{number}"
        with _child(partial(_prepare, data, with_victim=action != "add"), 0):
            pass
        reading, writing = os.pipe()
        try:
            with _child(partial(go_on, data, reading, "other"), 0):
                try:
                    with _child(partial(killed_at, data, action, step, times), signal.SIGKILL):
                        pass
                finally:
                    os.write(writing, b"x")
            with _child(partial(check, data, action), 0):
                pass
        except AssertionError as error:
            raise AssertionError(f"{action}, killed before {step} ({times})") from error
        finally:
            os.close(reading)
            os.close(writing)
    print(len(kills[:: int(share)]))


def _prepare(data: Path, *, with_victim: bool) -> None:
    """Puts the documents into one segment, so that the removal of one writes it again."""
    with Library(data, write=True) as library:
        for name in ("kept0", "kept1", "kept2", *(["victim"] if with_victim else [])):
            put(library, name, text_of(name, 1))
        build_snapshot(library, ENCODER)
