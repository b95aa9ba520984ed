"""One question or one quotation, for the command line: open what is needed, answer, close."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.reranker import open_reranker
from index.search import Searcher
from index.snapshot import open_encoder, open_snapshot
from ingest.library import Library
from service.answer import Answer, Answered, Question
from service.ask import ask
from service.llm import ChatModel, ModelSettings
from service.locate import LocatedQuote, locate
from service.sources import LibrarySources


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
