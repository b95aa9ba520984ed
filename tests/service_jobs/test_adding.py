"""A run that adds files: found while it goes on, the library free in between, taken up where it stopped."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEncoder
from numpy.typing import NDArray
from other_process import held, hold

from pincite.index.search import Query, Searcher
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.errors import LibraryLocked
from pincite.ingest.library.store import Library
from pincite.service.jobs import adding
from pincite.service.jobs.library_changes import add, problems, remove

ENCODER = WordEncoder()


def notes(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        (folder / f"note{number}.txt").write_text(f"Note {number} is about salt{number}.", encoding="utf-8")
    return folder


def found(data: Path, text: str) -> list[str]:
    snapshot = open_snapshot(data)
    with Library(data) as library:
        changed = snapshot.changed_in(library)
    return [hit.record.id for hit in Searcher(snapshot, ENCODER).search(Query(text=text), changed=changed).hits]


def before_each(action: Callable[[int], None]) -> Callable[[str, int, int], None]:
    """Progress that acts before each file is stored."""

    def show(stage: str, done: int, total: int) -> None:
        if stage == "reading documents" and done < total:
            action(done)

    return show


def test_documents_are_found_while_others_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "PUBLISHED_EVERY_S", 0.0)
    data, seen = tmp_path / "data", list[list[str]]()

    def look(done: int) -> None:
        if done:
            seen.append(sorted(found(data, "note")))

    add(data, [notes(tmp_path / "in", 4)], encoder=ENCODER, progress=before_each(look))
    assert seen == [["note0"], ["note0", "note1"], ["note0", "note1", "note2"]]
    assert problems(data) == []


def test_the_library_is_free_between_two_documents(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add(data, [notes(tmp_path / "before", 2)], encoder=ENCODER)

    def take_away(done: int) -> None:
        if done == 1:
            remove(data, ["note1"])
            assert "note1" not in found(data, "note")

    (tmp_path / "in").mkdir()
    for name in ("owls", "ants", "bees"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"The {name} sleep.", encoding="utf-8")
    add(data, [tmp_path / "in"], encoder=ENCODER, progress=before_each(take_away))
    assert set(found(data, "sleep note")) == {"note0", "owls", "ants", "bees"}
    assert problems(data) == []


def test_whoever_finds_the_library_locked_for_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "LOCK_WAIT_S", 0.1)
    data, folder = tmp_path / "data", notes(tmp_path / "in", 2)
    add(data, [folder / "note0.txt"], encoder=ENCODER)
    with held(hold, data) as holder, pytest.raises(LibraryLocked, match=str(holder.pid)):
        adding.locked(data, lambda library: library.remove("note0"))
    assert found(data, "note") == ["note0"]


class Counting(WordEncoder):
    """Notes what it reads."""

    texts: list[str] = []  # noqa: RUF012

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts.extend(texts)
        return super().encode(texts)


class Stopped(Exception):
    """Somebody has stopped the run."""


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", notes(tmp_path / "in", 4)

    def stop(done: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        add(data, [folder], encoder=ENCODER, progress=before_each(stop))
    encoder = Counting()
    report = add(data, [folder], encoder=encoder)
    assert [outcome.status for outcome in report.outcomes] == ["unchanged", "unchanged", "added", "added"]
    assert not [text for text in encoder.texts if "salt0" in text or "salt1" in text]
    assert len(found(data, "note")) == 4
    assert problems(data) == []
