"""The open library and the open snapshot of a running service.

    starting ── the snapshot opens ──────> ready     when another snapshot is named, it opens while this one serves
       ├─────── nothing was indexed yet ─> empty     left as soon as there is a snapshot to open
       └─────── it cannot be opened ─────> failed    tried again, at once when another snapshot is named

Other processes add and remove documents meanwhile. Before every search two cheap looks tell: the library's
version, after whose change removed and replaced documents are left out at once, and the name of the snapshot.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import BadFilter, BadQuery, RetrievalError
from pincite.index.ranking.reranker import Reranker
from pincite.index.search import MAX_QUERY_CHARACTERS, Query, Searcher
from pincite.index.snapshot import Snapshot, current_id, open_encoder, open_snapshot
from pincite.ingest.library.store import Library
from pincite.service.answer import Answerer, AnswerEvent, CompletedSearch, Question
from pincite.service.answers.ask import ask
from pincite.service.documents.locate import LocatedQuote, locate
from pincite.service.errors import NotReady
from pincite.service.evidence.sources import DocumentCache, LibrarySources, OnSearch
from pincite.service.model.chat_model import Model

_log = logging.getLogger(__name__)

_NOTHING = "nothing has been indexed yet; run: pincite add FILE"
# A snapshot that could not be opened is tried again after this time: the disk may be back, the file repaired.
_RETRY_S = 10.0
_JOIN_S = 10.0
_READ_WHOLE = 50  # documents: reading as many takes less than a second, more than that asks the index first
_LIKELY_PASSAGES = 100
_FRESH_S = 0.25  # how long a question waits for a snapshot that was just switched to; a small one opens in 0.03


class OpenEncoder(Protocol):
    """Opens the encoder that a snapshot was built with, to run on so many threads."""

    def __call__(self, data: Path, snapshot: Snapshot, *, threads: int) -> Encoder: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What searches are answered from: a snapshot, and the number of documents in the library at this moment."""

    snapshot: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenLibrary:
    """A library and which file it is: somebody may move the directory away and make another."""

    library: Library
    file: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Live:
    """The keys of the documents as they were when `library` had this version."""

    library: Library
    version: int
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """Why the snapshot `wanted` could not be opened, and when that was, in seconds of the monotonic clock."""

    wanted: str
    detail: str
    at_s: float


