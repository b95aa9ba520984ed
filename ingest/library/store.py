"""The library: every document with its pages and passages, its original file and its embeddings.

    <data>/library.db       SQLite in WAL mode, the source of truth (tables in `ingest/library/schema.py`)
    <data>/files/<sha256>   the original files
    <data>/write.lock       held by the one process that writes; its process id stands in it

A document is in whole or not at all: its rows are one transaction, and its file is in place before they are
committed. What a killed process leaves is at most a file that no row names; the next writer removes it.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.document import Document, Passage
from pincite.ingest.errors import DocumentNotFound, LibraryError, PassageNotFound
from pincite.ingest.library.database import Database, sync_folder
from pincite.ingest.library.invariants import document_problems
from pincite.ingest.library.schema import (
    WORDS,
    delete_document,
    delete_orphans,
    insert_document,
    read_document,
    read_passage,
    record_from_json,
    table_problems,
)
from pincite.ingest.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSummary:
    """A document without its text: `pages`, `passages` and `characters` are counts."""

    id: str
    key: str
    record: Record
    sha256: str
    media_type: str
    file_name: str
    path: str
    pages: int
    passages: int
    characters: int


class Library:
    """The documents in one data directory; several threads may use one object. A context manager.

    With `write` the directory is created where it is missing and this process is its only writer until
    `close`; without, nothing is ever changed. Any number of processes may read while one writes.

    Raises LibraryLocked, LibraryUnwritable, LibraryVersion, or LibraryError when there is no library; every
    method raises LibraryUnwritable or LibraryError when the disk fails under it.
    """

    def __init__(self, data: Path, *, write: bool = False) -> None:
        self.data = data
        self._files = data / "files"
        self._database = Database(data, write=write)
        # A file and the rows that name it change together: otherwise one thread could remove, as unused, a file
        # that another has put in place for the rows it is about to write.
        self._change = threading.Lock()
        if not write:
            return
        try:
            with self._database.fence():
                self._files.mkdir(exist_ok=True)
                self._sweep([path.name for path in self._files.iterdir()])
        except BaseException:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the lock for the next writer. A second call does nothing."""
        self._database.close()

    def add(self, document: Document, file: bytes) -> Literal["added", "unchanged", "replaced"]:
        """Stores the document and its original file, in place of the one with this id if there is one.

        On return it survives a power failure; when an error is raised the library is as it was.
        """
        if hashlib.sha256(file).hexdigest() != document.sha256:
            raise LibraryError(
                f"document {document.id}: it was not made from the {len(file)} bytes given; read it again"
            )
        touched = {document.sha256}
        with self._writing(touched) as connection:
            row = connection.execute("SELECT key, sha256 FROM documents WHERE id = ?", (document.id,)).fetchone()
            if row and row[0] == document.key:
                return "unchanged"
            self._store_file(document.sha256, file)
            hashes = delete_document(connection, document.id)
            insert_document(connection, document)
            delete_orphans(connection, hashes)
            if row:
                touched.add(row[1])
            return "replaced" if row else "added"

    def remove(self, document_id: str) -> None:
        """Removes the document, its original file, and the embeddings no other document shares.

        No read that begins after the return finds any of them. Raises DocumentNotFound.
        """
        touched: set[str] = set()
        with self._writing(touched) as connection:
            row = connection.execute("SELECT sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
            if row is None:
                raise self._no_document(document_id)
            touched.add(row[0])
            delete_orphans(connection, delete_document(connection, document_id))
        # secure_delete overwrote it in the database, but the log may still hold copies of its pages. It is removed
        # all the same, so that a log which cannot be emptied just now is no failure.
        with contextlib.suppress(LibraryError):
            self._database.empty_log()

    def keys(self) -> dict[str, str]:
        """The key of each document by its id."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT id, key FROM documents ORDER BY id").fetchall())

    def version(self) -> int:
        """A number that is another one after every change by anybody, in any process; takes microseconds."""
        return self._database.version()

    def summaries(self, document_id: str | None = None) -> list[DocumentSummary]:
        """All documents, ordered by id, or only the one. Raises DocumentNotFound."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, key, record, sha256, media_type, file_name, path,"
                " (SELECT count(*) FROM pages WHERE document_id = documents.id),"
                " (SELECT count(*) FROM passages WHERE document_id = documents.id), characters"
                " FROM documents WHERE ?1 IS NULL OR id = ?1 ORDER BY id",
                (document_id,),
            ).fetchall()
        if document_id is not None and not rows:
            raise self._no_document(document_id)
        names = [field.name for field in fields(DocumentSummary)]
        return [
            DocumentSummary(**{**dict(zip(names, row, strict=True)), "record": record_from_json(row[2], row[0])})
            for row in rows
        ]

    def document(self, document_id: str) -> Document:
        """The whole document, equal to the one that was added. Raises DocumentNotFound."""
        with self._database.reading() as connection:
            document = read_document(connection, document_id)
        if document is None:
            raise self._no_document(document_id)
        return document

    def passage(self, passage_id: str) -> Passage:
        """Raises PassageNotFound."""
        with self._database.reading() as connection:
            passage = read_passage(connection, passage_id)
        if passage is None:
            raise PassageNotFound(
                f"{self.data}: no passage {passage_id!r}: its document may have been replaced or removed; search again"
            )
        return passage

    def original(self, document_id: str) -> Path:
        """The path of the file the document was made from, as it was given. Raises DocumentNotFound."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
            if row is None:
                raise self._no_document(document_id)
            path = self._files / str(row[0])
            if not path.is_file():
                raise LibraryError(
                    f"{path}: the original of {document_id} is missing: run `pincite remove {document_id}` "
                    "and add its file again"
                )
            return path

    def vectors(self, encoder: str, hashes: Sequence[str]) -> dict[str, NDArray[Any]]:
        """The stored embeddings, float32[d] by hash of the embedded text; a hash that has none is left out.

        Where the encoder's name ends in WORDS they are uint8[n], those of a text's words one after the other.
        """
        kept_as = np.dtype("u1" if encoder.endswith(WORDS) else "<f4")
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT hash, vector FROM embeddings WHERE encoder = ? AND hash IN (SELECT value FROM json_each(?))",
                (encoder, json.dumps(list(hashes))),
            )
            return {text_hash: np.frombuffer(vector, dtype=kept_as) for text_hash, vector in rows}

    def save_vectors(
        self, encoder: str, vectors: Mapping[str, NDArray[Any]], *, uses: Iterable[tuple[str, str]]
    ) -> None:
        """Stores embeddings as `vectors` gives them, by hash of the embedded text, for the passages that use them.

        `uses` are pairs of a passage id and a hash: a passage uses its own embedding and those of its sentences.
        Name also those that were stored already, for an embedding is deleted with the last passage that uses it.
        What is meant only for passages that were removed in the meantime is not stored.
        """
        kept_as = np.dtype("u1" if encoder.endswith(WORDS) else "<f4")
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO passage_vectors (passage_id, hash) SELECT id, ? FROM passages WHERE id = ?",
                ((text_hash, passage_id) for passage_id, text_hash in uses),
            )
            connection.executemany(
                "INSERT OR REPLACE INTO embeddings (encoder, hash, vector) SELECT ?1, ?2, ?3"
                " WHERE EXISTS (SELECT 1 FROM passage_vectors WHERE hash = ?2)",
                (
                    (encoder, text_hash, np.asarray(vector, dtype=kept_as).tobytes())
                    for text_hash, vector in vectors.items()
                ),
            )

    def problems(self) -> list[str]:
        """Every invariant that does not hold, in words; empty for a sound library. Reads everything."""
        try:
            with self._database.reading() as connection:
                problems = table_problems(connection)
                characters = dict(connection.execute("SELECT id, characters FROM documents ORDER BY id").fetchall())
        except LibraryError as error:
            return [str(error)]
        for document_id, length in characters.items():
            try:
                document = self.document(document_id)
            except DocumentNotFound:
                continue
            except LibraryError as error:
                problems.append(str(error))
                continue
            found = document_problems(document) + self._original_problems(document)
            if len(document.text) != length:
                found.append(f"its text has {len(document.text)} characters, not {length}")
            # Another process may have removed or replaced it in the meantime.
            if found and self.keys().get(document_id) == document.key:
                problems += [f"document {document_id}: {problem}" for problem in found]
        return problems

    def _original_problems(self, document: Document) -> list[str]:
        path = self._files / document.sha256
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            return [f"its original {path} cannot be read: {error.strerror}"]
        return [] if digest == document.sha256 else [f"its original {path} was altered"]

    def _no_document(self, document_id: str) -> DocumentNotFound:
        return DocumentNotFound(f"{self.data}: no document {document_id!r}: `pincite list` shows those there are")

    @contextlib.contextmanager
    def _writing(self, files: Iterable[str]) -> Iterator[sqlite3.Connection]:
        """A transaction after which those of the `files` that no row names are removed, whether it worked or not."""
        with self._change:
            try:
                with self._database.writing() as connection:
                    yield connection
            finally:
                self._sweep(files)

    def _store_file(self, name: str, content: bytes) -> None:
        aside = self._files / f"{name}.new"
        try:
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._files / name)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        sync_folder(self._files)

    def _sweep(self, names: Iterable[str]) -> None:
        with self._database.writing() as connection:
            for name in names:
                if not connection.execute("SELECT 1 FROM documents WHERE sha256 = ?", (name,)).fetchone():
                    (self._files / name).unlink(missing_ok=True)
