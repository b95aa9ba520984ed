"""One ranking out of two: scores brought to the same scale and added with weights."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.ranked_passages import Ranking, ranked

# How many candidates each retriever returns. Beyond some hundred the fused top no longer changes.
POOL = 200
# The share of the dense score, chosen on the gold questions; see docs/explanation/retrieval.md.
DENSE_WEIGHT = 0.7
# Scores that differ by less than this share of the best one are not stretched to the full scale: among hundreds of
# reports that differ in company and year alone, the vectors of all are near the question and say nothing.
LEAST_SPREAD = 0.3
# So many of the best are ranked again by the words of the question, whose share is this.
HEAD = 60
WORDS_WEIGHT = 0.45


def blend(head: Ranking, scores: NDArray[np.float64], *, weight: float = WORDS_WEIGHT) -> Ranking:
    """The positions of `head` by their own scores and others, float64[n], both from 0 to 1, the latter by `weight`.

    Where the others say nothing, being all the same, the order stays.
    """
    if not len(head) or scores.min() == scores.max():
        return head
    return ranked(head.positions, (1 - weight) * head.scores + weight * _scaled_to_spread(scores))


def append(head: Ranking, rest: Ranking) -> Ranking:
    """`head`, and behind it `rest` in its order, its scores brought below the head's worst; none is negative."""
    if not len(head) or not len(rest):
        return head if len(head) else rest
    high, low = float(rest.scores.max()), float(head.scores.min())
    scores = rest.scores * (low / high if high > low else 1.0)
    return Ranking(
        positions=np.concatenate([head.positions, rest.positions]), scores=np.concatenate([head.scores, scores])
    )


def merge(rankings: Sequence[Ranking]) -> Ranking:
    """One ranking of rankings that have no position in common, by their scores."""
    if len(rankings) == 1:
        return rankings[0]
    return ranked(
        np.concatenate([ranking.positions for ranking in rankings]),
        np.concatenate([ranking.scores for ranking in rankings]),
    )


def fuse(sparse: Ranking, dense: Ranking, *, dense_weight: float = DENSE_WEIGHT) -> Ranking:
    """Every candidate of both, best first, earlier positions first among equals.

    A convex combination of min-max normalised scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions
    for Hybrid Retrieval", ACM TOIS 2023), where vectors that hardly separate passages count less. A candidate that
    one retriever did not return gets nothing from it. Where one has found nothing, the other's scores count alone.
    """
    if not len(sparse) or not len(dense):
        dense_weight = 1.0 if not len(sparse) else 0.0
    positions = np.union1d(sparse.positions, dense.positions)
    scores = np.zeros(len(positions))
    scores[np.searchsorted(positions, sparse.positions)] += (1 - dense_weight) * _scaled_to_best(sparse.scores)
    scores[np.searchsorted(positions, dense.positions)] += dense_weight * _scaled_to_spread(dense.scores)
    return ranked(positions, scores)


def _scaled_to_best(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores up to 1 for the best; equal scores are all 1, since what was left out is worse."""
    if not len(scores) or scores.max() <= 0:
        return np.ones(len(scores))
    high = float(scores.max())
    low = min(float(scores.min()), (1 - LEAST_SPREAD) * high)
    return (scores - low) / (high - low)


def _scaled_to_spread(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores from 0 for the worst; up to 1 only where they differ enough to say something."""
    if len(scores) < 2:
        return np.ones(len(scores))
    high, low = float(scores.max()), float(scores.min())
    span = max(high - low, LEAST_SPREAD * abs(high))
    return (scores - low) / span if span else np.ones(len(scores))
