"""Dense search over segments equals brute force: every score, every tie, every filter."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from spread_passages import in_one_segment, spread

from pincite.index.errors import IndexMismatch
from pincite.index.structures.dense import DenseIndex, SegmentVectors, load_vectors, save_vectors, sign_codes
from pincite.index.structures.placement import Placement, place_rows


def unit_vectors(count: int, *, seed: int, dimension: int = 16) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension))
    lengths: NDArray[np.float64] = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    return (vectors / lengths).astype(np.float16).astype(np.float32)  # as they are kept


def segment_of(vectors: NDArray[np.float32]) -> SegmentVectors:
    with TemporaryDirectory() as folder:
        save_vectors(Path(folder), vectors)
        return load_vectors(Path(folder))


def dense_of(vectors: NDArray[np.float32], placement: Placement | None = None) -> DenseIndex:
    """The index of these vectors, by position; in one segment unless a placement is given."""
    placement = placement or in_one_segment(len(vectors))
    return DenseIndex(
        segments=[segment_of(vectors[positions]) for positions in placement.positions],
        codes=[sign_codes(vectors[positions]) for positions in placement.positions],
        placement=placement,
        dimension=vectors.shape[1],
    )


def brute_force(
    vectors: NDArray[np.float32], query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_]
) -> tuple[list[int], list[float]]:
    scores = (vectors.astype(np.float64) * query).sum(axis=1)
    ranked = sorted(np.flatnonzero(allowed).tolist(), key=lambda position: (-scores[position], position))[:k]
    return ranked, [scores[position] for position in ranked]


@given(
    count=st.integers(1, 60), distinct=st.integers(1, 60), k=st.integers(1, 70), keep=st.floats(0, 1),
    segments=st.integers(1, 5), seed=st.integers(0, 999),
)  # fmt: skip
def test_top_equals_brute_force_with_ties_and_filters(
    count: int, distinct: int, k: int, keep: float, segments: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    vectors = unit_vectors(distinct, seed=seed)[rng.integers(distinct, size=count)]
    allowed = rng.random(count) < keep
    query = unit_vectors(1, seed=seed + 1)[0]
    positions, scores = dense_of(vectors, spread(count, segments=segments, seed=seed)).top(query, k, allowed=allowed)
    assert (positions.tolist(), scores.tolist()) == brute_force(vectors, query, k, allowed)


@given(k=st.integers(1, 60), segments=st.integers(1, 5), seed=st.integers(0, 999))
def test_vectors_that_are_nearly_equal_are_ranked_by_their_exact_scores(k: int, segments: int, seed: int) -> None:
    # FAISS adds up in 32 bits, which orders these by chance.
    rng = np.random.default_rng(seed)
    vectors = np.repeat(unit_vectors(1, seed=seed, dimension=384), 60, axis=0)
    vectors[:, :99] = rng.integers(-1, 2, size=(60, 99)) * np.float32(2**-24)  # the least number of 16 bits
    (query,) = unit_vectors(1, seed=seed + 1, dimension=384)
    positions, scores = dense_of(vectors, spread(60, segments=segments, seed=seed)).top(query, k)
    assert (positions.tolist(), scores.tolist()) == brute_force(vectors, query, k, np.ones(60, dtype=np.bool_))


def test_top_without_filter_ranks_everything() -> None:
    vectors = unit_vectors(500, seed=3, dimension=384)
    positions, scores = dense_of(vectors, spread(500, segments=4, seed=3)).top(vectors[7], 10)
    assert (positions.tolist(), scores.tolist()) == brute_force(vectors, vectors[7], 10, np.ones(500, dtype=np.bool_))
    assert positions[0] == 7


def test_more_ties_than_asked_for_keep_the_earliest_of_all_segments() -> None:
    vectors = np.repeat(unit_vectors(1, seed=5), 300, axis=0)
    index = dense_of(vectors, spread(300, segments=5, seed=5))
    assert index.top(vectors[0], 4)[0].tolist() == [0, 1, 2, 3]
    odd = np.arange(300) % 2 == 1
    assert index.top(vectors[0], 4, allowed=odd)[0].tolist() == [1, 3, 5, 7]


def test_the_earliest_of_equals_is_found_in_the_last_row() -> None:
    same = np.repeat(unit_vectors(1, seed=5), 60, axis=0)
    for count in range(1, 60):
        index = dense_of(same[:count], place_rows([np.arange(count)[::-1]]))
        assert index.top(same[0], 1)[0].tolist() == [0]


def test_nothing_allowed_finds_nothing() -> None:
    vectors = unit_vectors(5, seed=1)
    index = dense_of(vectors, spread(5, segments=2, seed=1))
    positions, scores = index.top(vectors[0], 3, allowed=np.zeros(5, dtype=np.bool_))
    assert (positions.size, scores.size) == (0, 0)


def test_an_index_without_segments_finds_nothing() -> None:
    index = DenseIndex(segments=[], codes=[], placement=place_rows([]), dimension=16)
    assert index.top(unit_vectors(1, seed=1)[0], 3)[0].size == 0
    assert index.vectors(np.empty(0, dtype=np.int64)).shape == (0, 16)


def test_vectors_are_read_by_position() -> None:
    vectors = unit_vectors(20, seed=4)
    index = dense_of(vectors, spread(20, segments=3, seed=4))
    positions = np.array([7, 0, 19, 7])
    assert np.array_equal(index.vectors(positions), vectors[positions])
    assert index.vectors(positions).dtype == np.float32


@pytest.mark.parametrize("count", [50, 1, 0])
def test_save_then_load_is_equal(tmp_path: Path, count: int) -> None:
    vectors = unit_vectors(50, seed=2)[:count]
    save_vectors(tmp_path, vectors)
    loaded = load_vectors(tmp_path)
    assert (loaded.rows.shape, loaded.rows.dtype.name) == ((count, 16), "float16")
    assert np.array_equal(loaded.rows, vectors)


def test_damaged_or_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match=r"vectors\.faiss is missing or damaged"):
        load_vectors(tmp_path)
    (tmp_path / "vectors.faiss").write_bytes(b"IxSQ and then nothing")
    with pytest.raises(IndexMismatch, match="run: pincite verify --repair"):
        load_vectors(tmp_path)


CUT_EVERYWHERE = """
import sys
from pathlib import Path
from pincite.index.errors import IndexMismatch
from pincite.index.structures.dense import load_vectors
path = Path(sys.argv[1]) / "vectors.faiss"
whole = path.read_bytes()
for length in range(len(whole)):
    print(length, flush=True)
    path.unlink()
    path.write_bytes(whole[:length])
    try:
        load_vectors(path.parent)
    except IndexMismatch:
        continue
    sys.exit("was not noticed")
