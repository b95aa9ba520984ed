"""Which record a file is added with: its own, the one its document has already, or a guess."""

import hashlib
from string import ascii_lowercase

from pincite.ingest.collect import guess_record, is_guessed, with_id
from pincite.ingest.errors import DocumentExists
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item
from pincite.ingest.record import Record
from pincite.ingest.source import Source
from pincite.ingest.text.language import detect_language


def kept_record(library: Library, item: Item) -> Record | None:
    """The record of the document that the item replaces, unless it was guessed: then it is guessed again."""
    if item.replaces is None:
        return None
    record = library.record(item.replaces)
    return None if is_guessed(record) else record


def check_place(library: Library, item: Item, record: Record, content: bytes) -> None:
    """Raises DocumentExists where an upload would replace another file without naming it in `replace`."""
    if item.uploaded_as is None or item.replaces == record.id:
        return
    if not library.keys_of([record.id]):
        return
    (there,) = library.summaries(record.id)
    if there.sha256 != hashlib.sha256(content).hexdigest():
        raise DocumentExists(
            f"{item.path}: there is a document {record.id} already, made from {there.file_name}; upload it with "
            f"replace={record.id} to put it in that one's place, or give its record another id"
        )


def known_record(library: Library, content: bytes) -> Record | None:
    """The record under which the library has this file already, whatever its name is now."""
    known = library.with_file(hashlib.sha256(content).hexdigest())
    return None if known is None else library.record(known)


def guessed_record(library: Library, item: Item, content: bytes, source: Source) -> Record:
    """A record for a file without one. A changed file keeps its id; a new file gets an id that is free."""
    record = guess_record(source, item.path, detect_language(source.text))
    if item.replaces is not None:
        return with_id(record, item.replaces)
    known = library.at_path(str(item.file.absolute()))
    if known is not None:
        return with_id(record, known)
    wanted = [record.id, *(f"{record.id}{letter}" for letter in ascii_lowercase[1:])]
    taken = library.keys_of(wanted)
    for identifier in wanted:
        if identifier not in taken:
            return with_id(record, identifier)
    return with_id(record, f"{record.id}-{hashlib.sha256(content).hexdigest()[:8]}")
