"""Where the disk is short, nothing is begun."""

from pathlib import Path

import pytest
from fakes import WordEncoder
from older_rules import add_as_older_rules_did
from small_documents import unit
from version_01 import as_version_01_left_it, keep_vectors

from pincite.index.snapshots import merging
from pincite.index.snapshots.manifest import Manifest, current_id, current_name, read_manifest
from pincite.ingest.errors import DiskTooSmall
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item
from pincite.service.jobs.library_changes import AddOptions, AddReport, add, problems, reread
from pincite.service.jobs.needed_space import to_merge

ENCODER = WordEncoder()


def note(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.txt"
    path.write_text(f"The {name} eat honey. They sleep in winter.", encoding="utf-8")
    return path


def put(data: Path, *paths: Path, free: int = 10**12) -> AddReport:
    return add(data, paths, options=AddOptions(free_space=lambda folder: free), encoder=ENCODER)


def served(data: Path) -> Manifest:
    name = current_name(data)
    assert name is not None
    return read_manifest(data, name)


def test_files_that_find_too_little_room_are_refused_and_nothing_is_added(tmp_path: Path) -> None:
    data, path = tmp_path / "data", note(tmp_path / "in", "bears")
    needed = path.stat().st_size * (1 + 13)  # the file, and what is made of a plain text
    with pytest.raises(DiskTooSmall, match=rf"adding these files needs .*\({needed} bytes\), and {needed - 1} bytes"):
        put(data, path, free=needed - 1)
    with Library(data) as library:
        assert library.count() == 0
    assert list((data / "files").iterdir()) == []
    assert put(data, path, free=needed).count("added") == 1


def test_files_that_are_in_already_need_no_room(tmp_path: Path) -> None:
    data, path = tmp_path / "data", note(tmp_path / "in", "bears")
    put(data, path)
    assert put(data, path, free=0).count("unchanged") == 1


def test_documents_that_find_too_little_room_are_not_read_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    add_as_older_rules_did(data, Item(file=note(tmp_path / "in", "bears")))
    with Library(data) as library:
        before = library.document("bears")
    little = AddOptions(free_space=lambda folder: 10_000)
    with pytest.raises(DiskTooSmall, match="reading these documents again needs"):
        reread(data, options=little, encoder=ENCODER)
    with Library(data) as library:
        assert library.document("bears") == before
    assert reread(data, encoder=ENCODER).count("replaced") == 1
    assert reread(data, options=little, encoder=ENCODER).outcomes == ()


def test_a_merge_that_finds_too_little_room_waits_and_all_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_SMALL", 1)
    data = tmp_path / "data"
    put(data, note(tmp_path / "in", "bears"))
    both = put(data, note(tmp_path / "in", "bees"), free=2_000)
    assert both.count("added") == 1
    assert "merging segments needs" in both.note
    before = served(data)
    assert len(before.segments) == 2
    assert to_merge(data) == sum(entry.size for entry in before.segments)
    assert put(data, note(tmp_path / "in", "bees")).note == ""
    assert (len(served(data).segments), current_id(data), to_merge(data)) == (1, both.snapshot, 0)
    assert problems(data) == []


def test_a_library_of_version_01_is_not_half_upgraded(tmp_path: Path) -> None:
    data, path = tmp_path / "data", note(tmp_path / "in", "bears")
    put(data, path)
    with Library(data, write=True) as library:
        passage = library.document("bears").passages[0].id
    as_version_01_left_it(data)
    keep_vectors(data, ENCODER.id, {"h": unit(1, 2)}, uses=[(passage, "h")])
    before = served(data)
    with pytest.raises(DiskTooSmall, match=r"turning the library of version 0\.1 into segments needs"):
        put(data, path, free=17_000)
    assert served(data) == before
    with Library(data) as library:
        assert library.has_vectors()
    put(data, path)
    with Library(data) as library:
        assert not library.has_vectors()
