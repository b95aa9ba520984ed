"""BM25 equals rank_bm25 on every score, and ranking by shortcuts equals sorting all of them."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from pincite.index.errors import IndexMismatch
from pincite.index.structures.bm25 import BM25, build_bm25, load_bm25

words = st.sampled_from("abcdefgh")
passages = st.lists(st.lists(words, max_size=12), min_size=1, max_size=25).filter(any)
queries = st.lists(st.sampled_from("abcdefghz"), max_size=6)


def zipf_words(rng: np.random.Generator, count: int) -> list[str]:
    return [f"w{rank}" for rank in rng.zipf(1.3, size=count).clip(max=5000).tolist()]


def brute_force(
    index: BM25, token_lists: Sequence[Sequence[str]], query: Sequence[str], allowed: NDArray[np.bool_]
) -> list[tuple[int, float]]:
    scores = index.scores(query).tolist()
    matching = [i for i, tokens in enumerate(token_lists) if allowed[i] and set(tokens) & set(query)]
    return sorted(((i, scores[i]) for i in matching), key=lambda hit: (-hit[1], hit[0]))


def hits(ranking: tuple[NDArray[np.int64], NDArray[np.float64]]) -> list[tuple[int, float]]:
    positions, scores = ranking
    return list(zip(positions.tolist(), scores.tolist(), strict=True))


@given(token_lists=passages, query=queries)
def test_all_scores_equal_rank_bm25(token_lists: list[list[str]], query: list[str]) -> None:
    assert build_bm25(token_lists).scores(query).tolist() == BM25Okapi(token_lists).get_scores(query).tolist()


@given(token_lists=passages, query=queries, k=st.integers(1, 30), seed=st.integers(0, 99))
def test_top_equals_sorting_all_scores(token_lists: list[list[str]], query: list[str], k: int, seed: int) -> None:
    index = build_bm25(token_lists)
    allowed = np.random.default_rng(seed).random(len(token_lists)) < 0.6
    everything = np.ones(len(token_lists), dtype=np.bool_)
    assert hits(index.top(query, k)) == brute_force(index, token_lists, query, everything)[:k]
    assert hits(index.top(query, k, allowed=allowed)) == brute_force(index, token_lists, query, allowed)[:k]


def test_large_index_agrees_with_rank_bm25_and_with_sorting() -> None:
    rng = np.random.default_rng(7)
    token_lists = [zipf_words(rng, int(count)) for count in rng.integers(5, 60, size=8000)]
    index, oracle = build_bm25(token_lists), BM25Okapi(token_lists)
    everything, half = np.ones(8000, dtype=np.bool_), rng.random(8000) < 0.5
    for _ in range(12):
        query = zipf_words(rng, int(rng.integers(1, 13)))
        assert np.array_equal(index.scores(query), oracle.get_scores(query))
        for k in (1, 10, 11, 100, 500):
            assert hits(index.top(query, k)) == brute_force(index, token_lists, query, everything)[:k]
            assert hits(index.top(query, k, allowed=half)) == brute_force(index, token_lists, query, half)[:k]


def test_repeated_query_term_counts_twice() -> None:
    index = build_bm25([["steppe", "road"], ["road"], ["belt"], ["sea"]])
    assert index.scores(["steppe", "steppe"]).tolist() == (2 * index.scores(["steppe"])).tolist()


def test_score_is_the_formula() -> None:
    index = build_bm25([["steppe", "road", "road"], ["belt"], ["sea"], ["sea"]])
    idf = np.log(4 - 1 + 0.5) - np.log(1 + 0.5)
    expected = idf * (2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 3 / (6 / 4))))
    assert index.scores(["road"]).tolist() == pytest.approx([expected, 0, 0, 0], rel=1e-14)


def test_equal_scores_keep_reading_order() -> None:
    index = build_bm25([["sea"], *[["steppe", "road"]] * 300, ["belt"] * 9] + [["belt"]] * 400)
    assert index.top(["steppe", "road"], 5)[0].tolist() == [1, 2, 3, 4, 5]


def test_passage_without_a_term_of_the_query_is_no_hit() -> None:
    index = build_bm25([["steppe"], ["sea"], []])
    assert index.top(["steppe"], 10)[0].tolist() == [0]
    assert index.top(["unknown"], 10)[0].tolist() == []
    assert index.top([], 10)[0].tolist() == []


def test_empty_library_and_empty_passages_have_no_hits() -> None:
    assert build_bm25([]).top(["sea"], 3)[0].tolist() == []
    assert build_bm25([[], []]).scores(["sea"]).tolist() == [0, 0]


def test_save_then_load_is_equal(tmp_path: Path) -> None:
    built = build_bm25([["қазақ", "steppe"], ["line\nbreak"], [], ["steppe", "sea", "sea"]])
    built.save(tmp_path)
    loaded = load_bm25(tmp_path)
    assert (loaded.size, dict(loaded.terms)) == (4, dict(built.terms))
    for query in (["steppe", "sea"], ["қазақ"], ["line\nbreak"]):
        assert hits(loaded.top(query, 3)) == hits(built.top(query, 3))


def test_damaged_index_is_named(tmp_path: Path) -> None:
    build_bm25([["steppe"], ["sea"]]).save(tmp_path)
    (tmp_path / "terms.json").write_text('{"size": 2, "terms": ["steppe"]}')
    with pytest.raises(IndexMismatch, match="do not fit together"):
        load_bm25(tmp_path)
    (tmp_path / "impacts.npy").write_bytes(b"")
    with pytest.raises(IndexMismatch, match="missing or damaged; run: pincite verify --repair"):
        load_bm25(tmp_path)


def test_threads_do_not_disturb_each_other() -> None:
    rng = np.random.default_rng(3)
    index = build_bm25([zipf_words(rng, 30) for _ in range(3000)])
    asked = [zipf_words(rng, 6) for _ in range(200)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda query: hits(index.top(query, 10)), asked))
    assert together == [hits(index.top(query, 10)) for query in asked]
