"""The same passages in what one would otherwise take: rank_bm25, as far as it goes, and a flat FAISS index."""

import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from bench_table import percentiles

from growing.documents import made_documents, questions
from growing.encoder import StandIn
from pincite.index.encoding.query_vectors import encode_query
from pincite.index.language.tokenizer import tokenize, tokenize_query
from pincite.index.snapshots.snapshot import open_snapshot

# Beyond this its scores take a second for each question.
_MOST_BM25 = 10_000
_FEW = 30

Quantiles = Mapping[str, tuple[float | None, float | None]]


def rivals(data: Path, documents: int, passages: int, *, count: int) -> tuple[Mapping[str, float | None], Quantiles]:
    """Seconds to build each, and p50 and p99 of `count` queries."""
    asked = questions(documents, count, seed=2)
    bm25_s, bm25 = _rank_bm25(passages, asked[:_FEW]) if passages <= _MOST_BM25 else (None, (None, None))
    faiss_s, by_k, share = _faiss(data, asked)
    return (
        {
            "rank_bm25: build (s)": bm25_s,
            "FAISS flat: build (s)": faiss_s,
            "dense, k 10: share of FAISS flat's ten": share,
        },
        {"rank_bm25, questions: scores and ten best": bm25, **by_k},
    )


def _rank_bm25(passages: int, asked: list[str]) -> tuple[float, tuple[float, float]]:
    from rank_bm25 import BM25Okapi

    texts = [passage.text for made in made_documents(passages) for passage in made.document.passages]
    begun = time.perf_counter()
    okapi = BM25Okapi([tokenize(text, "en") for text in texts])
    built_s = time.perf_counter() - begun
    seconds = []
    for question in asked:
        terms = tokenize_query(question, ["en"])
        begun = time.perf_counter()
        scores = okapi.get_scores(terms)
        np.argpartition(-scores, 10)[:10]
        seconds.append(time.perf_counter() - begun)
    return built_s, percentiles(seconds)


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
