"""Passages whose vectors are so similar that it is chance which of them is nearer to a question.

    reports of two years    inner product 0.99    dense 0.812, 0.807    one dense score; BM25 knows the year

Within such a group every passage gets the group's best dense score, so that its terms decide.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.ranked_passages import Ranking, ranked
from pincite.index.ranking.fusion import HEAD

# Passages are similar from this inner product on; see docs/explanation/retrieval.md. Papers have hardly any such pairs:
# nine of the 157,641 pairs of passages of the sample papers.
SIMILAR = 0.94

VectorsOf = Callable[[NDArray[np.int64]], NDArray[np.float32]]


def tie_scores(dense: Ranking, sparse: Ranking, vectors_of: VectorsOf) -> Ranking:
    """The dense ranking with one score for passages that are similar.

    vectors_of: the unit vectors float32[k, d] of passages at positions int64[k]. Where more passages are similar than
    candidates are kept, chance has chosen those that are here: so the best of the sparse ranking join them if similar
    to one of them.
    """
    head = sparse.first(HEAD).positions
    joining = head[~np.isin(head, dense.positions)]
    positions = np.concatenate([dense.positions, joining])
    first = tie_leaders(vectors_of(positions))
    found = first < len(dense)
    return ranked(positions[found], dense.scores[first[found]])


def best_of_ties(
    scores: NDArray[np.float64], positions: NDArray[np.int64], vectors_of: VectorsOf
) -> NDArray[np.float64]:
    """The scores float64[k] of the passages `positions`, each the highest of those that are similar."""
    first = tie_leaders(vectors_of(positions))
    best = np.full(len(scores), -np.inf)
    np.maximum.at(best, first, scores)
    return best[first]


def tie_leaders(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """For each of these unit vectors the index of the first one that it is similar to, or its own: int64[k].

    That first one is similar to none before it. So a chain of passages, each similar to the next, is no group: all
    of a group are similar to its first.
    """
    similar = vectors @ vectors.T >= SIMILAR
    firsts = np.arange(len(vectors))
    free = np.ones(len(vectors), dtype=np.bool_)
    for place in np.flatnonzero(np.triu(similar, 1).any(axis=1)):
        if free[place]:
            group = np.flatnonzero(similar[place] & free)
            firsts[group] = place
            free[group] = False
    return firsts
