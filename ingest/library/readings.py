"""How documents were read: by which rules, and with which page map. Inside the caller's transaction.

Rules are a text that whoever reads files has made (`ingest/reading_rules.py`). A document without a row was stored
before they were kept.
"""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from pincite.ingest.document import Document
from pincite.ingest.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document was read from, besides its file, and how. rules: empty where they are not known."""

    id: str
    key: str
    sha256: str
    file_name: str
    path: str
    record: Record
    rules: str
    page_map: bytes | None


def note_reading(connection: sqlite3.Connection, document: Document | Reading) -> None:
    """Note how a document that is in the library was read."""
    connection.execute(
        "INSERT OR REPLACE INTO readings (document_id, rules, page_map) VALUES (?, ?, ?)",
        (document.id, document.rules, document.page_map),
    )


def kept_reading(connection: sqlite3.Connection, document_id: str) -> tuple[str, bytes | None]:
    """The rules by which a document was read, and its page map; ("", None) where they were not kept."""
    if not has_table(connection, "readings"):
        return "", None
    row = connection.execute("SELECT rules, page_map FROM readings WHERE document_id = ?", (document_id,)).fetchone()
    return ("", None) if row is None else (str(row[0]), row[1])


def read_otherwise(connection: sqlite3.Connection, rules: Collection[str]) -> list[str]:
    """The documents that were read by none of these rules, in order."""
    if not has_table(connection, "readings"):
        rows = connection.execute("SELECT id FROM documents ORDER BY id")
    else:
        rows = connection.execute(
            "SELECT id FROM documents WHERE id NOT IN"
            " (SELECT document_id FROM readings WHERE rules IN (SELECT value FROM json_each(?))) ORDER BY id",
            (json.dumps(sorted(rules)),),
        )
    return [identifier for (identifier,) in rows]


def count_read_otherwise(connection: sqlite3.Connection, rules: Collection[str]) -> int:
    """How many documents were read by none of these rules."""
    (documents,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    if not has_table(connection, "readings"):
        return int(documents)
    (present,) = connection.execute(
        "SELECT count(*) FROM readings WHERE rules IN (SELECT value FROM json_each(?))", (json.dumps(sorted(rules)),)
    ).fetchone()
    return int(documents) - int(present)


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether there is this table: perhaps not yet in a library that an older version wrote and that is only read."""
    return connection.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone() is not None
