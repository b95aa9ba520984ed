"""Passages ranked by what they are about and by their best sentence: their own vectors, and the nearest of those."""

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.passage_index import Candidates
from pincite.index.interface.ranked_passages import Ranking, ranked

# The share of the best sentence in a dense score: a passage's vector says what it is about, its sentences what it says.
# Chosen on the gold questions; see docs/explanation/retrieval.md.
SENTENCE_WEIGHT = 0.4
# So many times more passages are compared by their sentences than are kept: a good sentence lifts a passage.
RESCORED = 2


def rank_by_sentences(nearest: Ranking, vector: NDArray[np.float32], candidates: Candidates) -> Ranking:
    """The passages nearest to a question's vector, ranked by their own nearness and by their best sentences'."""
    best = candidates.sentences(nearest.positions).best(vector)
    return ranked(nearest.positions, (1 - SENTENCE_WEIGHT) * nearest.scores + SENTENCE_WEIGHT * best)
