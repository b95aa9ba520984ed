"""Publications add segments; merging joins them, as a publication of its own that changes nothing else."""

from pathlib import Path

import pytest
from test_publication import results
from word_library import ENCODER, put

from pincite.index.snapshots import merging
from pincite.index.snapshots.manifest import Manifest, current_name, read_manifest, segments_folder
from pincite.index.snapshots.publication import Publisher
from pincite.index.snapshots.verification import snapshot_problems
from pincite.ingest.library.store import Library


def served(data: Path) -> Manifest:
    name = current_name(data)
    assert name is not None
    return read_manifest(data, name)


def grow(library: Library, names: str) -> Publisher:
    """Publish each document by itself."""
    publisher = Publisher(library.data, ENCODER)
    for name in names:
        put(library, name, f"{name} eats honey in the forest.")
        publisher.embed(library, [name])
        publisher.publish(library)
    return publisher


def test_a_merge_changes_the_segments_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST_SMALL", 3)
    with Library(tmp_path, write=True) as library:
        publisher = grow(library, "abcdef")
        before, found = served(tmp_path), results(tmp_path)
        assert (len(before.segments), before.generation) == (6, 6)
        assert publisher.merge(library)
        after = served(tmp_path)
        assert (len(after.segments), after.generation) == (1, 7)
        assert (after.snapshot, after.contents, after.noted) == (before.snapshot, before.contents, before.noted)
        assert results(tmp_path) == found
        assert {path.name for path in segments_folder(tmp_path).iterdir()} == {one.name for one in after.segments}
        assert snapshot_problems(tmp_path, library.keys()) == []
        assert not publisher.merge(library)
        assert served(tmp_path) == after


def test_merges_join_no_more_than_a_segment_may_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST_SMALL", 1)
    monkeypatch.setattr(merging, "LARGEST", 4)
    with Library(tmp_path, write=True) as library:
        publisher = grow(library, "abcdefg")
        sizes = []
        while publisher.merge(library):
            sizes.append(sorted(entry.passages for entry in served(tmp_path).segments))
    assert sizes == [[1, 1, 1, 4], [3, 4]]


def test_a_damaged_segment_is_not_merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "MOST_SMALL", 1)
    with Library(tmp_path, write=True) as library:
        publisher = grow(library, "ab")
        before = served(tmp_path)
        (segments_folder(tmp_path) / before.segments[0].name / "arrays.json").write_text("{")
        assert not publisher.merge(library)
    assert served(tmp_path) == before
