import contextlib
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from small_documents import document_of, file_of, fill, unit
from version_01 import keep_vectors

from pincite.ingest.errors import (
    LibraryError,
)
from pincite.ingest.library.store import Library

SHIFTED = np.array([[1, 300, 1, 0]], dtype="<i4").tobytes()


HALF = np.array([[0, 5, 1]], dtype="<i4").tobytes()


NOWHERE = np.array([[0, len(document_of("a").text), 9, 0]], dtype="<i4").tobytes()


@pytest.mark.parametrize(
    ("damage", "values", "finding"),
    [
        ("UPDATE pages SET number = 3 WHERE number = 2", (), "its pages are not numbered"),
        ("UPDATE pages SET basis = 'guess'", (), "document a: what library.db holds of it is damaged"),
        ("UPDATE documents SET spans = ?", (SHIFTED,), "its page spans do not cover"),
        ("UPDATE documents SET spans = x''", (), "its page spans do not cover"),
        ("UPDATE documents SET spans = x'00'", (), "damaged"),
        ("UPDATE documents SET spans = ?", (NOWHERE,), "names page 9, which it has not"),
        ("UPDATE documents SET origins = ?", (HALF,), "its origins do not cover"),
        ("UPDATE documents SET source = ''", (), "lies outside its source"),
        ("UPDATE documents SET text = text || 'x'", (), "its text has"),
        ("UPDATE documents SET record = '{'", (), "damaged"),
        ("UPDATE passages SET text = 'other' WHERE ordinal = 1", (), "passage a:0001-1 is not its characters"),
        ("UPDATE passages SET section = '7'", (), "damaged"),
        ("UPDATE passages SET ordinal = 9 WHERE ordinal = 1", (), "its passages are not numbered"),
        ("DELETE FROM passages WHERE ordinal = 0", (), "a row of passage_vectors belongs to no row of passages"),
        ("UPDATE embeddings SET vector = ?", ((2 * unit(1, 1)).tobytes(),), "embedding h of e: its length is not 1"),
        ("UPDATE embeddings SET vector = x'0000'", (), "its length is not 1"),
        ("DELETE FROM passage_vectors", (), "no passage uses it"),
        ("DELETE FROM documents", (), "a row of passages belongs to no row of documents"),
    ],
)
def test_problems_finds_damaged_rows(tmp_path: Path, damage: str, values: tuple[object, ...], finding: str) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        keep_vectors(tmp_path, "e", {"h": unit(1, 1)}, uses=[("a:0000-1", "h")])
        assert library.problems() == []
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as database, database:
        database.execute(damage, values)
    with Library(tmp_path) as library:
        assert [problem for problem in library.problems() if finding in problem] != []


def test_problems_finds_altered_and_missing_originals(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path) as library:
        original = library.original("a")
        original.write_bytes(b"altered")
        assert library.problems() == [f"document a: its original {original} was altered"]
        original.unlink()
        assert library.problems() == [f"document a: its original {original} cannot be read: No such file or directory"]
        with pytest.raises(LibraryError, match="pincite remove a"):
            library.original("a")


def test_problems_finds_damage_on_the_disk(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        library.add(document_of("a", passages=1000), file_of("a"))
    path = tmp_path / "library.db"
    content = bytearray(path.read_bytes())
    content[8192:-4096] = bytes(len(content) - 8192 - 4096)
    path.write_bytes(content)
    with Library(tmp_path) as library:
        assert library.problems() != []


def test_a_damaged_document_can_be_removed_and_added_again(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as database, database:
        database.execute("UPDATE documents SET origins = x'00'")
    with Library(tmp_path, write=True) as library:
        with pytest.raises(LibraryError, match="run `pincite remove a` and add its file again"):
            library.document("a")
        library.remove("a")
        library.add(document_of("a"), file_of("a"))
        assert library.problems() == []
