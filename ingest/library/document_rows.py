"""A document as rows of the tables of `ingest/library/schema.py`: written, read, deleted."""

import json
import sqlite3
from collections.abc import Sequence

from pincite.ingest.document import Document, Origin, Passage, Span
from pincite.ingest.errors import BadRecord, LibraryError
from pincite.ingest.library.readings import kept_reading
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
from pincite.ingest.moved_passages import moved_stretch
from pincite.ingest.record import Record, author_forms, read_record

_PAGE = "SELECT number, label, basis, width, height, reading, undecodable, doubtful_order FROM pages"
_PASSAGE = 'SELECT id, document_id, kind, section, text, "start", "end" FROM passages'


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
        note_findable(connection, document.id, document.record)
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


def note_findable(connection: sqlite3.Connection, document_id: str, record: Record) -> None:
    """Writes what filters ask for of a record; inside the caller's transaction."""
    connection.execute(
        "UPDATE documents SET year = ?, language = ? WHERE id = ?", (record.year, record.language, document_id)
    )
    forms = {form for author in record.authors for form in author_forms(author)}
    connection.executemany(
        "INSERT OR IGNORE INTO document_authors (form, document_id) VALUES (?, ?)",
        ((form, document_id) for form in sorted(forms)),
    )


def pack_boxes(connection: sqlite3.Connection, document_id: str) -> None:
    """Writes the word boxes of a document anew, as small as they can be; inside the caller's transaction."""
    (row,) = connection.execute("SELECT word_places, word_boxes FROM documents WHERE id = ?", (document_id,))
    connection.execute(
        "UPDATE documents SET word_places = ?, word_boxes = ? WHERE id = ?", (*box_blobs(boxes_of(*row)), document_id)
    )


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
    rules, page_map = kept_reading(connection, document_id)
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
            rules=rules,
            page_map=page_map,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise damaged(document_id, error) from error


def read_passages(connection: sqlite3.Connection, passage_ids: Sequence[str]) -> dict[str, Passage]:
    """Those of the passages that are there, by id. Raises LibraryError when a row is damaged."""
    rows = connection.execute(
        f"{_PASSAGE} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(passage_ids)),)
    )
    found = {}
    for row in rows:
        try:
            found[row[0]] = passage_of(row)
        except (ValueError, KeyError, TypeError) as error:
            raise damaged(row[1], error) from error
    return found


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


def note_waiting(connection: sqlite3.Connection, document_id: str, key: str | None) -> None:
    """Notes that the index has yet to follow a change; inside the caller's transaction. key: None if it was removed."""
    connection.execute("INSERT OR REPLACE INTO waiting (document_id, key) VALUES (?, ?)", (document_id, key))


def note_former_passages(connection: sqlite3.Connection, document: Document) -> None:
    """Notes where the passages will stand that a document had before this one; inside the caller's transaction.

    That is before it is replaced; those of before that move with the text.
    """
    row = connection.execute("SELECT text FROM documents WHERE id = ?", (document.id,)).fetchone()
    if row is None:
        return
    stretches = connection.execute(
        'SELECT id, "start", "end" FROM former_passages WHERE document_id = ?1'
        ' UNION ALL SELECT id, "start", "end" FROM passages WHERE document_id = ?1',
        (document.id,),
    ).fetchall()
    connection.executemany(
        'INSERT OR REPLACE INTO former_passages (id, document_id, "start", "end") VALUES (?, ?, ?, ?)',
        (
            (identifier, document.id, *moved_stretch(row[0], document.text, start, end))
            for identifier, start, end in stretches
        ),
    )


def forget_former_passages(connection: sqlite3.Connection, document_id: str) -> None:
    """Forgets those of a document that is removed; inside the caller's transaction."""
    connection.execute("DELETE FROM former_passages WHERE document_id = ?", (document_id,))


def read_former_passage(connection: sqlite3.Connection, passage_id: str) -> tuple[str, int, int] | None:
    """The document of a former passage, and the characters of its text that the passage held; or None."""
    row = connection.execute(
        'SELECT document_id, "start", "end" FROM former_passages WHERE id = ?', (passage_id,)
    ).fetchone()
    return None if row is None else (str(row[0]), int(row[1]), int(row[2]))
