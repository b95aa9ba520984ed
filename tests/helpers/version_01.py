"""Vectors in a library as version 0.1 kept them."""

import contextlib
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def keep_vectors(
    data: Path, encoder: str, vectors: Mapping[str, NDArray[Any]], *, uses: Iterable[tuple[str, str]]
) -> None:
    """Stores vectors by hash for the passages that use them, pairs of an id and a hash."""
    kept_as = np.dtype("u1" if encoder.endswith("+words") else "<f4")
    with contextlib.closing(sqlite3.connect(data / "library.db", timeout=30)) as database, database:
        database.executemany("INSERT OR IGNORE INTO passage_vectors VALUES (?, ?)", uses)
        database.executemany(
            "INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)",
            ((encoder, key, np.asarray(vector, dtype=kept_as).tobytes()) for key, vector in vectors.items()),
        )


def as_version_01_left_it(data: Path) -> None:
    """Turns a library back into the tables of version 0.1."""
    with contextlib.closing(sqlite3.connect(data / "library.db", timeout=30)) as database, database:
        database.executescript(
            "DROP TABLE waiting; DROP TABLE readings; DROP TABLE document_authors; DROP TABLE former_passages;"
            "DROP INDEX documents_by_path;"
            "DROP INDEX documents_by_year; DROP INDEX documents_by_language;"
            "ALTER TABLE documents DROP COLUMN year; ALTER TABLE documents DROP COLUMN language;"
            "PRAGMA user_version = 4"
        )
