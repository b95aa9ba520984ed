"""Repeated passages, from two versions of a document or a reprint, rank below the others of the best thirty."""

from collections.abc import Sequence

import numpy as np

from pincite.index.interface.passage_index import Candidates
from pincite.index.interface.ranked_passages import Ranking
from pincite.index.language.repetition import repeated_among

COMPARED = 30  # so many of the best


def demote_repeats(ranking: Ranking, candidates: Candidates) -> Ranking:
    """The ranking with passages that repeat a better one behind the other passages of its head.

    Nothing is lost. Repeats keep their order, and each has at most the score of the passage that it now follows.
    """
    head = ranking.positions[:COMPARED]

    def texts_at(places: Sequence[int]) -> list[str]:
        """The texts of passages of the head; that of one which was removed meanwhile is empty."""
        positions = head[list(places)].tolist()
        stored = candidates.passages(positions)
        return [stored[position].passage.text if position in stored else "" for position in positions]

    repeated = repeated_among(candidates.sketches(head), texts_at)
    if not any(repeated):
        return ranking
    order = np.argsort(np.array(repeated), kind="stable")
    scores = np.minimum.accumulate(ranking.scores[order])
    return Ranking(
        positions=np.concatenate([ranking.positions[order], ranking.positions[COMPARED:]]),
        scores=np.concatenate([scores, ranking.scores[COMPARED:]]),
    )
