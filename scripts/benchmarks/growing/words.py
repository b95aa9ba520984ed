"""Words for synthetic passages: as unevenly common as those of a language, and ever new ones as texts grow.

The word of rank r comes with a probability in proportion to 1 / r up to rank 7,873 and to r ** -1.77 beyond (Gerlach
and Altmann, "Stochastic Model for the Vocabulary Growth in Natural Languages", Physical Review X 3, 2013). So the
number of different words grows with the power 0.56 of the length of all texts (Heaps' law).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pincite.index.language.stop_words import STOP_WORDS

CORE, EXPONENT = 7_873, 1.77
_MOST = 1 << 40  # ranks; a float names these one by one
_SYLLABLES = tuple(consonant + vowel for consonant in "bdfghjklmnprstvz" for vowel in "aeiou")
# The commonest words of English bind, point and ask; these come first of all.
_FIRST = ("the", "of", "and", "in", "to", "a", "is", "for", "that", "as", "on", "by", "with", "are", "was")
FUNCTION_WORDS = (*_FIRST, *sorted(STOP_WORDS - set(_FIRST)))

_IN_CORE = np.cumsum(1 / np.arange(1, CORE + 1))
_TAIL = CORE ** (EXPONENT - 1) * (CORE + 0.5) ** (1 - EXPONENT) / (EXPONENT - 1)


def drawn(choose: np.random.Generator, count: int) -> NDArray[np.int64]:
    """So many ranks from 0 by the law: int64[n]."""
    places = choose.random(count) * (_IN_CORE[-1] + _TAIL)
    ranks = np.asarray(np.searchsorted(_IN_CORE, places, side="right"), dtype=np.int64)
    beyond = np.flatnonzero(ranks >= CORE)
    ranks[beyond] = _far(choose, len(beyond))
    return ranks


def rare(choose: np.random.Generator, count: int) -> NDArray[np.int64]:
    """So many different ranks of words with content, evenly from the logarithms of 200 to 50,000: int64[n]."""
    ranks = np.exp(choose.uniform(np.log(200), np.log(50_000), 2 * count)).astype(np.int64)
    return np.asarray(choose.permutation(np.unique(ranks))[:count], dtype=np.int64)


@cache
def word(rank: int) -> str:
    """The word of a rank from 0: a function word of English, or syllables that no stemmer cuts."""
    if rank < len(FUNCTION_WORDS):
        return FUNCTION_WORDS[rank]
    syllables: list[str] = []
    while rank or len(syllables) < 2:
        rank, place = divmod(rank, len(_SYLLABLES))
        syllables.append(_SYLLABLES[place])
    return "".join(syllables) + "k"


def _far(choose: np.random.Generator, count: int) -> NDArray[np.int64]:
    """Ranks of the law's tail, by its inverse."""
    ranks = (CORE + 0.5) * (1 - choose.random(count)) ** (-1 / (EXPONENT - 1))
    return np.minimum(ranks, _MOST).astype(np.int64)
