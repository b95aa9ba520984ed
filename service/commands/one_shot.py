"""One question or one quotation, for the command line: open what is needed, answer, close."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.index.ranking.reranker import open_reranker
from pincite.index.search import Query, Searcher
from pincite.index.snapshot import open_encoder, open_snapshot
from pincite.ingest.library.store import Library
from pincite.service.answer import Answer, Answered, CompletedSearch, Question
from pincite.service.answers.ask import ask
from pincite.service.documents.locate import LocatedQuote, locate
from pincite.service.evidence.sources import LibrarySources
from pincite.service.model.chat_model import ChatModel, ModelSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a quotation stands, and how long that took to find."""

    places: tuple[LocatedQuote, ...]
    took_ms: float


def ask_once(
    data: Path, question: Question, *, model: ModelSettings | None = None, reranker: str | None = None
) -> Answer:
    """Answer one question from the library in `data`. torch is imported only for a reranker.

    Raises IndexNotFound, IndexMismatch, BadQuery, NoModel, RerankerUnavailable; LibraryError where there is no library.
    """
    snapshot = open_snapshot(data)
    searcher = Searcher(snapshot, open_encoder(data, snapshot), reranker=open_reranker(reranker))
    with Library(data) as library:
        sources = LibrarySources(searcher, library, live=library.keys())
        events = ask(question, sources, model=None if model is None else ChatModel(model))
        return next(event.answer for event in events if isinstance(event, Answered))


def locate_once(data: Path, quote: str, *, documents: Sequence[str], limit: int) -> Located:
    """Where a quotation stands in the library in `data`; no index is needed.

    Raises BadQuote, DocumentNotFound; LibraryError where there is no library.
    """
    begun = time.perf_counter()
    with Library(data) as library:
        named = documents or sorted(library.keys())
        places = locate(quote, (library.document(name) for name in named), limit=limit)
    return Located(places=places, took_ms=(time.perf_counter() - begun) * 1000)


def search_once(data: Path, query: Query, *, reranker: str | None = None) -> CompletedSearch:
    """Answer one query from the library in `data`. torch is imported only for a reranker.

    Raises IndexNotFound, IndexMismatch, BadQuery, RerankerUnavailable; LibraryError where there is no library.
    """
    snapshot = open_snapshot(data)
    searcher = Searcher(snapshot, open_encoder(data, snapshot), reranker=open_reranker(reranker))
    with Library(data) as library:
        live = library.keys()
    start = time.perf_counter()
    outcome = searcher.search(query, live=live)
    return CompletedSearch(
        query=query, snapshot=snapshot.id, outcome=outcome, took_ms=(time.perf_counter() - start) * 1000
    )
