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
from pincite.ingest.pages.page_starts import page_spans, read_page_map
from pincite.ingest.record import Record
from pincite.ingest.source import Source
from pincite.ingest.text.clean_text import CLEANING_VERSION, clean
from pincite.ingest.text.passages import PASSAGES_VERSION, cut_passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something to add: a file, and its record and page map where there are any.

    `uploaded_as` is the user's name for an uploaded file, which is stored here under another one. Such a file may
    replace only the document that `replaces` names.
    """

    file: Path
    record: Record | None = None
    page_map: Path | None = None
    uploaded_as: str | None = None
    replaces: str | None = None

    @property
    def path(self) -> Path:
        """The name by which its user knows the file: its path, or the name of an upload."""
        return self.file if self.uploaded_as is None else Path(self.uploaded_as)


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


def document_key(item: Item, record: Record, content: bytes, *, untried: bool = False) -> str:
    """A hash of all that a document is made from; see Document.key.

    untried: it has pages that need OCR, and no OCR was installed. Once there is one, the same file is read again.
    """
    page_map = item.page_map.read_bytes() if item.page_map is not None and item.page_map.exists() else b""
    made_of: list[Any] = [
        hashlib.sha256(content).hexdigest(),
        item.path.suffix.lower(),
        record.csl,
        hashlib.sha256(page_map).hexdigest() if page_map else None,
        [CLEANING_VERSION, PASSAGES_VERSION],
        *(["without OCR"] if untried else []),
    ]
    text = json.dumps(made_of, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_document(item: Item, record: Record, content: bytes) -> Document:
    """The document in a file.

    Raises an IngestError that names the file: it cannot be read, its page map does not fit, it holds nothing.
    """
    return document_of(read_source(item, content), record, content, item=item)


def document_of(source: Source, record: Record, content: bytes, *, item: Item | None = None) -> Document:
    """The document that a source text makes; `item` gives its file name and page map."""
    item = item or Item(file=Path(record.id))
    starts = (
        labelled_by_record(source.starts, source.text, record)
        if item.page_map is None
        else read_page_map(item.page_map, source.text)
    )
    cleaned = clean(source.text, starts, media_type=source.media_type)
    if not cleaned.text.text.strip():
        raise EmptyDocument(f"{item.path}: nothing is left to search once markup and running lines are removed")
    return Document(
        id=record.id,
        key=document_key(item, record, content, untried=_is_untried(source)),
        file_name=item.path.name,
        path=str(item.file.absolute()) if item.uploaded_as is None else "",
        record=record,
        sha256=hashlib.sha256(content).hexdigest(),
        media_type=source.media_type,
        source=source.text,
        text=cleaned.text.text,
        origins=cleaned.text.runs(),
        pages=tuple(start.page for start in starts),
        spans=page_spans(cleaned.text.origins, starts),
        passages=cut_passages(cleaned, document_id=record.id, language=record.language),
        boxes=source.boxes,
        outline=source.outline,
    )


def _is_untried(source: Source) -> bool:
    """Whether the source has pages that need OCR and none was tried: a tried page is read, or has a reason why not."""
    pages = [start.page for start in source.starts]
    return bool(pages_to_recognise(pages)) and not source.unread and all(page.reading != "ocr" for page in pages)
