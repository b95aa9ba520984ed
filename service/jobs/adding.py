"""A run that adds files: what is read is stored and embedded at once, and published every now and then.

    read (in other processes) -> store -> embed -> publish every 45 s, and at the end

The library is locked for each document and for each publication, and free in between: a run of hours keeps nobody from
removing or editing. Of what is read, only a few files ahead are in memory.
"""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pincite.index.snapshots.publication import Publication, Publisher
from pincite.ingest.collect import Refused
from pincite.ingest.document import Document
from pincite.ingest.errors import EmptyDocument, IngestError, LibraryLocked, UnreadableFile
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item, document_key, document_of, media_type_of, read_content
from pincite.ingest.record import Record
from pincite.ingest.sandbox.parser import File, Parser
from pincite.ingest.source import Source
from pincite.service.documents.page_report import DocumentReport, report_of
from pincite.service.jobs.file_records import check_place, guessed_record, kept_record, known_record
from pincite.service.jobs.pace import PAGES, READING

PUBLISHED_EVERY_S = 45.0
LOCK_WAIT_S = 30.0  # how long a document waits for another process that writes
_AGAIN_S = 0.05

Made = TypeVar("Made")
Progress = Callable[[str, int, int], None]
Status = Literal["added", "unchanged", "replaced", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. `reason` says why it failed; the counts are those of the document as it is now.

    `report` is about its pages, where they were read now: when it was added or replaced. `unread` says why pages
    that are pictures could not be read.
    """

    path: Path
    status: Status
    document_id: str | None = None
    reason: str | None = None
    pages: int = 0
    passages: int = 0
    guessed: bool = False
    report: DocumentReport | None = None
    unread: tuple[str, ...] = ()


class Adding:
    """Adds files to the library that `library` reads, with the encoder of `publisher`.

    published: called with each publication on the way, when more is still to be added.
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
        self._library = library
        self._publisher = publisher
        self._parser = parser
        self._show = show
        self._published = published
        self._pages = 0
        self._published_at = time.monotonic()

    def add_all(self, found: Sequence[Item | Refused]) -> list[Outcome]:
        """The outcome of each, in order. Files are parsed a few ahead of the one that is stored."""
        outcomes: dict[int, Outcome] = {}
        reading: deque[tuple[int, Item, bytes]] = deque()

        def files() -> Iterator[File]:
            for place, item in enumerate(found):
                if isinstance(item, Refused):
                    outcomes[place] = failed_outcome(item.path, item.error)
                    continue
                step = self._content_to_read(item)
                if isinstance(step, Outcome):
                    outcomes[place] = step
                else:
                    reading.append((place, item, step))
                    languages = (item.record.language,) if item.record is not None else ()
                    yield File(content=step, name=str(item.path), media_type=media_type_of(item), languages=languages)

        for future in self._parser.read_many(files()):
            place, item, content = reading.popleft()
            self._show(READING, place, len(found))
            outcome = outcomes[place] = self._store(item, content, future)
            self._pages += outcome.pages
            self._show(PAGES, self._pages, self._pages)
            if outcome.document_id is not None:
                self._publisher.embed(self._library, [outcome.document_id])
            if time.monotonic() - self._published_at > PUBLISHED_EVERY_S:
                self._published(locked(self._library.data, self._publisher.publish))
                self._published_at = time.monotonic()
        self._show(READING, len(found), len(found))
        return [outcomes[place] for place in range(len(found))]

    def publish_all(self) -> Publication:
        """Embed what an earlier run has left, and publish."""
        self._publisher.embed(self._library, self._publisher.behind(self._library))
        published = locked(self._library.data, self._publisher.publish)
        self._published_at = time.monotonic()
        return published

    def _content_to_read(self, item: Item) -> Outcome | bytes:
        """The content of a file that has to be read; its outcome where it need not be read, or cannot be."""
        library = self._library
        try:
            content = read_content(item)
            media_type_of(item)
            if not content:
                raise EmptyDocument(f"{item.path}: is empty; there is nothing to add")
            record = item.record or kept_record(library, item) or known_record(library, content)
            kept = None if record is None else library.keys_of([record.id]).get(record.id)
            sha256 = hashlib.sha256(content).hexdigest()
            if record is not None and kept in keys_as_read_now(item, record, sha256, self._parser):
                return unchanged_outcome(library, record.id, item.path, guessed=item.record is None)
        except IngestError as error:
            return failed_outcome(item.path, error)
        except Exception as error:
            return _unforeseen(item, error)
        return content

    def _store(self, item: Item, content: bytes, read: "Future[Source]") -> Outcome:
        try:
            source = read.result()
            document, status = locked(self._library.data, lambda library: _stored(library, item, content, source))
        except LibraryLocked:
            raise
        except IngestError as error:
            return failed_outcome(item.path, error)
        except Exception as error:  # a fault of ours in one file must not stop the others
            return _unforeseen(item, error)
        return Outcome(
            path=item.path,
            status=status,
            document_id=document.id,
            pages=len(document.pages),
            passages=len(document.passages),
            guessed=item.record is None,
            report=report_of(document),
            unread=source.unread,
        )


def locked(data: Path, change: Callable[[Library], Made]) -> Made:
    """What `change` returns, with the library open for writing; waits where another process writes just now.

    Raises LibraryLocked where that goes on for longer.
    """

    def act() -> Made:
        with Library(data, write=True) as library:
            return change(library)

    return when_free(act, wait_s=LOCK_WAIT_S, again_s=_AGAIN_S)


def when_free(
    act: Callable[[], Made], *, wait_s: float, again_s: float = 0.25, waiting: Callable[[], None] = lambda: None
) -> Made:
    """What `act` returns once no other process writes. Raises LibraryLocked when one still does after `wait_s`."""
    end = time.monotonic() + wait_s
    while True:
        try:
            return act()
        except LibraryLocked:
            if time.monotonic() >= end:
                raise
        waiting()
        time.sleep(again_s)


def keys_as_read_now(item: Item, record: Record, sha256: str, parser: Parser) -> list[str]:
    """The keys of a document that would be read now as it is.

    Pages that wait for OCR are read again once there is OCR.
    """
    return [
        document_key(item, record, sha256, untried=untried)
        for untried in ((False,) if parser.recognises else (False, True))
    ]


def unchanged_outcome(library: Library, identifier: str, path: Path, *, guessed: bool = False) -> Outcome:
    """The outcome of a document that stays as it is."""
    (summary,) = library.summaries(identifier)
    return Outcome(
        path=path,
        status="unchanged",
        document_id=identifier,
        pages=summary.pages,
        passages=summary.passages,
        guessed=guessed,
    )


def failed_outcome(path: Path, error: IngestError) -> Outcome:
    """The outcome of a file that cannot be added."""
    return Outcome(path=path, status="failed", reason=str(error))


def _unforeseen(item: Item, error: Exception) -> Outcome:
    told = f"{item.path}: cannot be added ({type(error).__name__}: {error}); please report this with the file"
    return failed_outcome(item.path, UnreadableFile(told))


def _stored(
    library: Library, item: Item, content: bytes, source: Source
) -> tuple[Document, Literal["added", "unchanged", "replaced"]]:
    record = (
        item.record
        or kept_record(library, item)
        or known_record(library, content)
        or guessed_record(library, item, content, source)
    )
    check_place(library, item, record, content)
    document = document_of(source, record, content, item=item)
    return document, library.add(document, content)
