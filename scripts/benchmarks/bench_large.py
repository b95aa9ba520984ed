"""Search among many passages: synthetic ones, whose words are as unevenly common as those of a language."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from bench_table import Row, Table, percentiles
from numpy.typing import NDArray

from pincite.index.segments.array_file import read_arrays, write_arrays
from pincite.index.snapshots.merging import LARGEST
from pincite.index.structures.bm25 import BM25, TermStatistics, changed_statistics
from pincite.index.structures.dense import DenseIndex, load_vectors, save_vectors, sign_codes
from pincite.index.structures.placement import Placement, place_rows
from pincite.index.structures.postings import POSTING_ARRAYS, Postings, build_postings

_TERMS = 150_000
_QUERIES = 500
_DENSE_QUERIES = 100
_DIMENSION = 384
# One query takes rank_bm25 most of a second.
_FEW = 15

Ranking = tuple[NDArray[np.int64], NDArray[np.float64]]
Ask = Callable[[Sequence[str]], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthetic:
    """Passages as lists of terms, and queries: mixed ones, and ones that are full of stop words."""

    passages: list[list[str]]
    mixed: list[list[str]]
    stop_words: list[list[str]]


def synthetic(size: int, *, seed: int = 1) -> Synthetic:
    """Terms by Zipf's law as Mandelbrot put it, about 100 a passage; every tenth repeats one of its passage.

    A mixed query has 4-12 terms: two fifths by the same law, the others from one passage and not among the 100
    commonest. In the other kind 2-5 of the 15 commonest stand beside up to five rarer ones.
    """
    choose = np.random.default_rng(seed)
    law = 1 / (np.arange(1, _TERMS + 1) + 2.7)
    law = np.cumsum(law / law.sum())
    names = [f"w{number}" for number in range(_TERMS)]
    drawn = []
    for length in np.clip(choose.normal(100, 30, size), 10, 250).astype(int).tolist():
        terms = _draw(choose, law, length)
        repeats = choose.random(length) < 0.1
        terms[repeats] = terms[(choose.random(length) * np.arange(length)).astype(int)[repeats]]
        drawn.append(terms)
    mixed: list[list[str]] = []
    stop_words: list[list[str]] = []
    while len(mixed) < _QUERIES:
        count = int(choose.integers(4, 13))
        passage = drawn[int(choose.integers(size))]
        rare = np.unique(passage[passage >= 100])
        common = _draw(choose, law, round(count * 0.4))
        chosen = choose.choice(rare, min(count - len(common), len(rare)), replace=False)
        mixed.append([names[term] for term in choose.permutation(np.concatenate([common, chosen]))])
        heads = choose.choice(15, int(choose.integers(2, 6)), replace=False)
        stop_words.append([names[term] for term in (*heads, *chosen[:5])])
    passages = [[names[term] for term in terms] for terms in drawn]
    return Synthetic(passages=passages, mixed=mixed, stop_words=stop_words)


def large_tables(size: int, runs: int) -> tuple[Table, ...]:
    """Sparse and dense search among `size` passages in full segments, and what their indexes cost."""
    data = synthetic(size)
    with tempfile.TemporaryDirectory() as folder:
        sparse, index = _sparse_index(data, Path(folder))
        reference, queries = _queries(data, index, runs)
        dense = _dense(size, Path(folder), runs)
    counts = (
        Row(what="terms", values=(len(np.unique(np.concatenate([part.hashes for part in index.segments]))),)),
        Row(what="postings (millions)", values=(sum(len(part.rows) for part in index.segments) / 1e6,)),
    )
    return (
        Table(
            title=f"Search among {size:,} synthetic passages, one thread",
            columns=("p50 ms", "p99 ms", "same ten as rank_bm25"),
            rows=(*queries, dense),
        ),
        Table(title=f"The sparse index of {size:,} passages", columns=("value",), rows=(*sparse, reference, *counts)),
    )


def sum_and_partition(index: BM25, tokens: Sequence[str], k: int) -> Ranking:
    """The k best passages after all lists have been added up."""
    scores = index.scores(tokens)
    found = np.flatnonzero(scores > 0)
    return _best(found, scores[found], k)


def _best(positions: NDArray[np.int64], scores: NDArray[np.float64], k: int) -> Ranking:
    if len(scores) > k:
        kept = scores >= np.partition(scores, -k)[-k]
        positions, scores = positions[kept], scores[kept]
    order = np.lexsort((positions, -scores))[:k]
    return positions[order], scores[order]


def _draw(choose: np.random.Generator, law: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    return np.minimum(np.searchsorted(law, choose.random(count)), _TERMS - 1)


def _folders(folder: Path, size: int) -> tuple[list[tuple[Path, slice]], Placement]:
    """A folder for each segment, its passages, and where these stand."""
    ends = [*range(0, size, LARGEST), size]
    parts = [slice(start, end) for start, end in pairwise(ends)]
    folders = [folder / str(number) for number in range(len(parts))]
    for path in folders:
        path.mkdir(exist_ok=True)
    placement = place_rows([np.arange(part.start, part.stop, dtype=np.int64) for part in parts])
    return list(zip(folders, parts, strict=True)), placement


def _sparse_index(data: Synthetic, folder: Path) -> tuple[list[Row], BM25]:
    places, placement = _folders(folder, len(data.passages))
    start = time.perf_counter()
    built = [build_postings(data.passages[part]) for _, part in places]
    statistics = changed_statistics(TermStatistics(frequencies={}), kept=[], left=[], added=built)
    build_s = time.perf_counter() - start
    for (path, _), part in zip(places, built, strict=True):
        write_arrays(path, {name: getattr(part, name) for name in POSTING_ARRAYS}, notes={})
    size_mb = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    start = time.perf_counter()
    index = BM25([Postings(**read_arrays(path)[0]) for path, _ in places], placement, statistics)
    load_ms = (time.perf_counter() - start) * 1000
    measured = {"build (s)": build_s, "open (ms)": load_ms, "size on disk (MB)": size_mb}
    return [Row(what=what, values=(value,)) for what, value in measured.items()], index


def _queries(data: Synthetic, index: BM25, runs: int) -> tuple[Row, list[Row]]:
    """The time that rank_bm25 takes to build its index, and the rows of the queries."""
    from rank_bm25 import BM25Okapi

    start = time.perf_counter()
    okapi = BM25Okapi(data.passages)
    build_s = time.perf_counter() - start
    rows = []
    for kind, queries in (("mixed", data.mixed), ("stop words", data.stop_words)):
        few = queries[:_FEW]
        truth = [np.asarray(okapi.get_scores(query)) for query in few]
        ways: tuple[tuple[str, Callable[[Sequence[str]], Ranking], bool], ...] = (
            ("`BM25.top`, k 10", lambda query: index.top(query, 10), True),
            ("`BM25.top`, k 100", lambda query: index.top(query, 100), False),
            ("all lists added up, then partitioned, k 10", lambda query: sum_and_partition(index, query, 10), True),
        )
        for way, ask, compared in ways:
            same = None
            if compared:
                same = sum(_agree(ask(query)[0], scores) for query, scores in zip(few, truth, strict=True)) / len(few)
            rows.append(Row(what=f"{kind}: {way}", values=(*percentiles(_timed(ask, queries, runs)), same)))
        p50, _ = percentiles(_timed(okapi.get_scores, few, 1, warm=False))
        rows.append(Row(what=f"{kind}: rank_bm25 `get_scores`, {_FEW} queries", values=(p50, None, None)))
    return Row(what="rank_bm25: build (s)", values=(build_s,)), rows


def _dense(size: int, folder: Path, runs: int) -> Row:
    choose = np.random.default_rng(2)
    vectors = choose.standard_normal((size + _DENSE_QUERIES, _DIMENSION), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    places, placement = _folders(folder, size)
    for path, part in places:
        save_vectors(path, vectors[part])
    segments = [load_vectors(path) for path, _ in places]
    codes = [sign_codes(vectors[part]) for _, part in places]
    index = DenseIndex(segments=segments, codes=codes, placement=placement, dimension=_DIMENSION)
    seconds = []
    for vector in [*vectors[size:][:10], *list(vectors[size:]) * runs]:
        start = time.perf_counter()
        index.top(vector, 10)
        seconds.append(time.perf_counter() - start)
    what = f"dense: `DenseIndex.top`, {_DIMENSION} dimensions, k 10"
    return Row(what=what, values=(*percentiles(seconds[10:]), None))


def _timed(ask: Ask, queries: Sequence[Sequence[str]], runs: int, *, warm: bool = True) -> list[float]:
    """Seconds of each query, `runs` times, after a first time that is not counted."""
    if warm:
        for query in queries:
            ask(query)
    seconds = []
    for query in [*queries] * runs:
        start = time.perf_counter()
        ask(query)
        seconds.append(time.perf_counter() - start)
    return seconds


def _agree(found: NDArray[np.int64], scores: NDArray[np.float64]) -> bool:
    best = np.lexsort((np.arange(len(scores)), -scores))[: len(found)]
    return np.array_equal(found, best)
