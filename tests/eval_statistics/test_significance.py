"""The randomisation test against all sign patterns written out, and Holm's correction by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.eval.statistics.significance import PERMUTATIONS, holm, randomisation_test


def exact(differences: list[float]) -> float:
    """The share of all sign patterns whose sum is at least as far from 0."""
    patterns = [
        sum(s * d for s, d in zip(signs, differences, strict=True))
        for signs in product((-1, 1), repeat=len(differences))
    ]
    return sum(abs(total) >= abs(sum(differences)) - 1e-9 for total in patterns) / len(patterns)


@pytest.mark.parametrize("differences", [[1.0] * 8, [0.5, -0.5, 0.25, 0.1], [0.3, 0.2, -0.1, 0.4, 0.0, 0.2]])
def test_p_is_the_share_of_sign_patterns_that_are_as_extreme(differences: list[float]) -> None:
    (p,) = randomisation_test(np.array(differences)[:, None])
    assert p == pytest.approx(exact(differences), abs=0.006)


def test_equal_runs_differ_by_chance_for_certain() -> None:
    assert randomisation_test(np.zeros((10, 1))) == [1.0]


def test_a_difference_on_every_question_is_hardly_chance() -> None:
    assert randomisation_test(np.full((60, 1), 0.1)) == [1 / (1 + PERMUTATIONS)]


def test_the_direction_does_not_matter_and_neither_does_a_missing_score() -> None:
    column = np.array([0.5, -0.25, 0.25, 0.75])
    with_gap = np.append(column, np.nan)
    better, worse = randomisation_test(np.stack([with_gap, -with_gap], axis=1))
    assert better == worse == pytest.approx(exact([0.5, -0.25, 0.25, 0.75]), abs=0.006)


def test_holm_multiplies_the_smallest_by_all_and_never_turns_the_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == [3 * 0.01, 2 * 0.03, 2 * 0.03]
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_corrected_values_are_probabilities_and_not_smaller(values: list[float]) -> None:
    corrected = holm(values)
    assert all(p <= q <= 1 for p, q in zip(values, corrected, strict=True))