"""


def test_a_file_that_is_cut_off_anywhere_is_noticed(tmp_path: Path) -> None:
    # In a process of its own: a crash inside FAISS would end this one.
    save_vectors(tmp_path, unit_vectors(9, seed=2))
    size = (tmp_path / "vectors.faiss").stat().st_size
    command = [sys.executable, "-c", CUT_EVERYWHERE, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.split()[-1]) == (0, str(size - 1)), ran.stderr


def test_vector_of_another_encoder_is_refused() -> None:
    with pytest.raises(IndexMismatch, match="8 numbers, the index's 16"):
        dense_of(unit_vectors(3, seed=1)).top(np.ones(8, dtype=np.float32), 1)


def test_every_finite_number_of_16_bits_is_the_same_in_32(tmp_path: Path) -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    numbers = halves[np.isfinite(halves)].reshape(-1, 16)
    save_vectors(tmp_path, numbers)
    index = DenseIndex(
        segments=[load_vectors(tmp_path)],
        codes=[sign_codes(numbers)],
        placement=in_one_segment(len(numbers)),
        dimension=16,
    )
    found = index.vectors(np.arange(len(numbers)))
    assert np.array_equal(found, numbers.astype(np.float32))
    assert np.array_equal(np.signbit(found), np.signbit(numbers))
