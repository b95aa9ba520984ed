"""Looking things up in a library. Each look-up costs what it finds, however large the library is, except `keys`."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.document import Document, Passage
from pincite.ingest.errors import DocumentNotFound, LibraryError, PassageNotFound
from pincite.ingest.library.database import Database
from pincite.ingest.library.document_rows import (
    read_document,
    read_former_passage,
    read_passages,
    record_from_json,
)
from pincite.ingest.library.readings import Reading, count_read_otherwise, has_table, kept_reading, read_otherwise
from pincite.ingest.library.schema import WORDS
from pincite.ingest.moved_passages import passages_over
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCounts:
    """How much is in a library. waiting: documents that have changed since the index last followed them.

    languages: documents by language.
    """

    documents: int
    passages: int
    waiting: int
    languages: Mapping[str, int]


class LibraryReader:
    """What can be read of a library; see Library for the errors."""

    def __init__(self, data: Path, database: Database) -> None:
        self.data = data
        self._files = data / "files"
        self._database = database

    def keys(self) -> dict[str, str]:
        """The key of each document by its id."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT id, key FROM documents ORDER BY id").fetchall())

    def keys_of(self, identifiers: Sequence[str]) -> dict[str, str]:
        """The keys of those of these documents that are in the library."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, key FROM documents WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(identifiers)),),
            )
            return dict(rows.fetchall())

    def count(self) -> int:
        """The number of documents."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def counts(self) -> LibraryCounts:
        """How much there is."""
        with self._database.reading() as connection:
            documents, passages, waiting = connection.execute(
                "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages),"
                " (SELECT count(*) FROM waiting)"
            ).fetchone()
            languages = connection.execute(
                "SELECT language, count(*) FROM documents GROUP BY language ORDER BY language"
            ).fetchall()
        return LibraryCounts(documents=documents, passages=passages, waiting=waiting, languages=dict(languages))

    def count_waiting(self) -> int:
        """The number of documents that have changed since the index last followed; see waiting. Of version 0.1, all."""
        with self._database.reading() as connection:
            table = "waiting" if has_table(connection, "waiting") else "documents"
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def passages_in(self, identifiers: Sequence[str]) -> int:
        """How many passages these documents have together."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT count(*) FROM passages WHERE document_id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(identifiers)),),
            ).fetchone()
        return int(row[0])

    def waiting(self) -> dict[str, str | None]:
        """The documents that have changed since the index last followed: their keys by id, None for a removed one."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT document_id, key FROM waiting ORDER BY document_id").fetchall())

    def record(self, document_id: str) -> Record:
        """The record of a document. Raises DocumentNotFound."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT record FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise self._no_document(document_id)
        return record_from_json(row[0], document_id)

    def reading(self, document_id: str) -> Reading:
        """What a document was read from, and how. Raises DocumentNotFound."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT key, sha256, file_name, path, record FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            if row is None:
                raise self._no_document(document_id)
            rules, page_map = kept_reading(connection, document_id)
        key, sha256, file_name, path, record = row
        return Reading(
            id=document_id,
            key=key,
            sha256=sha256,
            file_name=file_name,
            path=path,
            record=record_from_json(record, document_id),
            rules=rules,
            page_map=page_map,
        )

    def read_otherwise(self, rules: Collection[str]) -> list[str]:
        """The ids of the documents that were read by none of these rules, in order."""
        with self._database.reading() as connection:
            return read_otherwise(connection, rules)

    def count_read_otherwise(self, rules: Collection[str]) -> int:
        """How many they are."""
        with self._database.reading() as connection:
            return count_read_otherwise(connection, rules)

    def with_file(self, sha256: str) -> str | None:
        """The id of a document that was made from the file with this checksum, the first by id."""
        return self._first_id("sha256 = ?", sha256)

    def at_path(self, path: str) -> str | None:
        """The id of the document that was made from the file at this path."""
        return self._first_id("path = ? AND path <> ''", path)

    def selected(
        self,
        *,
        documents: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] = (None, None),
        languages: Sequence[str] = (),
    ) -> list[str]:
        """The ids of the documents for which every restriction holds, in order; an empty one restricts nothing.

        authors: as `record.folded` makes them. years: inclusive; a document without one is outside every range.
        """
        first, last = years
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM documents WHERE (?1 = '[]' OR id IN (SELECT value FROM json_each(?1)))"
                " AND (?2 = '[]' OR id IN (SELECT document_id FROM document_authors"
                "   WHERE form IN (SELECT value FROM json_each(?2))))"
                " AND (?3 IS NULL OR year >= ?3) AND (?4 IS NULL OR year <= ?4)"
                " AND (?5 = '[]' OR language IN (SELECT value FROM json_each(?5))) ORDER BY id",
                (*(json.dumps(list(one)) for one in (documents, authors)), first, last, json.dumps(list(languages))),
            )
            return [identifier for (identifier,) in rows]

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
        passage = self.passages([passage_id]).get(passage_id)
        if passage is None:
            raise PassageNotFound(
                f"{self.data}: no passage {passage_id!r}: its document may have been replaced or removed; search again"
            )
        return passage

    def passages(self, passage_ids: Sequence[str]) -> dict[str, Passage]:
        """Those of the passages that are there, by id, read at once."""
        with self._database.reading() as connection:
            return read_passages(connection, passage_ids)

    def passage_texts(self, identifiers: Iterable[str]) -> dict[str, dict[str, str]]:
        """Document id -> passage id -> text, for every passage of these documents. Raises DocumentNotFound."""
        return {name: {passage.id: passage.text for passage in self.document(name).passages} for name in identifiers}

    def present_passage(self, passage_id: str) -> Passage:
        """The passage; of one that a document had before it was replaced, the one that holds most of its place now.

        Raises PassageNotFound.
        """
        try:
            return self.passage(passage_id)
        except PassageNotFound:
            with self._database.reading() as connection:
                former = read_former_passage(connection, passage_id)
            if former is None:
                raise
            document_id, start, end = former
            found = passages_over(self.document(document_id), start, end)
            if not found:
                raise
            return found[0]

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

    def has_vectors(self) -> bool:
        """Whether there are vectors that version 0.1 kept here."""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM embeddings LIMIT 1").fetchone() is not None

    def vectors(self, encoder: str, hashes: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Embeddings that version 0.1 stored, float32[d] by hash of the embedded text; a hash without is left out.

        Where the encoder's name ends in WORDS they are uint8[n], those of a text's words one after the other.
        """
        kept_as = np.dtype("u1" if encoder.endswith(WORDS) else "<f4")
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT hash, vector FROM embeddings WHERE encoder = ? AND hash IN (SELECT value FROM json_each(?))",
                (encoder, json.dumps(list(hashes))),
            )
            return {text_hash: np.frombuffer(vector, dtype=kept_as) for text_hash, vector in rows}

    def _first_id(self, condition: str, value: str) -> str | None:
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT id FROM documents WHERE {condition} ORDER BY id LIMIT 1", (value,)
            ).fetchone()
        return None if row is None else str(row[0])

    def _no_document(self, document_id: str) -> DocumentNotFound:
        return DocumentNotFound(f"{self.data}: no document {document_id!r}: `pincite list` shows those there are")
