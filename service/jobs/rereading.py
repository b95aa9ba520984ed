"""A run that reads documents again from their originals: what they were read as goes on serving until then.

    read (in other processes) -> embed -> every 45 s: put in their place and publish at once

A document is its own record of how far the run is: once it was read by the rules of today it is not read again. Whoever
is killed goes on with the others, and finds what was embedded and not yet stored. Ids, records, page maps and what a
user added stay.
"""

import contextlib
import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from pincite.index.snapshots.publication import Publication, Publisher
from pincite.ingest.collect import page_map_beside
from pincite.ingest.document import Document
from pincite.ingest.errors import BadPageMap, DocumentNotFound, IngestError, LibraryLocked, UnreadableFile
from pincite.ingest.library.readings import Reading
from pincite.ingest.library.store import Library
from pincite.ingest.pages.lost_page_map import lost_page_map
from pincite.ingest.pages.page_starts import page_map_starts, read_map_file
from pincite.ingest.read import Item, document_of, media_type_of
from pincite.ingest.reading_rules import rules_of
from pincite.ingest.sandbox.parser import File, Parser
from pincite.ingest.source import Source
from pincite.service.documents.page_report import report_of
from pincite.service.jobs.adding import (
    PUBLISHED_EVERY_S,
    Outcome,
    Progress,
    keys_as_read_now,
    locked,
    unchanged_outcome,
)
from pincite.service.jobs.pace import PAGES, READING

_MOST_PASSAGES = 4_000  # of the documents that are in memory until they are put in their place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A document that was read again, and its place among the outcomes."""

    document: Document
    reading: Reading
    place: int
    unread: tuple[str, ...]


class Rereading:
    """Reads documents of the library that `library` reads again, with the encoder of `publisher`.

    published: called with each publication.
    """

    def __init__(
        self,
        *,
        library: Library,
        publisher: Publisher,
        parser: Parser,
        show: Progress,
        published: Callable[[Publication], None],
    ) -> None:
        self._published = published
        self._library = library
        self._publisher = publisher
        self._parser = parser
        self._show = show
        self._made: list[_Made] = []
        self._pages = 0
        self._published_at = time.monotonic()

    def read_all(self, names: Sequence[str]) -> list[Outcome]:
        """The outcome of each document, in the order of the names."""
        outcomes: dict[int, Outcome] = {}
        reading: deque[tuple[int, Reading, Item, bytes]] = deque()

        def files() -> Iterator[File]:
            for place, name in enumerate(names):
                step = self._to_read(name)
                if isinstance(step, Outcome):
                    outcomes[place] = step
                    continue
                kept, item, content = step
                reading.append((place, kept, item, content))
                languages = (kept.record.language,)
                yield File(content=content, name=str(item.path), media_type=media_type_of(item), languages=languages)

        for future in self._parser.read_many(files()):
            place, kept, item, content = reading.popleft()
            self._show(READING, place, len(names))
            step = self._made_again(place, kept, item, content, future)
            if isinstance(step, Outcome):
                outcomes[place] = step
            else:
                self._made.append(step)
                self._pages += len(step.document.pages)
                self._show(PAGES, self._pages, self._pages)
            if self._is_time():
                outcomes |= self._put_in_place()
        outcomes |= self._put_in_place()
        self._publisher.forget_ahead()
        self._show(READING, len(names), len(names))
        return [outcomes[place] for place in range(len(names))]

    def _to_read(self, name: str) -> tuple[Reading, Item, bytes] | Outcome:
        """What is to be read; the outcome of a document that would be read as it is, or cannot be read."""
        library = self._library
        try:
            kept = library.reading(name)
            if not kept.rules:
                kept = replace(kept, page_map=_page_map_before(library, kept))
            item = Item(
                file=library.data / "files" / kept.sha256,
                record=kept.record,
                uploaded_as=kept.file_name,
                kept_map=kept.page_map,
            )
            media_type = media_type_of(item)
            if kept.key in keys_as_read_now(item, kept.record, kept.sha256, self._parser):
                rules = rules_of(media_type)
                if kept.rules != rules:
                    locked(library.data, lambda writer: writer.note_reading(replace(kept, rules=rules)))
                return unchanged_outcome(library, name, Path(kept.file_name))
            if not self._parser.recognises and any(page.reading == "ocr" for page in library.document(name).pages):
                raise UnreadableFile("some of its pages were read by OCR; install tesseract, then read it again")
            return kept, item, _original(library, kept)
        except LibraryLocked:
            raise
        except IngestError as error:
            return _failed(name, error)

    def _made_again(
        self, place: int, kept: Reading, item: Item, content: bytes, read: "Future[Source]"
    ) -> _Made | Outcome:
        """The document, embedded; its outcome where it cannot be read or embedded any more."""
        try:
            source = read.result()
            document = replace(document_of(source, kept.record, content, item=item), path=kept.path)
        except IngestError as error:
            return _failed(kept.id, error)
        except Exception as error:  # a fault of ours in one file must not stop the others
            return _failed(kept.id, UnreadableFile(f"{type(error).__name__}: {error}; please report this"))
        self._publisher.embed_ahead(self._library, document)
        reason = self._publisher.failed.get(kept.id)
        if reason is not None:
            return _failed(kept.id, UnreadableFile(reason))
        return _Made(document=document, reading=kept, place=place, unread=source.unread)

    def _is_time(self) -> bool:
        passages = sum(len(one.document.passages) for one in self._made)
        return time.monotonic() - self._published_at > PUBLISHED_EVERY_S or passages > _MOST_PASSAGES

    def _put_in_place(self) -> Mapping[int, Outcome]:
        """Store what was read and publish it under one lock: in between, no search finds these documents."""
        made, self._made = self._made, []
        stored: dict[int, Outcome] = {}

        def put(writer: Library) -> Publication:
            self._publisher.take_ahead([one.document for one in made])
            for one in made:
                if writer.exchange(one.document, key=one.reading.key):
                    stored[one.place] = _replaced(one)
                else:
                    gone = DocumentNotFound("it was changed or removed while it was being read")
                    stored[one.place] = _failed(one.reading.id, gone)
            return self._publisher.publish(writer)

        if made:
            self._published(locked(self._library.data, put))
        self._published_at = time.monotonic()
        return stored


def _original(library: Library, kept: Reading) -> bytes:
    """The content of the document's original. Raises UnreadableFile, LibraryError."""
    path = library.original(kept.id)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"its original {path} cannot be read ({error.strerror})") from error
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise UnreadableFile(f"its original {path} was altered; add the file again")
    return content


def _page_map_before(library: Library, kept: Reading) -> bytes | None:
    """The page map of a document that was stored before they were kept: the one beside its file, or one made anew."""
    document = library.document(kept.id)
    made = lost_page_map(document)
    beside = page_map_beside(Path(kept.path)) if made is not None and kept.path else None
    if beside is not None:
        with contextlib.suppress(BadPageMap):
            content = read_map_file(beside)
            page_map_starts(content, document.source, where=str(beside))
            return content
    return made


def _replaced(made: _Made) -> Outcome:
    return Outcome(
        path=Path(made.document.file_name),
        status="replaced",
        document_id=made.document.id,
        pages=len(made.document.pages),
        passages=len(made.document.passages),
        report=report_of(made.document),
        unread=made.unread,
    )


def _failed(name: str, error: IngestError) -> Outcome:
    reason = f"{name}: stays as it is, for it cannot be read again: {error}"
    return Outcome(path=Path(name), status="failed", document_id=name, reason=reason)
