"""What it costs to open a snapshot and to search it: time by stage, and memory."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from bench_table import memory_mb, percentiles
from numpy.typing import NDArray

from growing.documents import HUNDREDTH, THOUSANDTH, content_queries, made_document, questions
from growing.encoder import StandIn
from pincite.index.encoding.query_vectors import encode_query
from pincite.index.interface.filters import Filters
from pincite.index.language.tokenizer import tokenize_query
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.snapshot import Snapshot, open_snapshot

Quantiles = Mapping[str, tuple[float | None, float | None]]

Asked = TypeVar("Asked")

_WARM = 100


def opened(data: Path, documents: int, asked: int) -> tuple[Mapping[str, float | None], Quantiles]:
    """Seconds and memory of a process that opens the library and answers; p50 and p99 of `asked` queries a kind."""
    import faiss

    faiss.omp_set_num_threads(1)
    encoder = StandIn()
    memory = {"with nothing open": memory_mb()}
    begun = time.perf_counter()
    snapshot = open_snapshot(data)
    open_s = time.perf_counter() - begun
    memory["opened"] = memory_mb()
    searcher = Searcher(snapshot, encoder)
    for question in questions(documents, _WARM, seed=1):
        searcher.search(Query(text=question))
    memory[f"after {_WARM} queries"] = memory_mb()
    begun = time.perf_counter()
    open_snapshot(data, before=snapshot)
    again_s = time.perf_counter() - begun
    measured = {
        "open: snapshot (s)": open_s,
        "open: the same again, segments shared (s)": again_s,
        **{f"memory: {when}, own (MB)": own for when, (own, _) in memory.items()},
        **{f"memory: {when}, mapped files (MB)": mapped for when, (_, mapped) in memory.items()},
    }
    return measured, {**_parts(snapshot, encoder, documents, asked), **_whole(searcher, documents, asked)}


def _parts(snapshot: Snapshot, encoder: StandIn, documents: int, asked: int) -> Quantiles:
    """Each retriever by itself."""
    whole = questions(documents, asked, seed=2)
    kinds = {"content words": content_queries(documents, asked, seed=2), "questions": whole}
    found = {}
    for kind, queries in kinds.items():
        terms = [tokenize_query(query, snapshot.languages) for query in queries]
        for k in (10, 200):
            found[f"sparse, {kind}, k {k}"] = percentiles(_timed(_sparse(snapshot, k), terms))
    vectors = [encode_query(question, encoder) for question in whole]
    for k in (10, 400):
        found[f"dense, k {k}"] = percentiles(_timed(_dense(snapshot, k), vectors))
    return found


def _whole(searcher: Searcher, documents: int, asked: int) -> Quantiles:
    """Hybrid search without the time to encode, in stages and as a whole."""
    one = made_document(documents // 2).document.id
    filters = {
        "": Filters(),
        ", 1 % of documents allowed": Filters(authors=(HUNDREDTH,)),
        ", 0.1 % of documents allowed": Filters(authors=(THOUSANDTH,)),
        ", one document allowed": Filters(documents=(one,)),
    }
    found: dict[str, tuple[float | None, float | None]] = {}
    stages = []
    for name, allowed in filters.items():
        seconds = []
        for question in questions(documents, asked, seed=3):
            query = Query(text=question, filters=allowed)
            begun = time.perf_counter()
            took = searcher.search(query).timings
            seconds.append(time.perf_counter() - begun - took.encode_ms / 1000)
            if not name:
                stages.append((took.sparse_ms, took.dense_ms, took.fuse_ms, took.load_ms))
        found[f"hybrid{name}: whole"] = percentiles(seconds)
    names = ("sparse", "dense", "fuse", "load passages")
    parts = np.percentile(np.array(stages), (50, 99), axis=0).T.tolist()
    return {**{f"hybrid: {name}": (p50, p99) for name, (p50, p99) in zip(names, parts, strict=True)}, **found}


def _sparse(snapshot: Snapshot, k: int) -> Callable[[Sequence[str]], object]:
    return lambda terms: snapshot.parts.sparse.top(terms, k)


def _dense(snapshot: Snapshot, k: int) -> Callable[[NDArray[np.float32]], object]:
    return lambda vector: snapshot.parts.dense.top(vector, k)


def _timed(ask: Callable[[Asked], object], queries: Iterable[Asked]) -> list[float]:
    seconds = []
    for query in queries:
        begun = time.perf_counter()
        ask(query)
        seconds.append(time.perf_counter() - begun)
    return seconds
