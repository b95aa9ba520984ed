"""Passages in the order of a score."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Positions of passages, best first, and their scores: int64[n], float64[n]."""

    positions: NDArray[np.int64]
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.positions)

    def first(self, k: int) -> "Ranking":
        """The k best."""
        return Ranking(positions=self.positions[:k], scores=self.scores[:k])

    def after(self, k: int) -> "Ranking":
        """The ranking after the k best."""
        return Ranking(positions=self.positions[k:], scores=self.scores[k:])


NOTHING = Ranking(positions=np.empty(0, dtype=np.int64), scores=np.empty(0))


def ranked(positions: NDArray[np.int64], scores: NDArray[np.float64]) -> Ranking:
    """The positions by their scores, best first, earlier positions first among equals."""
    order = np.lexsort((positions, -scores))
    return Ranking(positions=positions[order], scores=scores[order])