class Engine:
    """Searches the data directory `data` for any number of threads.

    `open_encoder` opens the encoder that a snapshot was built with; `open_reranker`, where given, the cross-encoder
    that orders the best passages; `model` is the language model that may be asked.
    """

    def __init__(
        self,
        data: Path,
        *,
        threads: int = 1,
        open_encoder: OpenEncoder = open_encoder,
        open_reranker: Callable[[], Reranker] | None = None,
        model: Model | None = None,
    ) -> None:
        self.data = data
        self._threads = threads
        self._open_encoder = open_encoder
        self._open_reranker = open_reranker
        self._model = model
        self._memory = DocumentCache()
        self.on_search: OnSearch = lambda query, outcome: None  # is told of every search, also of those for answers
        self._guard = threading.Lock()
        self._library: _OpenLibrary | None = None
        self._live: _Live | None = None
        self._searcher: Searcher | None = None
        self._encoder: Encoder | None = None
        self._reranker: Reranker | None = None
        self._opening: threading.Thread | None = None
        self._failure: _Failure | None = None
        self._closed = False

    def start(self) -> None:
        """Begins to open the snapshot in the background. A second call does nothing."""
        with contextlib.suppress(NotReady):
            self._serving()

    def close(self) -> None:
        """Closes the library, once what is being opened is open. A second call does nothing."""
        with self._guard:
            self._closed = True
            opening, opened, self._library = self._opening, self._library, None
        if opening is not None:
            opening.join(_JOIN_S)
        if opened is not None:
            opened.library.close()

    def ready(self) -> Ready:
        """What searches are answered from. Raises NotReady; LibraryError when the library cannot be read."""
        snapshot = self._serving().snapshot
        return Ready(snapshot=snapshot.id, documents=len(self._live_keys()))

    def search(self, query: Query) -> CompletedSearch:
        """The hits of a query, of documents that are in the library at this moment.

        Raises NotReady, BadQuery, BadFilter; LibraryError when the library cannot be read.
        """
        start = time.perf_counter()
        searcher = self._serving()
        outcome = searcher.search(query, live=self._live_keys())
        took_ms = (time.perf_counter() - start) * 1000
        self.on_search(query, outcome)
        return CompletedSearch(query=query, snapshot=searcher.snapshot.id, outcome=outcome, took_ms=took_ms)

    def ask(self, question: Question, gone: threading.Event | None = None) -> Iterator[AnswerEvent]:
        """Answers the question, event by event, from documents that are in the library at this moment.

        gone: set when nobody waits for the answer any more; then the work ends early, without Answered. Raises
        NotReady, BadQuery, BadFilter, NoModel before the first event; LibraryError when the library cannot be read.
        """
        searcher = self._serving()
        sources = LibrarySources(
            searcher, self.library(), live=self._live_keys(), memory=self._memory, on_search=self.on_search
        )
        yield from ask(question, sources, model=self._model, cancelled=gone)

    @property
    def answerers(self) -> tuple[Answerer, ...]:
        """Who can answer."""
        return ("extractive",) if self._model is None else ("extractive", "llm")

    def count_tokens(self, text: str) -> int:
        """How many word pieces the encoder makes of a text. Raises NotReady."""
        return self._serving().encoder.count_tokens(text)

    def locate(self, quote: str, *, documents: Sequence[str] = (), limit: int = 5) -> tuple[LocatedQuote, ...]:
        """Where a quotation stands, in the documents named or in all.

        Of a large library those documents are read whose passages share most of its words. Raises BadQuote,
        BadFilter; LibraryError when the library cannot be read.
        """
        library, live = self.library(), self._live_keys()
        for name in documents:
            if name not in live:
                raise BadFilter(f"documents: there is no document {name!r} here; the list of documents names them all")
        named = documents or (sorted(live) if len(live) <= _READ_WHOLE else self._likely(quote, live))
        return locate(quote, (self._memory.read(library, name, live) for name in named), limit=limit)

    def _likely(self, quote: str, live: Mapping[str, str]) -> Sequence[str]:
        """The documents that a quotation may stand in, by their best passages; all where no search can tell."""
        try:
            query = Query(text=quote[:MAX_QUERY_CHARACTERS], k=_LIKELY_PASSAGES, mode="sparse")
            hits = self._serving().search(query, live=live).hits
        except (NotReady, BadQuery):
            return sorted(live)
        return list(dict.fromkeys(hit.passage.document_id for hit in hits))

    def library(self) -> Library:
        """The library as it is now. Raises LibraryError when there is none or it cannot be read."""
        with self._guard:
            opened, file = self._library, _library_file(self.data)
            if opened is None or opened.file != file:
                self._library = _OpenLibrary(library=Library(self.data), file=file)
                if opened is not None:
                    opened.library.close()
                return self._library.library
            return opened.library

    def snapshot_id(self) -> str | None:
        """The snapshot that serves now."""
        searcher = self._searcher
        return None if searcher is None else searcher.snapshot.id

    def _live_keys(self) -> Mapping[str, str]:
        library = self.library()
        version = library.version()
        live = self._live
        if live is None or live.library is not library or live.version != version:
            # The keys are read after the version: they may be newer than it, never older.
            live = self._live = _Live(library=library, version=version, keys=library.keys())
        return live.keys

    def _serving(self) -> Searcher:
        """The searcher that serves now; when another snapshot is named, that one begins to open. Raises NotReady.

        Who asks right after the switch waits a moment for the new one, so that what was just added is found.
        """
        wanted = current_id(self.data)
        with self._guard:
            searcher = self._searcher
            if wanted is not None and (searcher is None or searcher.snapshot.id != wanted):
                self._begin_to_open(wanted)
            opening = self._opening
            if searcher is None and wanted is None:
                raise NotReady(f"{self.data}: {_NOTHING}", state="empty", retry_after_s=10)
            if searcher is None and opening is None and self._failure is not None:
                raise NotReady(self._failure.detail, state="failed", retry_after_s=10)
            if searcher is None:
                raise NotReady("the index is being opened; ask again in a second", state="starting", retry_after_s=1)
        if opening is not None:
            opening.join(_FRESH_S)
        return self._searcher or searcher

    def _begin_to_open(self, wanted: str) -> None:
        failure = self._failure
        failed_lately = failure is not None and failure.wanted == wanted and time.monotonic() - failure.at_s < _RETRY_S
        if self._opening is None and not failed_lately and not self._closed:
            # A daemon, so that a process that is told to stop need not wait for an index to open.
            self._opening = threading.Thread(target=self._open, args=(wanted,), name="opening", daemon=True)
            self._opening.start()

    def _open(self, wanted: str) -> None:
        searcher, failure = self._searcher, None
        try:
            snapshot = open_snapshot(self.data)
            if self._encoder is None or self._encoder.id != snapshot.encoder_id:
                self._encoder = self._open_encoder(self.data, snapshot, threads=self._threads)
            if self._reranker is None and self._open_reranker is not None:
                self._reranker = self._open_reranker()
            searcher = Searcher(snapshot, self._encoder, reranker=self._reranker)
        except RetrievalError as error:
            failure = _Failure(wanted=wanted, detail=str(error), at_s=time.monotonic())
            _log.warning("%s", error)
        except Exception as error:  # whatever it is, it must not leave the service starting for ever
            detail = f"snapshot {wanted} cannot be opened ({error}); run: pincite verify --data {self.data}"
            failure = _Failure(wanted=wanted, detail=detail, at_s=time.monotonic())
            _log.exception("snapshot %s cannot be opened", wanted)
        with self._guard:
            self._searcher, self._failure, self._opening = searcher, failure, None


def _library_file(data: Path) -> tuple[int, int]:
    try:
        status = (data / "library.db").stat()
    except OSError:
        return (0, 0)  # opening it says what is wrong
    return (status.st_dev, status.st_ino)
