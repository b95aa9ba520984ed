"""Repeated passages, from two versions of a document or a reprint, rank below the others of the best thirty."""

import numpy as np

from pincite.index.ranking.fusion import Ranking
from pincite.index.snapshots.snapshot import Snapshot
from pincite.index.structures.repetition import repeated_among

COMPARED = 30  # so many of the best


def demote_repeats(ranking: Ranking, snapshot: Snapshot) -> Ranking:
    """The ranking with passages that repeat a better one behind the other passages of its head.

    Nothing is lost. Repeats keep their order, and each has at most the score of the passage that it now follows.
    """
    head = ranking.positions[:COMPARED].tolist()
    repeated = repeated_among(snapshot.sketches(ranking.positions[:COMPARED]), lambda place: snapshot.text(head[place]))
    if not any(repeated):
        return ranking
    order = np.argsort(np.array(repeated), kind="stable")
    scores = np.minimum.accumulate(ranking.scores[order])
    return Ranking(
        positions=np.concatenate([ranking.positions[order], ranking.positions[COMPARED:]]),
        scores=np.concatenate([scores, ranking.scores[COMPARED:]]),
    )
