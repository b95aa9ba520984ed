"""From a file to a document: read, clean, find its pages, cut its passages."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.ingest.document import Document
from pincite.ingest.errors import EmptyDocument, UnreadableFile
from pincite.ingest.media_types import MEDIA_TYPES
from pincite.ingest.ocr.recognition import pages_to_recognise
from pincite.ingest.pages.page_labels import labelled_by_record
from pincite.ingest.pages.page_starts import page_map_starts, page_spans, read_map_file
from pincite.ingest.reading_rules import rules_of, versions_of
from pincite.ingest.record import Record
from pincite.ingest.source import Source
from pincite.ingest.text.clean_text import clean
from pincite.ingest.text.passages import cut_passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something to add: a file, and its record and page map where there are any.

    `uploaded_as` is the user's name for an uploaded file, which is stored here under another one. Such a file may
    replace only the document that `replaces` names. `kept_map` is the content of a page map that was kept.
    """

    file: Path
    record: Record | None = None
    page_map: Path | None = None
    kept_map: bytes | None = None
    uploaded_as: str | None = None
    replaces: str | None = None

    @property
    def path(self) -> Path:
        """The name by which its user knows the file: its path, or the name of an upload."""
        return self.file if self.uploaded_as is None else Path(self.uploaded_as)

    def map_content(self) -> bytes | None:
        """The content of its page map, where there is one. Raises BadPageMap where it cannot be read."""
        return self.kept_map if self.page_map is None else read_map_file(self.page_map)


def read_content(item: Item) -> bytes:
    """The bytes of the item's file; UnreadableFile when there is no such file or it may not be read."""
    try:
        return item.file.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{item.path}: cannot be read ({error.strerror})") from error


def media_type_of(item: Item) -> str:
    """What the item's file is, by the ending of its name. Raises UnreadableFile for an ending that is not known."""
    ending = item.path.suffix.lower()
    if ending not in MEDIA_TYPES:
        known = ", ".join(MEDIA_TYPES)
        raise UnreadableFile(f"{item.path}: cannot read {ending or 'files without ending'}; known are {known}")
    return MEDIA_TYPES[ending]


def read_source(item: Item, content: bytes) -> Source:
    """The text and pages of the item's file, read in this process; Parser reads them in a confined process."""
    media_type = media_type_of(item)
    if not content:
        raise EmptyDocument(f"{item.path}: is empty; there is nothing to add")
    # Its libraries take a third of a second to import, and the service reads files in other processes.
    from pincite.ingest.readers import read_media

    return read_media(content, str(item.path), media_type)


def document_key(item: Item, record: Record, sha256: str, *, untried: bool = False) -> str:
    """A hash of all that a document is made from; see Document.key. sha256: that of its file.

    untried: it has pages that need OCR, and no OCR was installed. Once there is one, the same file is read again.
    Raises BadPageMap where the item's page map cannot be read.
    """
    page_map = item.map_content()
    made_of: list[Any] = [
        sha256,
        item.path.suffix.lower(),
        record.csl,
        hashlib.sha256(page_map).hexdigest() if page_map else None,
        versions_of(media_type_of(item)),
        *(["without OCR"] if untried else []),
    ]
    text = json.dumps(made_of, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_document(item: Item, record: Record, content: bytes) -> Document:
    """The document in a file.

    Raises an IngestError that names the file: it cannot be read, its page map does not fit, it holds nothing.
    """
    return document_of(read_source(item, content), record, content, item=item)


def document_of(source: Source, record: Record, content: bytes, *, item: Item) -> Document:
    """The document that a source text makes; `item` gives its file name and page map."""
    page_map, sha256 = item.map_content(), hashlib.sha256(content).hexdigest()
    starts = (
        labelled_by_record(source.starts, source.text, record)
        if page_map is None
        else page_map_starts(page_map, source.text, where=str(item.page_map or f"{item.path}: its page map"))
    )
    cleaned = clean(source.text, starts, media_type=source.media_type)
    if not cleaned.text.text.strip():
        raise EmptyDocument(f"{item.path}: nothing is left to search once markup and running lines are removed")
    return Document(
        id=record.id,
        key=document_key(item, record, sha256, untried=_is_untried(source)),
        file_name=item.path.name,
        path=str(item.file.absolute()) if item.uploaded_as is None else "",
        record=record,
        sha256=sha256,
        media_type=source.media_type,
        source=source.text,
        text=cleaned.text.text,
        origins=cleaned.text.runs(),
        pages=tuple(start.page for start in starts),
        spans=page_spans(cleaned.text.origins, starts),
        passages=cut_passages(cleaned, document_id=record.id, language=record.language),
        boxes=source.boxes,
        outline=source.outline,
        rules=rules_of(source.media_type),
        page_map=page_map,
    )


def _is_untried(source: Source) -> bool:
    """Whether the source has pages that need OCR and none was tried: a tried page is read, or has a reason why not."""
    pages = [start.page for start in source.starts]
    return bool(pages_to_recognise(pages)) and not source.unread and all(page.reading != "ocr" for page in pages)
