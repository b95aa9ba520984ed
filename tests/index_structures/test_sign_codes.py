"""Beyond a size, codes choose the passages whose vectors are compared: few are missed, and scores stay exact."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from spread_passages import spread
from test_dense import brute_force, dense_of, unit_vectors

from pincite.index.structures import dense
from pincite.index.structures.dense import sign_codes

DIMENSION = 384


def like_real_ones(count: int, *, seed: int) -> NDArray[np.float32]:
    """Unit vectors with a falling spectrum and a common direction, as those of sentence encoders have."""
    rng = np.random.default_rng(seed)
    spectrum = (1 + np.arange(DIMENSION)) ** -0.4
    turned = np.linalg.qr(np.random.default_rng(1).normal(size=(DIMENSION, DIMENSION)))[0]
    vectors = (rng.normal(size=(count, DIMENSION)) * spectrum) @ turned + 0.02
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors.astype(np.float16), dtype=np.float32)  # as they are kept


def test_codes_are_the_signs() -> None:
    vectors = np.array([[0.5, -0.5, 0.1, -0.1, 0.0, 1, 1, -1, 1]], dtype=np.float32)
    assert sign_codes(vectors).tolist() == [[0b10100110, 0b10000000]]


def test_nearly_all_of_the_best_are_found_and_their_scores_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT", 100)
    monkeypatch.setattr(dense, "RESCORED", 400)
    vectors, questions = like_real_ones(8000, seed=2), like_real_ones(40, seed=3)
    index, everything = dense_of(vectors, spread(8000, segments=3, seed=4)), np.ones(8000, dtype=np.bool_)
    found = 0
    for question in questions:
        positions, scores = index.top(question, 10)
        best, _ = brute_force(vectors, question, 10, everything)
        found += len(set(best) & set(positions.tolist()))
        assert scores.tolist() == sorted((vectors[positions].astype(np.float64) * question).sum(axis=1), reverse=True)
    assert 0.95 * 400 <= found < 400  # fewer than all: so the codes were asked


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(count=st.integers(30, 80), segments=st.integers(1, 4), keep=st.floats(0.5, 1), seed=st.integers(0, 999))
def test_what_is_found_does_not_depend_on_segments(
    monkeypatch: pytest.MonkeyPatch, count: int, segments: int, keep: float, seed: int
) -> None:
    monkeypatch.setattr(dense, "EXACT", 5)
    monkeypatch.setattr(dense, "RESCORED", 7)
    vectors = unit_vectors(count, seed=seed)
    allowed = np.random.default_rng(seed).random(count) < keep
    question = unit_vectors(1, seed=seed + 1)[0]
    first = dense_of(vectors).top(question, 3, allowed=allowed)
    other = dense_of(vectors, spread(count, segments=segments, seed=seed)).top(question, 3, allowed=allowed)
    assert [part.tolist() for part in first] == [part.tolist() for part in other]
    assert allowed[first[0]].all()
    assert len(first[0]) == min(3, int(allowed.sum()))


def test_few_allowed_passages_are_all_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT", 50)
    monkeypatch.setattr(dense, "RESCORED", 1)
    vectors = like_real_ones(2000, seed=5)
    allowed = np.zeros(2000, dtype=np.bool_)
    allowed[::40] = True
    for question in like_real_ones(10, seed=6):
        positions, scores = dense_of(vectors, spread(2000, segments=2, seed=7)).top(question, 10, allowed=allowed)
        assert (positions.tolist(), scores.tolist()) == brute_force(vectors, question, 10, allowed)
