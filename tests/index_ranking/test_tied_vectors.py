import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.index.interface.ranked_passages import Ranking, ranked
from pincite.index.ranking.tied_vectors import SIMILAR, VectorsOf, best_of_ties, tie_leaders, tie_scores


def on_a_circle(*degrees: float) -> NDArray[np.float32]:
    """Unit vectors: float32[n, 2]. Two are alike that are 19 degrees apart or less."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def passages_at(*degrees: float) -> VectorsOf:
    """Passages with these vectors, by position."""
    return on_a_circle(*degrees).__getitem__


def ranking(scores: dict[int, float]) -> Ranking:
    return ranked(np.array([*scores], dtype=np.int64), np.array([*scores.values()], dtype=np.float64))


def as_dict(one: Ranking) -> dict[int, float]:
    return dict(zip(one.positions.tolist(), one.scores.tolist(), strict=True))


def test_a_group_is_alike_to_its_first() -> None:
    assert np.cos(np.radians(19)) > SIMILAR > np.cos(np.radians(21))
    assert tie_leaders(on_a_circle(0, 15, 30, 90, 45)).tolist() == [0, 0, 2, 3, 2]
    assert tie_leaders(on_a_circle(15, 0, 30)).tolist() == [0, 0, 0]


def test_passages_that_are_alike_have_the_best_dense_score_of_them() -> None:
    vectors_of = passages_at(0, 10, 90)
    dense = ranking({2: 0.9, 0: 0.8, 1: 0.7})
    assert as_dict(tie_scores(dense, ranking({}), vectors_of)) == {2: 0.9, 0: 0.8, 1: 0.8}


def test_a_sparse_candidate_joins_only_a_dense_one_it_is_alike_to() -> None:
    vectors_of = passages_at(0, 10, 90)
    sparse = ranking({1: 5.0, 2: 4.0})
    assert as_dict(tie_scores(ranking({0: 0.8}), sparse, vectors_of)) == {0: 0.8, 1: 0.8}


def test_sparse_candidates_that_are_alike_bring_no_dense_score_with_them() -> None:
    vectors_of = passages_at(0, 90, 95)
    assert as_dict(tie_scores(ranking({0: 0.8}), ranking({1: 5.0, 2: 4.0}), vectors_of)) == {0: 0.8}


def test_other_scores_of_alike_passages_become_their_best_in_place() -> None:
    vectors_of = passages_at(0, 10, 90)
    assert best_of_ties(np.array([0.1, 0.5, 0.3]), np.array([0, 2, 1]), vectors_of).tolist() == [0.3, 0.5, 0.3]


@pytest.mark.parametrize("count", [0, 1])
def test_few_passages_keep_their_scores(count: int) -> None:
    vectors_of = passages_at(*[0.0] * count)
    dense = ranking(dict.fromkeys(range(count), 0.5))
    assert as_dict(tie_scores(dense, ranking({}), vectors_of)) == as_dict(dense)
    assert best_of_ties(dense.scores, dense.positions, vectors_of).tolist() == dense.scores.tolist()
