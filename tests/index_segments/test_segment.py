"""A segment that is written and opened again is the same, and damage is noticed."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_documents import document_of
from written_segments import assert_equal, contents_of, files_of, several_documents, written

from pincite.index.errors import IndexMismatch
from pincite.index.segments.joining import join_segments
from pincite.index.segments.segment import DocumentColumns, Segment, SegmentContents, open_segment, write_segment
from pincite.ingest.document import Document

FILES = ("arrays.bin", "arrays.json", "vectors.faiss")
BY_ID = sorted(several_documents(), key=lambda document: document.id)


def joined(folder: Path) -> SegmentContents:
    return join_segments([written(folder / document.id, contents_of(document)) for document in BY_ID])


def assert_damaged(segment: Segment) -> None:
    with pytest.raises(IndexMismatch, match=f"^{re.escape(str(segment.folder))}.*; run: pincite verify --repair$"):
        open_segment(segment.folder)


@pytest.mark.parametrize("document", several_documents(), ids=lambda document: document.id)
def test_write_then_open_is_equal(tmp_path: Path, document: Document) -> None:
    contents = contents_of(document)
    segment = written(tmp_path / "segment", contents)
    assert len(segment) == len(document.passages)
    assert_equal(segment.contents, contents)
    assert sorted(files_of(segment.folder)) == sorted(FILES)


def test_rows_are_those_of_whole_documents_one_after_the_other(tmp_path: Path) -> None:
    segment = written(tmp_path / "segment", joined(tmp_path))
    counts = [len(document.passages) for document in BY_ID]
    assert list(segment.documents.passages) == counts
    assert list(segment.documents.languages) == [document.record.language for document in BY_ID]
    assert list(segment.documents.keys) == [document.key for document in BY_ID]
    assert segment.starts.tolist() == [sum(counts[:number]) for number in range(len(counts) + 1)]
    assert segment.document_of.tolist() == [number for number, count in enumerate(counts) for _ in range(count)]
    passages = [(passage, document) for document in BY_ID for passage in document.passages]
    for row, (passage, document) in enumerate(passages):
        assert segment.rows.place(row) == (passage.id, document.pages_of(passage.start, passage.end))


def test_a_document_is_found_by_its_id() -> None:
    columns = DocumentColumns(ids=["a", "a-b", "c"], keys=[*"123"], languages=["en"] * 3, passages=[1, 0, 2])
    assert len(columns) == 3
    assert [columns.number(name) for name in ("a", "a-b", "c")] == [0, 1, 2]
    assert [columns.number(name) for name in ("", "a-", "b", "d")] == [None] * 4


def test_the_same_contents_give_the_same_files(tmp_path: Path) -> None:
    contents = contents_of(document_of("alpha"))
    assert files_of(written(tmp_path / "one", contents).folder) == files_of(written(tmp_path / "two", contents).folder)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_cut_off_or_of_another_segment_is_noticed(tmp_path: Path, name: str) -> None:
    segment = written(tmp_path / "segment", contents_of(document_of("alpha")))
    other = written(tmp_path / "other", contents_of(document_of("beta", passages=9)))
    path = segment.folder / name
    whole = path.read_bytes()
    for damaged in (b"", whole[: len(whole) // 2], whole[:-2], (other.folder / name).read_bytes()):
        path.unlink()
        path.write_bytes(damaged)
        assert_damaged(segment)
    path.unlink()
    assert_damaged(segment)


def test_vectors_of_another_segment_do_not_fit(tmp_path: Path) -> None:
    segment = written(tmp_path / "segment", contents_of(document_of("alpha")))
    other = written(tmp_path / "other", contents_of(document_of("beta", passages=9)))
    (segment.folder / "vectors.faiss").unlink()
    (other.folder / "vectors.faiss").rename(segment.folder / "vectors.faiss")
    with pytest.raises(IndexMismatch, match="do not fit together"):
        open_segment(segment.folder)


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "no format": lambda notes: notes.pop("format"),
    "no documents": lambda notes: notes.pop("documents"),
    "no ids": lambda notes: notes["documents"].pop("ids"),
    "something else": lambda notes: notes["documents"].update(pages=[1]),
    "too many ids": lambda notes: notes["documents"].update(ids=["alpha", "beta"]),
    "no number": lambda notes: notes["documents"].update(passages=["four"]),
    "negative": lambda notes: notes["documents"].update(passages=[-4]),
    "other number": lambda notes: notes["documents"].update(passages=[3]),
    "documents as text": lambda notes: notes.update(documents="alpha"),
    "no kinds": lambda notes: notes["arrays"].pop("row.kinds"),
    "fewer kinds": lambda notes: notes["arrays"]["row.kinds"].update(shape=[3]),
    "fewer lengths": lambda notes: notes["arrays"]["term.lengths"].update(shape=[3]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_notes_that_do_not_fit_are_noticed(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    segment = written(tmp_path / "segment", contents_of(document_of("alpha")))
    path = segment.folder / "arrays.json"
    notes = json.loads(path.read_text(encoding="utf-8"))
    change(notes)
    path.write_text(json.dumps(notes), encoding="utf-8")
    assert_damaged(segment)


def test_a_segment_of_another_version_is_named(tmp_path: Path) -> None:
    segment = written(tmp_path / "segment", contents_of(document_of("alpha")))
    path = segment.folder / "arrays.json"
    notes = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**notes, "format": notes["format"] + 1}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="was written by another version of pincite; run: pincite verify --repair"):
        open_segment(segment.folder)


def test_an_open_segment_can_still_be_read_when_its_files_are_gone(tmp_path: Path) -> None:
    contents = contents_of(document_of("alpha"))
    segment = written(tmp_path / "segment", contents)
    for name in FILES:
        (segment.folder / name).unlink()
    assert_equal(segment.contents, contents)


READ_AFTER_CLOSING = """
import gc, sys
from pathlib import Path
from pincite.index.segments.segment import open_segment
contents = open_segment(Path(sys.argv[1])).contents
gc.collect()
print(contents.vectors.shape, abs(contents.vectors).sum() > 0)
"""


def test_contents_outlive_the_segment_they_are_of(tmp_path: Path) -> None:
    # In a process of its own: reading memory that is gone would end this one.
    (tmp_path / "segment").mkdir()
    write_segment(tmp_path / "segment", contents_of(document_of("alpha")))
    command = [sys.executable, "-c", READ_AFTER_CLOSING, str(tmp_path / "segment")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "(4, 64) True\n"), ran.stderr
