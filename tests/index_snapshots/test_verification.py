"""A damaged index is noticed and mended; what is whole of it stays."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from test_publication import results, segments_of, texts_read
from word_library import ENCODER, bears_and_bees, put

from pincite.index.errors import IndexMismatch
from pincite.index.snapshots.manifest import segments_folder
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.index.snapshots.verification import damaged_segments, snapshot_problems
from pincite.ingest.library.store import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return bears_and_bees(tmp_path / "data")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("manifests/*.json", cut),
        ("CURRENT", cut),
        ("segments/*/arrays.json", cut),
        ("segments/*/arrays.bin", cut),
        ("segments/*/arrays.bin", Path.unlink),
        ("segments/*/vectors.faiss", cut),
    ],
)
def test_a_damaged_index_is_noticed_and_mended(library: Library, name: str, damage: Callable[[Path], None]) -> None:
    before = results(library.data)
    (path,) = (library.data / "index").glob(name)
    damage(path)
    with pytest.raises(IndexMismatch, match="verify --repair"):
        open_snapshot(library.data)
    assert snapshot_problems(library.data, library.keys())
    build_snapshot(library, ENCODER)
    assert snapshot_problems(library.data, library.keys()) == []
    assert results(library.data) == before


def test_only_the_documents_of_a_damaged_segment_are_embedded_again(library: Library) -> None:
    before = segments_of(library.data)
    put(library, "cars2020", "Electric cars need batteries.")
    build_snapshot(library, ENCODER)
    (new,) = segments_of(library.data) - before
    shutil.rmtree(segments_folder(library.data) / new)
    read = texts_read(library)
    assert any("cars" in text for text in read)
    assert not any("bees" in text for text in read)
    assert snapshot_problems(library.data, library.keys()) == []


def test_problems_name_documents_that_are_not_indexed(library: Library) -> None:
    put(library, "new2024", "Something new.")
    library.remove("bees2010")
    problems = snapshot_problems(library.data, library.keys())
    assert [problem.split(": ", 1)[1] for problem in problems] == [
        "document bees2010 is not in the library",
        "document new2024 is not in the snapshot as the library has it",
    ]


def test_a_flipped_bit_is_found_and_its_segment_made_again(library: Library) -> None:
    put(library, "cars2020", "Electric cars need batteries.")
    build_snapshot(library, ENCODER)
    before, name = results(library.data), min(segments_of(library.data))
    path = segments_folder(library.data) / name / "arrays.bin"
    content = bytearray(path.read_bytes())
    content[-80] ^= 1
    path.write_bytes(content)
    assert damaged_segments(library.data) == {name}
    build_snapshot(library, ENCODER, damaged=[name])
    assert snapshot_problems(library.data, library.keys()) == []
    assert results(library.data) == before
