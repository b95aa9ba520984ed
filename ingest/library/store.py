"""The library: every document with its pages and passages, and its original file.

    <data>/library.db       SQLite in WAL mode, the source of truth (tables in `ingest/library/schema.py`)
    <data>/files/<sha256>   the original files
    <data>/incoming/        an empty file for each of them whose rows are being written or deleted
    <data>/write.lock       held by the one process that writes; its process id stands in it

A document is in whole or not at all: its rows are one transaction, and its file is in place before they are
committed. What a killed process leaves is at most a file that no row names; it is noted in `incoming/`, and the next
writer removes it.
"""

import contextlib
import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from pincite.ingest.document import Document
from pincite.ingest.errors import DocumentNotFound, LibraryError
from pincite.ingest.library.database import Database, sync_folder
from pincite.ingest.library.document_rows import (
    delete_document,
    delete_orphans,
    forget_former_passages,
    insert_document,
    note_former_passages,
    note_waiting,
)
from pincite.ingest.library.invariants import document_problems
from pincite.ingest.library.reader import DocumentSummary, LibraryReader
from pincite.ingest.library.readings import Reading, note_reading
from pincite.ingest.library.schema import table_problems

__all__ = ["DocumentSummary", "Library"]


class Library(LibraryReader):
    """The documents in one data directory; several threads may use one object. A context manager.

    With `write` the directory is created where it is missing and this process is its only writer until
    `close`; without, nothing is ever changed. Any number of processes may read while one writes.

    Raises LibraryLocked, LibraryUnwritable, LibraryVersion, or LibraryError when there is no library; every
    method raises LibraryUnwritable or LibraryError when the disk fails under it.
    """

    def __init__(self, data: Path, *, write: bool = False) -> None:
        super().__init__(data, Database(data, write=write))
        self._incoming = data / "incoming"
        # A file and the rows that name it change together: otherwise one thread could remove, as unused, a file
        # that another has put in place for the rows it is about to write.
        self._change = threading.Lock()
        if not write:
            return
        try:
            with self._database.fence():
                self._files.mkdir(exist_ok=True)
                self._sweep_unsettled()
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
                note_reading(connection, document)
                return "unchanged"
            touched.update([row[1]] if row else [])
            self._note(touched)
            self._store_file(document.sha256, file)
            _replace(connection, document)
            return "replaced" if row else "added"

    def exchange(self, document: Document, *, key: str) -> bool:
        """Stores the document in place of the one that had this id and `key` and was made from the same original.

        False, and nothing is done, where that one has been changed or removed. On return it survives a power failure.
        """
        with self._database.writing() as connection:
            row = connection.execute("SELECT key, sha256 FROM documents WHERE id = ?", (document.id,)).fetchone()
            if row != (key, document.sha256):
                return False
            _replace(connection, document)
            return True

    def note_reading(self, reading: Reading) -> None:
        """Notes the rules and the page map of a document, unless it has changed or gone meanwhile."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT key FROM documents WHERE id = ?", (reading.id,)).fetchone()
            if row == (reading.key,):
                note_reading(connection, reading)

    def remove(self, document_id: str) -> None:
        """Removes the document and its original file.

        No read that begins after the return finds any of them. Raises DocumentNotFound.
        """
        touched: set[str] = set()
        with self._writing(touched) as connection:
            row = connection.execute("SELECT sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
            if row is None:
                raise self._no_document(document_id)
            touched.add(row[0])
            self._note(touched)
            delete_orphans(connection, delete_document(connection, document_id))
            forget_former_passages(connection, document_id)
            note_waiting(connection, document_id, None)
        # secure_delete overwrote it in the database, but the log may still hold copies of its pages. It is removed
        # all the same, so that a log which cannot be emptied just now is no failure.
        with contextlib.suppress(LibraryError):
            self._database.empty_log()

    def followed(self, documents: Iterable[tuple[str, str | None]]) -> None:
        """Notes that the index has followed these changes: pairs of an id, and the key or None for a removed document.

        Documents that have changed again since stay among `waiting`.
        """
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM waiting WHERE document_id = ? AND key IS ?", documents)

    def forget_vectors(self) -> None:
        """Deletes the vectors that version 0.1 kept here, and gives their space back to the disk."""
        with self._database.writing() as connection:
            if not connection.execute("SELECT 1 FROM embeddings LIMIT 1").fetchone():
                return
            connection.execute("DELETE FROM passage_vectors")
            connection.execute("DELETE FROM embeddings")
        self._database.shrink()

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

    def _sweep_unsettled(self) -> None:
        """Removes the files that a killed process has put in place for rows that it did not write."""
        if self._incoming.is_dir():
            names = [path.name for path in self._incoming.iterdir()]
        else:  # a new library, or one of version 0.1, which did not note them
            names = [path.name for path in self._files.iterdir()]
            self._incoming.mkdir()
        self._sweep(names)

    @contextlib.contextmanager
    def _writing(self, files: Iterable[str]) -> Iterator[sqlite3.Connection]:
        """A transaction after which those of the `files` that no row names are removed, whether it worked or not."""
        with self._change:
            try:
                with self._database.writing() as connection:
                    yield connection
            finally:
                self._sweep(files)

    def _note(self, files: Iterable[str]) -> None:
        """Notes files that may be left without rows if this process is killed."""
        for name in files:
            (self._incoming / name).touch()
        sync_folder(self._incoming)

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
        wanted = list(names)
        if not wanted:
            return
        with self._database.writing() as connection:
            for name in wanted:
                if not connection.execute("SELECT 1 FROM documents WHERE sha256 = ?", (name,)).fetchone():
                    (self._files / name).unlink(missing_ok=True)
                (self._files / f"{name}.new").unlink(missing_ok=True)
        for name in wanted:
            (self._incoming / name).unlink(missing_ok=True)


def _replace(connection: sqlite3.Connection, document: Document) -> None:
    """Writes the rows of a document in place of those that there are of its id; inside the caller's transaction."""
    note_former_passages(connection, document)
    hashes = delete_document(connection, document.id)
    insert_document(connection, document)
    note_reading(connection, document)
    delete_orphans(connection, hashes)
    note_waiting(connection, document.id, document.key)
