"""A run: changes of one library one after another, with one encoder and one pool of parsers, then one publication.

add, reread ...  ->  publish: all of it can be found  ->  merge, as long as there are many small segments
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from pincite.index.encoding.encoder import served_encoder
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, SnapshotUnwritable
from pincite.index.snapshots.manifest import current_id, encoders_folder
from pincite.index.snapshots.publication import Publication, Publisher, removal_publisher, serving_model
from pincite.ingest.collect import Refused
from pincite.ingest.disk_space import FreeSpace, check_space, free_bytes
from pincite.ingest.errors import DiskTooSmall
from pincite.ingest.library.store import Library
from pincite.ingest.ocr.tesseract import find_tesseract
from pincite.ingest.read import Item
from pincite.ingest.reading_rules import PRESENT_RULES
from pincite.ingest.sandbox.parser import Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.service.evidence.weights import manifest_entry
from pincite.service.jobs.adding import Adding, Outcome, Progress, failed_outcome, locked
from pincite.service.jobs.needed_space import to_add, to_merge, to_reread, to_upgrade
from pincite.service.jobs.rereading import Rereading

_PARSERS = 2  # processes that read files, which is much faster than to embed them


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """Which encoder to use (a sentence-transformers model, by name or folder), and what reading a file may take.

    Without a model it is the one that the library was indexed with, or the default for a new library. `free_space` says
    how much room a disk has.
    """

    model: str | None = None
    limits: ParserLimits = field(default_factory=ParserLimits)
    free_space: FreeSpace = free_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """What is opened once something is to be read: the library, the publisher with its encoder, the parsers."""

    library: Library
    publisher: Publisher
    parser: Parser
    adding: Adding


class LibraryRun:
    """A run on the library in `data`. A context manager: at its end what was opened is closed.

    encoder: instead of the one that the options name. damaged: segments whose documents are to be embedded again, and
    the encoder with them where it is damaged; None where nothing is known to be. published: called after each
    publication but those of `publish`, with what serves now: a long run makes some on its way.
    """

    def __init__(
        self,
        data: Path,
        options: AddOptions,
        *,
        encoder: Encoder | None = None,
        progress: Progress | None = None,
        damaged: Collection[str] | None = None,
        published: Callable[[Publication], None] = lambda publication: None,
    ) -> None:
        self._data = data
        self._options = options
        self._encoder = encoder
        self._progress = progress
        self._damaged = damaged
        self._published = published
        self._stack = ExitStack()
        self._opened: _Open | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, found: Sequence[Item | Refused]) -> list[Outcome]:
        """Add the files; the outcome of each, in order. Where none can be read nothing is opened or made."""
        if all(isinstance(item, Refused) for item in found):
            return [failed_outcome(item.path, item.error) for item in found if isinstance(item, Refused)]
        self._check_writable()
        with Library(self._data) as library:
            self._check_space(to_add(library, found), "adding these files")
        return self._open().adding.add_all(found)

    def reread(self, names: Sequence[str] | None = None, *, everything: bool = False) -> list[Outcome]:
        """Read documents again: these, or all with `everything`, else those that older rules read.

        Raises DocumentNotFound before anything is read.
        """
        self._check_writable()
        with Library(self._data) as library:
            for name in names or ():
                library.reading(name)
            if names is not None:
                chosen = list(dict.fromkeys(names))
            else:
                chosen = sorted(library.keys()) if everything else library.read_otherwise(PRESENT_RULES)
            self._check_space(to_reread(library, chosen), "reading these documents again")
        if not chosen:
            return []
        opened = self._open()
        opened.adding.publish_all()  # what is to serve while documents are read again
        rereading = Rereading(
            library=opened.library,
            publisher=opened.publisher,
            parser=opened.parser,
            show=self._show,
            published=self._on_the_way,
        )
        outcomes = {one.document_id: one for one in rereading.read_all(opened.publisher.by_segment(chosen))}
        return [outcomes[name] for name in chosen]

    def publish(self) -> Publication | None:
        """Embed what the index has not followed yet, and publish; None where there is and was nothing to publish."""
        if self._opened is not None:
            return self._opened.adding.publish_all()
        self._check_writable()
        with Library(self._data) as library:
            if not library.count() and current_id(self._data) is None:
                return None
            # An encoder takes a second to open, and nothing may need one.
            follower = self._follower() if self._damaged is None else None
            if follower is not None:
                published = locked(self._data, follower.publish)
                if not follower.behind(library):
                    return published
        return self._open().adding.publish_all()

    def merge(self) -> bool:
        """Merge some small segments, as a publication of its own; False where they are few.

        Raises DiskTooSmall before anything is written.
        """
        with suppress(IndexMismatch):  # then nothing is merged, either
            self._check_space(to_merge(self._data), "merging segments")
        publisher = self._follower() if self._opened is None else self._opened.publisher
        return publisher is not None and locked(self._data, publisher.merge)

    def _follower(self) -> Publisher | None:
        return removal_publisher(self._data, progress=self._progress, recorded=manifest_entry())

    def _check_writable(self) -> None:
        """Makes or upgrades the library where that is needed. Raises LibraryError."""
        with Library(self._data, write=True):
            pass

    def _check_space(self, needed: int, what: str) -> None:
        check_space(self._data, needed, what=what, free=self._options.free_space)

    def _on_the_way(self, publication: Publication) -> None:
        """After a publication in the middle of a run: segments are merged where hours of them have made many."""
        self._published(publication)
        publisher = self._open().publisher
        with suppress(IndexMismatch, DiskTooSmall, SnapshotUnwritable):  # the end of the run says so
            self._check_space(to_merge(self._data), "merging segments")
            locked(self._data, lambda library: publisher.merge(library, on_the_way=True))

    def _open(self) -> _Open:
        if self._opened is None:
            with Library(self._data) as library:
                self._check_space(to_upgrade(library), "turning the library of version 0.1 into segments")
            self._show("opening the encoder", 0, 1)
            model = self._options.model or serving_model(self._data)
            encoder = self._encoder or served_encoder(model, encoders_folder(self._data))
            publisher = Publisher(
                self._data,
                encoder,
                model=model,
                progress=self._progress,
                recorded=manifest_entry(),
                damaged=self._damaged or (),
            )
            library = self._stack.enter_context(Library(self._data))
            tesseract = find_tesseract()
            parser = self._stack.enter_context(Parser(self._options.limits, workers=_PARSERS, tesseract=tesseract))
            adding = Adding(
                library=library, publisher=publisher, parser=parser, show=self._show, published=self._on_the_way
            )
            self._opened = _Open(library=library, publisher=publisher, parser=parser, adding=adding)
        return self._opened

    def _show(self, stage: str, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(stage, done, total)


def indexed(outcome: Outcome, published: Publication | None) -> Outcome:
    """The outcome of a document once the index has been published: failed where it could not be indexed."""
    reason = published.failed.get(outcome.document_id or "") if published is not None else None
    return outcome if reason is None else replace(outcome, status="failed", reason=f"{outcome.path}: {reason}")
