"""Words that are near each other become one, whatever else is in the library."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.index.interface.few_bits import Levels, levels_of
from pincite.index.interface.word_pooling import pooled


def levels(rows: int, size: int = 384, *, seed: int = 5) -> Levels:
    return levels_of(unit(rows, size, seed=seed))


def unit(rows: int, size: int = 384, *, seed: int = 5) -> NDArray[np.float64]:
    vectors = np.random.default_rng(seed).normal(size=(rows, size))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.mark.parametrize(("count", "left"), [(0, 0), (1, 1), (4, 4), (5, 4), (6, 5), (10, 8), (74, 60)])
def test_four_fifths_are_left_rounded_up(count: int, left: int) -> None:
    assert len(pooled(levels(count))) == left


def test_the_same_word_twice_is_one_and_the_others_stay() -> None:
    apart = levels(5)
    repeated = np.concatenate([apart[:2], apart[1:], apart[:1], apart[:1]])  # 8 words, of which 7 are left
    assert pooled(repeated[:6])[:, :9].tolist() == levels_of(_unit_of(apart))[:, :9].tolist()
    assert len(pooled(repeated)) == 7


def test_a_group_is_the_mean_of_its_words() -> None:
    far, near = unit(8, 384, seed=1), unit(1, 384, seed=2)[0]
    pair = np.stack([near, near + 0.3 * unit(1, 384, seed=3)[0]])
    pair /= np.linalg.norm(pair, axis=1, keepdims=True)
    words = levels_of(np.concatenate([far[:4], pair[:1], far[4:7], pair[1:]]))
    found = pooled(words)
    mean = words[4].astype(int) + words[8]
    assert found[4].tolist() == levels_of(_unit_of(mean[np.newaxis]))[0].tolist()


def test_groups_are_those_of_average_linkage_done_slowly() -> None:
    words = levels(23, 16, seed=7)
    groups = [[place] for place in range(23)]

    def mean_distance(one: list[int], other: list[int]) -> float:
        return float(np.mean([((words[i].astype(int) - words[j]) ** 2).sum() for i in one for j in other]))

    while len(groups) > 19:
        pairs = [(mean_distance(a, b), i, j) for i, a in enumerate(groups) for j, b in enumerate(groups) if i < j]
        _, i, j = min(pairs)
        groups[i] += groups.pop(j)
    means = np.stack([words[group].astype(int).sum(axis=0) for group in sorted(groups, key=min)])
    assert pooled(words).tolist() == levels_of(_unit_of(means)).tolist()


def _unit_of(vectors: NDArray[np.integer]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
