"""The open library and the open snapshot of a running service or of one command: search, ask, locate.

Other processes add and remove documents meanwhile. Every search first looks, cheaply, at two things: the library's
version, after whose change removed and replaced documents are left out at once, and the name of the snapshot.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from pincite.index.errors import BadFilter, BadQuery
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.ranking.reranker import Reranker, reranker_opener
from pincite.index.search import MAX_QUERY_CHARACTERS, Query
from pincite.index.snapshots.snapshot import open_encoder
from pincite.ingest.library.store import Library
from pincite.service.answer import Answer, Answered, Answerer, AnswerEvent, CompletedSearch, Question
from pincite.service.answers.ask import ask
from pincite.service.documents.locate import Located, locate
from pincite.service.errors import NotReady
from pincite.service.evidence.sources import DocumentCache, LibrarySources, OnSearch
from pincite.service.model.chat_model import ChatModel, Model, ModelSettings
from pincite.service.serving_snapshot import OpenEncoder, ServingSnapshot

_READ_WHOLE = 50  # documents: reading as many takes less than a second, more than that asks the index first
_LIKELY_PASSAGES = 100
_OPENING_S = 30.0  # how long a quotation waits for an index that is being opened; without one, every document is read


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
class _Changed:
    """The documents of `snapshot` that had changed when `library` had this version."""

    library: Library
    version: int
    snapshot: PassageIndex
    documents: frozenset[str]


class Engine:
    """Answers from the data directory `data`, for any number of threads.

    `open_encoder` and `open_reranker` are as for ServingSnapshot; `model` is the language model that may be asked.
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
        self._serving = ServingSnapshot(data, threads=threads, open_encoder=open_encoder, open_reranker=open_reranker)
        self._model = model
        self._memory = DocumentCache()
        self.on_search: OnSearch = lambda query, outcome: None  # called after every search, also of those for answers
        self._guard = threading.Lock()
        self._library: _OpenLibrary | None = None
        self._changed: _Changed | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Begins to open the snapshot in the background. A second call does nothing."""
        self._serving.start()

    def wait(self, patience_s: float = threading.TIMEOUT_MAX) -> None:
        """Returns once searches are answered. Raises NotReady where they are not after `patience_s`, or cannot be."""
        self._serving.wait(patience_s)

    def close(self) -> None:
        """Closes the library, once what is being opened is open. A second call does nothing."""
        self._serving.close()
        with self._guard:
            opened, self._library = self._library, None
        if opened is not None:
            opened.library.close()

    def ready(self) -> Ready:
        """What searches are answered from. Raises NotReady; LibraryError when the library cannot be read."""
        snapshot = self._serving.searcher().snapshot
        return Ready(snapshot=snapshot.id, documents=self.library().count())

    def search(self, query: Query) -> CompletedSearch:
        """The hits of a query, of documents that are in the library at this moment.

        Raises NotReady, BadQuery, BadFilter; LibraryError when the library cannot be read.
        """
        start = time.perf_counter()
        searcher = self._serving.searcher()
        outcome = searcher.search(query, changed=self._changed_documents(searcher.snapshot))
        took_ms = (time.perf_counter() - start) * 1000
        self.on_search(query, outcome)
        return CompletedSearch(query=query, snapshot=searcher.snapshot.id, outcome=outcome, took_ms=took_ms)

    def ask(self, question: Question, cancelled: threading.Event | None = None) -> Iterator[AnswerEvent]:
        """Answers the question, event by event, from documents that are in the library at this moment.

        cancelled: set when nobody waits for the answer any more; then the work ends early, without Answered. Raises
        NotReady, BadQuery, BadFilter, NoModel before the first event; LibraryError when the library cannot be read.
        """
        searcher = self._serving.searcher()
        sources = LibrarySources(
            searcher,
            self.library(),
            changed=self._changed_documents(searcher.snapshot),
            memory=self._memory,
            on_search=self.on_search,
        )
        yield from ask(question, sources, model=self._model, cancelled=cancelled)

    def answer(self, question: Question) -> Answer:
        """The whole answer to the question: `ask`, run to its end."""
        return next(event.answer for event in self.ask(question) if isinstance(event, Answered))

    @property
    def answerers(self) -> tuple[Answerer, ...]:
        """Who can answer."""
        return ("extractive",) if self._model is None else ("extractive", "llm")

    def count_tokens(self, text: str) -> int:
        """How many word pieces the encoder makes of a text. Raises NotReady."""
        return self._serving.searcher().encoder.count_tokens(text)

    def locate(self, quote: str, *, documents: Sequence[str] = (), limit: int = 5) -> Located:
        """Where a quotation stands, in the documents named or in all.

        Of a large library those documents are read whose passages share most of its words; a small one needs no
        index. Raises BadQuote, BadFilter; LibraryError when the library cannot be read.
        """
        begun = time.perf_counter()
        library = self.library()
        named = documents or (sorted(library.keys()) if library.count() <= _READ_WHOLE else self._likely(quote))
        keys = library.keys_of(named)
        for name in documents:
            if name not in keys:
                raise BadFilter(f"documents: there is no document {name!r} here; the list of documents names them all")
        places = locate(quote, self._memory.documents(library, keys), limit=limit)
        return Located(quote=quote, places=places, took_ms=(time.perf_counter() - begun) * 1000)

    def _likely(self, quote: str) -> Sequence[str]:
        """The documents that may hold a quotation, by their best passages; all where it cannot be searched for."""
        try:
            self.wait(_OPENING_S)
            query = Query(text=quote[:MAX_QUERY_CHARACTERS], k=_LIKELY_PASSAGES, mode="sparse")
            searcher = self._serving.searcher()
            hits = searcher.search(query, changed=self._changed_documents(searcher.snapshot)).hits
        except (NotReady, BadQuery):
            return sorted(self.library().keys())
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
        return self._serving.id()

    def _changed_documents(self, snapshot: PassageIndex) -> frozenset[str]:
        """The documents of the snapshot that have changed since; looked up again only after a change of the library."""
        library = self.library()
        version = library.version()
        known = self._changed
        if known is None or known.library is not library or known.version != version or known.snapshot is not snapshot:
            # They are read after the version: they may be newer than it, never older.
            known = self._changed = _Changed(
                library=library, version=version, snapshot=snapshot, documents=snapshot.changed_in(library)
            )
        return known.documents


def engine_of(
    data: Path, *, threads: int = 1, model: ModelSettings | None = None, reranker: str | None = None
) -> Engine:
    """An engine with the language model and the cross-encoder of the settings. Raises RerankerUnavailable.

    Neither torch nor a model is loaded before it is needed.
    """
    return Engine(
        data,
        threads=threads,
        open_reranker=reranker_opener(reranker, threads=threads),
        model=None if model is None else ChatModel(model),
    )


def _library_file(data: Path) -> tuple[int, int]:
    try:
        status = (data / "library.db").stat()
    except OSError:
        return (0, 0)  # opening it says what is wrong
    return (status.st_dev, status.st_ino)
