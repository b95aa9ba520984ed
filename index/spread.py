"""Neighbours made to stand back a little, so that one section does not fill the top of a ranking."""

import numpy as np
from numpy.typing import NDArray

from index.fuse import Ranking

# What is left of a score for each better passage of the same section. Chosen on the gold questions: the measures
# hardly move between 0.8 and 1, and questions that several sections restate get to the one that answers them.
KEPT = 0.85
_WINDOW = 60  # beyond the first sixty candidates nothing can rise into a page of hits


def spread(ranking: Ranking, section_of: NDArray[np.int32], *, k: int, kept: float = KEPT) -> Ranking:
    """The k best passages of a ranking, each score multiplied by `kept` for every better one of its section.

    section_of: int32[n], the section of every passage by position, as a number.
    """
    head = max(_WINDOW, 2 * k)
    waiting = list(zip(ranking.positions[:head].tolist(), ranking.scores[:head].tolist(), strict=True))
    taken: dict[int, int] = {}
    positions: list[int] = []
    scores: list[float] = []
    while waiting and len(positions) < k:
        damped = [score * kept ** taken.get(int(section_of[position]), 0) for position, score in waiting]
        best = max(range(len(waiting)), key=lambda place: (damped[place], -waiting[place][0]))
        position, _ = waiting.pop(best)
        positions.append(position)
        scores.append(damped[best])
        section = int(section_of[position])
        taken[section] = taken.get(section, 0) + 1
    return Ranking(positions=np.array(positions, dtype=np.int64), scores=np.array(scores, dtype=np.float64))
