"""Whether a difference between two runs is more than chance, question by question.

Fisher's randomisation test, as Smucker, Allan and Carterette compare it with others for retrieval ("A Comparison of
Statistical Significance Tests for Information Retrieval Evaluation", CIKM 2007): if the runs were equally good, the
sign of each question's difference could as well be the other one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PERMUTATIONS = 100_000
_SEED = 20250327  # any; fixed, so that the same scores give the same p
_BATCH = 5_000
_ROUNDING = 1e-9  # sums of the same numbers in another order differ beyond this digit


def randomisation_test(differences: NDArray[np.float64]) -> list[float]:
    """The two-sided p of each column. differences: float64[questions, columns], NaN where a question has none.

    p = (1 + |random signs whose sum is at least as far from 0|) / (1 + PERMUTATIONS)
    """
    known = np.nan_to_num(differences, nan=0.0)
    observed = np.abs(known.sum(axis=0)) - _ROUNDING
    random = np.random.default_rng(_SEED)
    beyond = np.zeros(known.shape[1])
    for _ in range(PERMUTATIONS // _BATCH):
        signs = random.integers(0, 2, size=(_BATCH, len(known)), dtype=np.int8).astype(np.float64) * 2 - 1
        beyond += (np.abs(signs @ known) >= observed).sum(axis=0)
    return [float(p) for p in (1 + beyond) / (1 + PERMUTATIONS)]


def holm(values: Sequence[float]) -> list[float]:
    """Each p corrected for how many there are (Holm, 1979): the probability of any false alarm stays below alpha.

    The i-th smallest of n becomes the largest so far of (n - i + 1) p, at most 1.
    """
    corrected = [0.0] * len(values)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=lambda place: values[place])):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        corrected[place] = largest
    return corrected
