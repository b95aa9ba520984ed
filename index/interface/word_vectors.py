"""The words of passages in their context, as small vectors: how well does a passage match each word of a question?

A passage's score is the mean over the question's words, weighted by their rarity, of the nearest word's inner product:

    sum over q of idf(q) * max over w of (q . w)  /  sum over q of idf(q)

(late interaction: Khattab and Zaharia, "ColBERT", SIGIR 2020, here with an encoder that was not trained for it.) A word
vector is the mean of its pieces' vectors in the encoder's last layer. Stop words are left out, words that are near each
other are pooled, and each number is kept in two bits. The encoder computes all this anyway for the passage's own
vector.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.few_bits import FewBits, Levels, ask, in_two_bits, levels_of
from pincite.index.interface.word_pooling import pooled
from pincite.index.language.stop_words import STOP_WORDS

WORDS_VERSION = 4
BITS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EncodedText:
    """A text as the encoder reads it: its vector float32[d] and those of its words float32[w, d], of unit length."""

    vector: NDArray[np.float32]
    words: tuple[str, ...]
    word_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordVectors:
    """The words of `size` passages in stretches, of which a passage may have none or several, in any order.

    Stretch j are the vectors starts[j] ... starts[j + 1] - 1, one at least, of the passage owners[j]: int64[stretches].
    """

    size: int
    owners: NDArray[np.int64]
    starts: NDArray[np.int64]
    vectors: FewBits

    def scores(self, words: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """How well each passage matches the weighted words of a question: float64[size].

        words: float32[q, d], of unit length. 0 where a passage or the question has no words. Equal passages get equal
        scores wherever they stand.
        """
        scores = np.zeros(self.size)
        if not len(words) or not len(self.owners):
            return scores
        asked = ask(words, bits=BITS)
        best = np.full((self.size, len(words)), -np.inf, dtype=np.float32)
        nearest = np.maximum.reduceat(asked.products(self.vectors), self.starts[:-1], axis=0)
        np.maximum.at(best, self.owners, nearest)
        full = np.isfinite(best[:, 0])
        scores[full] = (best[full] * (asked.units * weights)).sum(axis=1) / weights.sum()
        return scores


def without_stop_words(encoded: EncodedText) -> EncodedText:
    """The reading without stop words and marks."""
    kept = [place for place, word in enumerate(encoded.words) if _is_content_word(word)]
    return EncodedText(
        vector=encoded.vector,
        words=tuple(encoded.words[place] for place in kept),
        word_vectors=encoded.word_vectors[kept],
    )


def passage_words(vectors: NDArray[np.float32]) -> FewBits:
    """The word vectors of a passage, float32[w, d] of unit length, as they are kept: fewer, and in two bits."""
    return pooled_words(levels_of(vectors))


def pooled_words(levels: Levels) -> FewBits:
    """The same from their levels, which version 0.1 kept: int8[w, d]."""
    return in_two_bits(pooled(levels))


def byline_words(vectors: NDArray[np.float32]) -> FewBits:
    """The word vectors of a byline: every name stays."""
    return in_two_bits(levels_of(vectors))


def joined_words(parts: Sequence[FewBits]) -> FewBits:
    """One after the other; at least one part."""
    return FewBits(
        codes=np.concatenate([part.codes for part in parts]), scales=np.concatenate([part.scales for part in parts])
    )


def _is_content_word(word: str) -> bool:
    return word not in STOP_WORDS and any(letter.isalnum() for letter in word)
