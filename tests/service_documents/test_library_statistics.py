"""How large a library is, and how far its index has followed."""

from pathlib import Path

import pytest
from word_library import ENCODER, put

from pincite.index.snapshots.publication import Publisher, build_snapshot
from pincite.ingest.errors import LibraryError
from pincite.ingest.library.store import Library
from pincite.service.documents.library_statistics import library_statistics


def test_what_waits_and_what_is_embedded_is_counted(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        for name in ("a", "b"):
            put(library, name, "Bees make honey.")
        build_snapshot(library, ENCODER)
        for name in ("b", "c", "d"):
            put(library, name, "Bears eat honey.")
        library.remove("a")
        Publisher(tmp_path, ENCODER).embed(library, ["b"])
        waiting = library.waiting()
    found = library_statistics(tmp_path)
    assert (found.counts.documents, found.counts.passages, found.counts.waiting) == (3, 3, len(waiting))
    assert (set(waiting), found.pending) == ({"a", "b", "c", "d"}, 1)
    assert found.counts.languages == {"en": 3}
    assert found.index is not None
    assert (found.index.segments, found.index.passages) == (1, 2)


def test_bytes_are_those_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "encoders" / "words").mkdir(parents=True)
    (tmp_path / "encoders" / "words" / "model.onnx").write_bytes(bytes(1000))
    with Library(tmp_path, write=True) as library:
        put(library, "a", "Bees make honey.")
        before = library_statistics(tmp_path)
        build_snapshot(library, ENCODER)
    assert (before.index, list(before.bytes)) == (None, ["library.db", "files", "encoders"])
    found = library_statistics(tmp_path)
    assert found.bytes["files"] == len("Bees make honey.")
    assert found.bytes["encoders"] == 1000
    assert found.bytes["library.db"] >= (tmp_path / "library.db").stat().st_size > 0
    assert found.bytes["vectors"] >= 2 * ENCODER.dimension  # sixteen bits a number


def test_there_must_be_a_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError):
        library_statistics(tmp_path / "nowhere")
