"""Passages ranked by how well they match each word of a question, rare words before common ones."""

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.passage_index import Candidates, PassageIndex
from pincite.index.interface.ranked_passages import Ranking
from pincite.index.interface.word_vectors import EncodedText
from pincite.index.language.tokenizer import tokenize_query
from pincite.index.ranking.fusion import blend
from pincite.index.ranking.tied_vectors import best_of_ties


def rarities(words: Sequence[str], index: PassageIndex) -> NDArray[np.float64]:
    """For each word the logarithm of how few passages have it, or the rarest of its terms: float64[n]."""
    size, languages = len(index), index.languages or ("en",)
    terms = [tokenize_query(word, languages) for word in words]
    every = list(dict.fromkeys(term for part in terms for term in part))
    counts = dict(zip(every, index.vocabulary.frequencies(every) if every else (), strict=True))
    fewest = (min((counts[term] for term in part), default=size) for part in terms)
    return np.array([log((size + 1) / (count + 0.5)) for count in fewest], dtype=np.float64)


def rank_by_words(head: Ranking, encoded: EncodedText, weights: NDArray[np.float64], candidates: Candidates) -> Ranking:
    """The head of a ranking, ranked again by its scores and by how well it matches the question's weighted words."""
    scores = candidates.words(head.positions).scores(encoded.word_vectors, weights)
    return blend(head, best_of_ties(scores, head.positions, candidates.vectors))
