"""Dense search equals brute force: every score, every tie, every filter."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.index.structures.dense import build_dense, load_dense


def unit_vectors(count: int, *, seed: int, dimension: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    lengths: NDArray[np.float64] = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return (vectors / lengths).astype(np.float32)


def brute_force(
    vectors: NDArray[np.float32], query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_]
) -> tuple[list[int], list[float]]:
    scores = (vectors.astype(np.float64) * query).sum(axis=1)
    ranked = sorted(np.flatnonzero(allowed).tolist(), key=lambda position: (-scores[position], position))[:k]
    return ranked, [scores[position] for position in ranked]


@given(
    count=st.integers(1, 60), distinct=st.integers(1, 60), k=st.integers(1, 70), keep=st.floats(0, 1),
    seed=st.integers(0, 999),
)  # fmt: skip
def test_top_equals_brute_force_with_ties_and_filters(
    count: int, distinct: int, k: int, keep: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit_vectors(distinct, seed=seed)[rng.integers(distinct, size=count)]
    allowed = rng.random(count) < keep
    query = unit_vectors(1, seed=seed + 1)[0]
    positions, scores = build_dense(vectors).top(query, k, allowed=allowed)
    assert (positions.tolist(), scores.tolist()) == brute_force(vectors, query, k, allowed)


def test_top_without_filter_ranks_everything() -> None:
    vectors = unit_vectors(500, seed=3, dimension=384)
    positions, scores = build_dense(vectors).top(vectors[7], 10)
    assert (positions.tolist(), scores.tolist()) == brute_force(vectors, vectors[7], 10, np.ones(500, dtype=np.bool_))
    assert positions[0] == 7


def test_more_ties_than_asked_for_keep_the_earliest() -> None:
    vectors = np.repeat(unit_vectors(1, seed=5), 300, axis=0)
    positions, _ = build_dense(vectors).top(vectors[0], 4)
    assert positions.tolist() == [0, 1, 2, 3]


def test_nothing_allowed_finds_nothing() -> None:
    vectors = unit_vectors(5, seed=1)
    positions, scores = build_dense(vectors).top(vectors[0], 3, allowed=np.zeros(5, dtype=np.bool_))
    assert (positions.size, scores.size) == (0, 0)


def test_save_then_load_finds_the_same(tmp_path: Path) -> None:
    vectors = unit_vectors(50, seed=2)
    built = build_dense(vectors)
    built.save(tmp_path)
    loaded = load_dense(tmp_path)
    assert np.array_equal(loaded.rows, vectors)
    assert [part.tolist() for part in loaded.top(vectors[3], 5)] == [part.tolist() for part in built.top(vectors[3], 5)]


def test_damaged_or_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"vectors\.faiss is missing or damaged"):
        load_dense(tmp_path)
    (tmp_path / "vectors.faiss").write_bytes(b"IxFI and then nothing")
    with pytest.raises(IndexMismatch, match="run: pincite verify --repair"):
        load_dense(tmp_path)


def test_vector_of_another_encoder_is_refused() -> None:
    with pytest.raises(IndexMismatch, match="8 numbers, the index's 16"):
        build_dense(unit_vectors(3, seed=1)).top(np.ones(8, dtype=np.float32), 1)
