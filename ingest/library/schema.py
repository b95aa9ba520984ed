"""What `library.db` looks like inside: its tables, and a document as rows of them.

    documents 1 ── n pages
              1 ── n passages n ── n embeddings     (through passage_vectors, by the hash of the embedded text)
    jobs                                        (uploads and what became of them; see `ingest/library/job_ledger.py`)

Spans and origins are thousands of small numbers that are only ever read together: one blob of little-endian
int32 each, a row for each span (start, end, page, basis) and each origin (start, end, source).
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence

import numpy as np

from pincite.ingest.document import Document, Origin, Passage, Span
from pincite.ingest.errors import BadRecord, LibraryError, LibraryVersion
from pincite.ingest.library.row_values import (
    BASIS_NUMBER,
    BASIS_NUMBERED,
    blob_of,
    box_blobs,
    boxes_of,
    outline_json,
    outline_of,
    page_of,
    passage_of,
    rows_of,
)
from pincite.ingest.record import Record, read_record

APPLICATION_ID = int.from_bytes(b"pinc", "big")
SCHEMA_VERSION = 4
WORDS = "+words"  # at the end of an encoder's name: its rows hold vectors of words, a byte for each number
UNIT_TOLERANCE = 1e-3  # of the length of an embedding: the rounding of float32 and of any model stays far below

_JOBS = """CREATE TABLE jobs (
        id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, job TEXT NOT NULL) STRICT"""
# The statements that upgrade a library of this version to the next. Each only adds a table, so that a process which
# only reads documents need not wait for an upgrade.
_STEPS: Mapping[int, tuple[str, ...]] = {3: (_JOBS, "PRAGMA user_version = 4")}

# The wide columns come last: SQLite reads a row's overflow pages in order, so a listing never touches them.
# A link may point at nothing inside a transaction, not at its end: a replaced document gets most of its
# passages back under the same id, and their embeddings need not be computed again.
_TABLES = (
    """CREATE TABLE documents (
        id TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL, file_name TEXT NOT NULL, path TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        media_type TEXT NOT NULL, record TEXT NOT NULL, characters INTEGER NOT NULL,
        spans BLOB NOT NULL, origins BLOB NOT NULL, text TEXT NOT NULL, source TEXT NOT NULL,
        word_places BLOB, word_boxes BLOB, outline TEXT NOT NULL) STRICT""",
    "CREATE INDEX documents_by_file ON documents (sha256)",
    """CREATE TABLE pages (
        document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        number INTEGER NOT NULL, label TEXT, basis TEXT NOT NULL, width REAL, height REAL,
        reading TEXT NOT NULL, undecodable REAL NOT NULL, doubtful_order INTEGER NOT NULL,
        PRIMARY KEY (document_id, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE passages (
        id TEXT NOT NULL PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL, kind TEXT NOT NULL, section TEXT NOT NULL,
        "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, text TEXT NOT NULL,
        UNIQUE (document_id, ordinal)) STRICT""",
    """CREATE TABLE embeddings (
        encoder TEXT NOT NULL, hash TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (hash, encoder)) STRICT""",
    """CREATE TABLE passage_vectors (
        passage_id TEXT NOT NULL REFERENCES passages (id) DEFERRABLE INITIALLY DEFERRED, hash TEXT NOT NULL,
        PRIMARY KEY (passage_id, hash)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX passage_vectors_by_hash ON passage_vectors (hash)",
    _JOBS,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

_PAGE = "SELECT number, label, basis, width, height, reading, undecodable, doubtful_order FROM pages"
_PASSAGE = 'SELECT id, document_id, kind, section, text, "start", "end" FROM passages'


def connect(uri: str) -> sqlite3.Connection:
    """A connection in autocommit mode that any one thread at a time may use."""
    connection = sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def is_empty(connection: sqlite3.Connection, where: str) -> bool:
    """True when nothing was ever written to the database, False when it is a library this code can read.

    Raises LibraryVersion when it is something else; `where` names the file.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION_ID and (version == SCHEMA_VERSION or version in _STEPS):
        return False
    if application == APPLICATION_ID:
        step = (
            "install the newer pincite"
            if version > SCHEMA_VERSION
            else "move the data directory away and add the documents again with `pincite add FILE`"
        )
        raise LibraryVersion(
            f"{where}: the library has schema version {version}, this pincite reads {SCHEMA_VERSION}: {step}"
        )
    if application or version or connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
        raise LibraryVersion(
            f"{where}: this database belongs to another program (application id {application}): "
            "choose another data directory with --data"
        )
    return True


def create_tables(connection: sqlite3.Connection) -> None:
    """Makes an empty database a library; inside the caller's transaction."""
    for statement in _TABLES:
        connection.execute(statement)


def upgrade(connection: sqlite3.Connection) -> None:
    """Upgrades a library of an older version to this one; inside the caller's transaction."""
    while True:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in _STEPS:
            return
        for statement in _STEPS[version]:
            connection.execute(statement)


def has_jobs(connection: sqlite3.Connection) -> bool:
    """Whether there is a table of jobs: not yet in a library that an older version wrote."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'jobs'").fetchone() is not None


def insert_document(connection: sqlite3.Connection, document: Document) -> None:
    """Writes all rows of the document; inside the caller's transaction. Raises LibraryError."""
    record = json.dumps(document.record.csl, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if read_record(json.loads(record), where=document.id) != document.record:
        raise LibraryError(f"document {document.id}: its record says something else than its CSL-JSON; read it again")
    spans = ((span.start, span.end, span.page, BASIS_NUMBER[span.basis]) for span in document.spans)
    origins = ((origin.start, origin.end, origin.source) for origin in document.origins)
    try:
        connection.execute(
            "INSERT INTO documents (id, key, file_name, path, sha256, media_type, record, characters, spans, origins,"
            " text, source, word_places, word_boxes, outline)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document.id, document.key, document.file_name, document.path, document.sha256, document.media_type, record)
            + (len(document.text), blob_of(spans), blob_of(origins), document.text, document.source)
            + (*box_blobs(document.boxes), outline_json(document.outline)),
        )
        connection.executemany(
            "INSERT INTO pages (document_id, number, label, basis, width, height, reading, undecodable, doubtful_order)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (document.id, page.number, page.label, page.basis, page.width, page.height)
                + (page.reading, page.undecodable, page.doubtful_order)
                for page in document.pages
            ),
        )
        connection.executemany(
            'INSERT INTO passages (id, document_id, ordinal, kind, section, "start", "end", text)'
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (passage.id, document.id, ordinal, passage.kind, json.dumps(passage.section, ensure_ascii=False))
                + (passage.start, passage.end, passage.text)
                for ordinal, passage in enumerate(document.passages)
            ),
        )
    except UnicodeEncodeError as error:
        raise LibraryError(
            f"document {document.id}: its text or record has half a character (a lone surrogate, {error}): "
            "correct the file and add it again"
        ) from error


def read_document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    """The whole document, or None; inside the caller's transaction. Raises LibraryError when its rows are damaged."""
    row = connection.execute(
        "SELECT key, file_name, path, sha256, media_type, record, spans, origins, text, source, word_places,"
        " word_boxes, outline FROM documents WHERE id = ?",
        (document_id,),
    ).fetchone()
    if row is None:
        return None
    key, file_name, path, sha256, media_type, record, spans, origins, text, source, places, boxes, outline = row
    pages = connection.execute(f"{_PAGE} WHERE document_id = ? ORDER BY number", (document_id,))
    passages = connection.execute(f"{_PASSAGE} WHERE document_id = ? ORDER BY ordinal", (document_id,))
    try:
        return Document(
            id=document_id,
            key=key,
            file_name=file_name,
            path=path,
            record=record_from_json(record, document_id),
            sha256=sha256,
            media_type=media_type,
            source=source,
            text=text,
            origins=tuple(Origin(start=start, end=end, source=at) for start, end, at in rows_of(origins, 3)),
            pages=tuple(page_of(page) for page in pages),
            spans=tuple(
                Span(start=start, end=end, page=page, basis=BASIS_NUMBERED[basis])
                for start, end, page, basis in rows_of(spans, 4)
            ),
            passages=tuple(passage_of(passage) for passage in passages),
            boxes=boxes_of(places, boxes),
            outline=outline_of(outline),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(document_id, error) from error


def read_passage(connection: sqlite3.Connection, passage_id: str) -> Passage | None:
    """The passage, or None. Raises LibraryError when its row is damaged."""
    row = connection.execute(f"{_PASSAGE} WHERE id = ?", (passage_id,)).fetchone()
    try:
        return None if row is None else passage_of(row)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(row[1], error) from error


def record_from_json(text: str, document_id: str) -> Record:
    """The record in the stored JSON `text`. Raises LibraryError when it is damaged."""
    try:
        return read_record(json.loads(text), where=f"document {document_id}")
    except (ValueError, BadRecord) as error:
        raise damaged(document_id, error) from error


def damaged(document_id: str, error: Exception) -> LibraryError:
    """The error to raise for rows that cannot be read, with `error` as the reason."""
    return LibraryError(
        f"document {document_id}: what library.db holds of it is damaged ({type(error).__name__}: {error}): "
        f"run `pincite remove {document_id}` and add its file again"
    )


def delete_document(connection: sqlite3.Connection, document_id: str) -> list[str]:
    """Deletes the rows of the document, if there is one; inside the caller's transaction.

    Returns the hashes of its embeddings, for `delete_orphans` once its successor is in.
    """
    hashes = connection.execute(
        "SELECT DISTINCT hash FROM passage_vectors JOIN passages ON passages.id = passage_id WHERE document_id = ?",
        (document_id,),
    ).fetchall()
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
    return [text_hash for (text_hash,) in hashes]


def delete_orphans(connection: sqlite3.Connection, hashes: Sequence[str]) -> None:
    """Deletes those of the embeddings that no passage uses any more; inside the caller's transaction."""
    connection.executemany(
        "DELETE FROM passage_vectors WHERE hash = ? AND NOT EXISTS (SELECT 1 FROM passages WHERE id = passage_id)",
        ((text_hash,) for text_hash in hashes),
    )
    connection.executemany(
        "DELETE FROM embeddings WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM passage_vectors WHERE hash = ?1)",
        ((text_hash,) for text_hash in hashes),
    )


def table_problems(connection: sqlite3.Connection) -> list[str]:
    """What is wrong with the tables as a whole, in words; empty when they are sound."""
    problems = [f"library.db: {line}" for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok"]
    problems += [
        f"library.db: a row of {table} belongs to no row of {parent}"
        for table, _, parent, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    problems += [
        f"document {document_id}: its passages are not numbered 0, 1, 2 ..."
        for (document_id,) in connection.execute(
            "SELECT document_id FROM passages GROUP BY document_id"
            " HAVING min(ordinal) <> 0 OR max(ordinal) <> count(*) - 1 ORDER BY document_id"
        )
    ]
    for encoder, text_hash, vector, used in connection.execute(
        "SELECT encoder, hash, vector, EXISTS (SELECT 1 FROM passage_vectors WHERE hash = embeddings.hash)"
        " FROM embeddings ORDER BY encoder, hash"
    ):
        name = f"embedding {text_hash} of {encoder}"
        if not used:
            problems.append(f"{name}: no passage uses it")
        if encoder.endswith(WORDS):
            continue
        if len(vector) % 4 or not abs(np.linalg.norm(np.frombuffer(vector, dtype="<f4")) - 1) <= UNIT_TOLERANCE:
            problems.append(f"{name}: its length is not 1")
    return problems
