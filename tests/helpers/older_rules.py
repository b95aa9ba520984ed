"""Documents as older rules read them: cut into smaller passages, with words that are cleaned away now."""

from dataclasses import replace
from pathlib import Path

from word_library import ENCODER

from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.collect import guess_record
from pincite.ingest.document import Document
from pincite.ingest.library.store import Library
from pincite.ingest.pages.page_starts import page_map_starts
from pincite.ingest.read import Item, document_key, document_of, read_content, read_source
from pincite.ingest.record import Record
from pincite.ingest.text.clean_text import clean
from pincite.ingest.text.passages import PassageParams, cut_passages

OLDER = "text/plain 0 0 0"


def read_by_older_rules(item: Item, record: Record | None = None) -> Document:
    """The document in a file as older rules read it."""
    content = read_content(item)
    source = read_source(item, content)
    record = record or item.record or guess_record(source, item.file, "en")
    document = document_of(source, record, content, item=item)
    page_map = item.map_content()
    starts = () if page_map is None else page_map_starts(page_map, source.text, where="map")
    cut = cut_passages(
        clean(source.text, starts), document_id=record.id, language="en", params=PassageParams(target=20, most=40)
    )
    key = f"older {document_key(item, record, document.sha256)}"
    return replace(document, key=key, rules=OLDER, passages=cut)


def add_as_older_rules_did(data: Path, *items: Item) -> None:
    """Put the files into the library as older rules read them, and publish."""
    with Library(data, write=True) as library:
        for item in items:
            library.add(read_by_older_rules(item), read_content(item))
        build_snapshot(library, ENCODER)
