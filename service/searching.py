"""One search, for the command line: open the snapshot, ask, close."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from index.filters import Filters
from index.reranker import open_reranker
from index.search import Query, Searcher, SearchOutcome
from index.snapshot import open_encoder, open_snapshot
from ingest.document import KINDS, Kind
from ingest.library import Library

_YEARS = re.compile(r"(?P<single>\d{1,4})|(?P<first>\d{1,4})?-(?P<last>\d{1,4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The outcome of a query, the snapshot that gave it, and how long it took altogether."""

    query: Query
    snapshot: str
    outcome: SearchOutcome
    took_ms: float


def search_once(data: Path, query: Query, *, reranker: str | None = None) -> Found:
    """Answer one query from the library in `data`. torch is imported only for a reranker.

    Raises IndexNotFound, IndexMismatch, BadQuery, RerankerUnavailable; LibraryError where there is no library.
    """
    snapshot = open_snapshot(data)
    searcher = Searcher(snapshot, open_encoder(data, snapshot), reranker=open_reranker(reranker))
    with Library(data) as library:
        live = library.keys()
    start = time.perf_counter()
    outcome = searcher.search(query, live=live)
    return Found(query=query, snapshot=snapshot.id, outcome=outcome, took_ms=(time.perf_counter() - start) * 1000)


def parse_filters(
    *,
    documents: Sequence[str] | None,
    authors: Sequence[str] | None,
    years: str | None,
    kinds: Sequence[str] | None,
    languages: Sequence[str] | None,
) -> Filters:
    """The filters that the options ask for. Raises ValueError in words for the user."""
    first, last = _years(years)
    for kind in kinds or ():
        if kind not in KINDS:
            raise ValueError(f"there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    return Filters(
        documents=tuple(documents or ()),
        authors=tuple(authors or ()),
        year_from=first,
        year_to=last,
        kinds=cast(tuple[Kind, ...], tuple(kinds or ())),
        languages=tuple(languages or ()),
    )


def _years(years: str | None) -> tuple[int | None, int | None]:
    if years is None:
        return None, None
    match = _YEARS.fullmatch(years.strip())
    if match is None or years.strip() == "-":
        raise ValueError(f"{years!r} is not a range of years; write 2020, 2018-2023, 2020- or -2020")
    if match["single"]:
        return int(match["single"]), int(match["single"])
    first, last = (int(part) if part else None for part in (match["first"], match["last"]))
    if first is not None and last is not None and first > last:
        raise ValueError(f"{years!r} ends before it begins")
    return first, last
