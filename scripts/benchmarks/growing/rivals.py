"""The same passages in what one would otherwise take: rank_bm25 and bm25s, as far as they go, and flat FAISS."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from bench_table import percentiles

from growing.documents import made_documents, questions
from growing.encoder import StandIn
from pincite.index.encoding.query_vectors import encode_query
from pincite.index.language.tokenizer import tokenize, tokenize_query
from pincite.index.snapshots.snapshot import open_snapshot

# Beyond these the scores of the one take a second for each question, and the other needs gigabytes to be built.
_MOST_RANK_BM25, _MOST_BM25S = 10_000, 100_000
_FEW = 30

Quantiles = Mapping[str, tuple[float | None, float | None]]
_Measured = tuple[float | None, tuple[float | None, float | None]]
_Search = Callable[[list[str]], object]


def rivals(data: Path, documents: int, passages: int, *, count: int) -> tuple[Mapping[str, float | None], Quantiles]:
    """Seconds to build each, and p50 and p99 of `count` queries."""
    asked = questions(documents, count, seed=2)
    nothing: _Measured = (None, (None, None))
    rank_bm25_s, rank_bm25 = _bm25(_rank_bm25, passages, asked[:_FEW]) if passages <= _MOST_RANK_BM25 else nothing
    bm25s_s, bm25s = _bm25(_bm25s, passages, asked) if passages <= _MOST_BM25S else nothing
    faiss_s, by_k, share = _faiss(data, asked)
    return (
        {
            "rank_bm25: build (s)": rank_bm25_s,
            "bm25s: build (s)": bm25s_s,
            "FAISS flat: build (s)": faiss_s,
            "dense, k 10: share of FAISS flat's ten": share,
        },
        {
            "rank_bm25, questions: scores and ten best": rank_bm25,
            "bm25s, questions, k 10": bm25s,
            **by_k,
        },
    )


def _bm25(build: Callable[[list[list[str]]], _Search], passages: int, asked: Sequence[str]) -> _Measured:
    """Seconds to build, the cutting into terms left out, and p50 and p99 of the ten best for a question."""
    texts = (passage.text for made in made_documents(passages) for passage in made.document.passages)
    terms = [tokenize(text, "en") for text in texts]
    begun = time.perf_counter()
    search = build(terms)
    built_s = time.perf_counter() - begun
    seconds = []
    for question in asked:
        sought = tokenize_query(question, ["en"])
        begun = time.perf_counter()
        search(sought)
        seconds.append(time.perf_counter() - begun)
    return built_s, percentiles(seconds)


def _rank_bm25(terms: list[list[str]]) -> _Search:
    from rank_bm25 import BM25Okapi

    okapi = BM25Okapi(terms)
    return lambda sought: np.argpartition(-okapi.get_scores(sought), 10)[:10]


def _bm25s(terms: list[list[str]]) -> _Search:
    import bm25s

    index = bm25s.BM25(k1=1.5, b=0.75)
    index.index(terms, show_progress=False)
    return lambda sought: index.retrieve([sought], k=10, show_progress=False)


def _faiss(data: Path, asked: list[str]) -> tuple[float, Quantiles, float]:
    """Seconds to build, p50 and p99 by k, and how much of its ten best our own search finds."""
    import faiss

    faiss.omp_set_num_threads(1)
    snapshot = open_snapshot(data)
    vectors = snapshot.parts.dense.vectors(np.arange(len(snapshot)))
    begun = time.perf_counter()
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    built_s = time.perf_counter() - begun
    encoder = StandIn()
    queries = [encode_query(question, encoder)[np.newaxis] for question in asked]
    found = {}
    for k in (10, 400):
        seconds = []
        for query in queries:
            begun = time.perf_counter()
            index.search(query, min(k, len(vectors)))
            seconds.append(time.perf_counter() - begun)
        found[f"FAISS flat, k {k}"] = percentiles(seconds)
    same = [
        len(np.intersect1d(index.search(query, 10)[1][0], snapshot.parts.dense.top(query[0], 10)[0]))
        for query in queries
    ]
    return built_s, found, sum(same) / (10 * len(same))
