"""What `library.db` looks like inside: its tables, and how those of an older version are upgraded.

    documents 1 ── n pages
              1 ── n passages
              1 ── n document_authors               (the forms by which an author is asked for)
    former_passages                                 (where the passages of replaced documents stood)
    waiting                                     (documents that have changed since the index last followed them)
    readings                                    (by which rules documents were read; see `ingest/library/readings.py`)
    jobs                                        (uploads and what became of them; see `ingest/library/job_ledger.py`)

Vectors are in the index. The tables embeddings and passage_vectors hold those that version 0.1 made, until the index
has taken them over.

Spans and origins are thousands of small numbers that are only ever read together: one blob of little-endian
int32 each, a row for each span (start, end, page, basis) and each origin (start, end, source). The boxes of words are
one compressed blob in word_boxes, and word_places is null; `ingest/library/row_values.py` says when they are two.
"""

import contextlib
import sqlite3
from collections.abc import Mapping

import numpy as np

from pincite.ingest.errors import LibraryError, LibraryVersion
from pincite.ingest.library.document_rows import note_findable, pack_boxes, record_from_json

APPLICATION_ID = int.from_bytes(b"pinc", "big")
SCHEMA_VERSION = 6
WORDS = "+words"  # at the end of an encoder's name: its rows hold vectors of words, a byte for each number
UNIT_TOLERANCE = 1e-3  # of the length of an embedding: the rounding of float32 and of any model stays far below

_JOBS = """CREATE TABLE jobs (
        id TEXT NOT NULL PRIMARY KEY, created_at TEXT NOT NULL, job TEXT NOT NULL) STRICT"""
# What filters ask for, and which documents the index has yet to follow.
_FINDING = (
    "ALTER TABLE documents ADD COLUMN year INTEGER",
    "ALTER TABLE documents ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX documents_by_path ON documents (path)",
    "CREATE INDEX documents_by_year ON documents (year)",
    "CREATE INDEX documents_by_language ON documents (language)",
    """CREATE TABLE document_authors (
        form TEXT NOT NULL, document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        PRIMARY KEY (form, document_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX document_authors_by_document ON document_authors (document_id)",
    # Where the passages stood that a document had before it was replaced. It outlives the document's own row.
    """CREATE TABLE former_passages (
        id TEXT NOT NULL PRIMARY KEY, document_id TEXT NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX former_passages_by_document ON former_passages (document_id)",
    "CREATE TABLE waiting (document_id TEXT NOT NULL PRIMARY KEY, key TEXT) STRICT, WITHOUT ROWID",
)
# A table of its own: noting something there does not write the texts of a document again.
_READINGS = (
    """CREATE TABLE readings (
        document_id TEXT NOT NULL PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
        rules TEXT NOT NULL, page_map BLOB) STRICT, WITHOUT ROWID""",
    "CREATE INDEX readings_by_rules ON readings (rules)",
)
# The statements that upgrade a library of this version to the next. Each only adds tables and columns, so that a
# process which only reads documents need not wait for an upgrade.
_STEPS: Mapping[int, tuple[str, ...]] = {
    3: (_JOBS, "PRAGMA user_version = 4"),
    4: (*_FINDING, "INSERT INTO waiting SELECT id, key FROM documents", "PRAGMA user_version = 5"),
    5: (*_READINGS, "PRAGMA user_version = 6"),
}

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
    *_FINDING,
    *_READINGS,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


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
        if version == 4:
            for document_id, record in connection.execute("SELECT id, record FROM documents").fetchall():
                with contextlib.suppress(LibraryError):  # `verify` reports a damaged record; the others are upgraded
                    note_findable(connection, document_id, record_from_json(record, document_id))
                with contextlib.suppress(ValueError):
                    pack_boxes(connection, document_id)


def has_jobs(connection: sqlite3.Connection) -> bool:
    """Whether there is a table of jobs: not yet in a library that an older version wrote."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'jobs'").fetchone() is not None


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
