"""How large the index is, as its manifest and its segments say."""

import shutil
from pathlib import Path

import pytest
from word_library import ENCODER, put

from pincite.index.errors import IndexMismatch
from pincite.index.segments.segment import open_segment
from pincite.index.snapshots.index_statistics import PARTS, IndexMeasure
from pincite.index.snapshots.manifest import segments_folder
from pincite.index.snapshots.merging import LARGEST, MOST_SMALL, too_many
from pincite.index.snapshots.publication import Publisher, build_snapshot
from pincite.ingest.library.store import Library


def grow(data: Path, *names: str) -> None:
    """Publish one document after another: a segment for each."""
    with Library(data, write=True) as library:
        for name in names:
            put(library, name, f"Bees make honey. They are {name}.")
            build_snapshot(library, ENCODER)


def test_segments_and_passages_are_those_of_the_manifest(tmp_path: Path) -> None:
    assert IndexMeasure(tmp_path).statistics() is None
    grow(tmp_path, "a", "b", "c")
    found = IndexMeasure(tmp_path).statistics()
    assert found is not None
    assert (found.segments, found.smallest, found.largest, found.passages, found.merges) == (3, 1, 1, 3, 0)
    assert (found.generation, found.encoder, found.model) == (3, ENCODER.id, None)


def test_parts_are_the_arrays_and_the_rest_is_what_is_left(tmp_path: Path) -> None:
    grow(tmp_path, "a", "b")
    found = IndexMeasure(tmp_path).statistics()
    assert found is not None
    folders = list(segments_folder(tmp_path).iterdir())
    words = [open_segment(folder).words for folder in folders]
    assert tuple(found.bytes) == PARTS
    assert found.bytes["vectors"] == sum((folder / "vectors.faiss").stat().st_size for folder in folders)
    assert found.bytes["words"] == sum(getattr(one, name).nbytes for one in words for name in type(one).__slots__)
    assert sum(found.bytes.values()) == sum(file.stat().st_size for folder in folders for file in folder.iterdir())


def test_a_segment_is_looked_at_once(tmp_path: Path) -> None:
    grow(tmp_path, "a")
    measure = IndexMeasure(tmp_path)
    before = measure.statistics()
    (folder,) = segments_folder(tmp_path).iterdir()
    shutil.rmtree(folder)
    assert measure.statistics() == before
    with pytest.raises(IndexMismatch, match="pincite verify --repair"):
        IndexMeasure(tmp_path).statistics()


def test_documents_are_pending_until_they_are_published(tmp_path: Path) -> None:
    measure = IndexMeasure(tmp_path)
    assert measure.pending() == 0
    with Library(tmp_path, write=True) as library:
        put(library, "a", "Bees make honey.")
        put(library, "b", "Bears eat honey.")
        publisher = Publisher(tmp_path, ENCODER)
        publisher.embed(library, ["a", "b"])
        (tmp_path / "index" / "pending" / ".building-c").mkdir()
        assert measure.pending() == 2
        publisher.publish(library)
    assert measure.pending() == 0


def test_small_segments_beyond_those_that_stay_are_to_be_merged() -> None:
    small, large = LARGEST // 2 - 1, LARGEST // 2
    assert too_many([small] * MOST_SMALL + [large] * 3) == 0
    assert too_many([small] * (MOST_SMALL + 2) + [large] * 3) == 2
