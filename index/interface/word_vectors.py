"""The words of passages in their context, as small vectors: how well does a passage match each word of a question?

A passage's score is the mean over the question's words, weighted by their rarity, of the nearest word's inner product:

    sum over q of idf(q) * max over w of (q . w)  /  sum over q of idf(q)

(late interaction: Khattab and Zaharia, "ColBERT", SIGIR 2020, here with an encoder that was not trained for it.) A word
vector is the mean of its pieces' vectors in the encoder's last layer, with four bits for each number, two in a byte.
Stop words are left out. The encoder computes all this anyway for the passage's own vector.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.language.stop_words import STOP_WORDS

WORDS_VERSION = 3
# The numbers of a unit vector are spread about 0 with a deviation of 1 / sqrt(d). Sixteen steps of a third of that
# cover the most of them; docs/explanation/retrieval.md compares other sizes.
_STEP = 0.33
_HALF = 8
_AT_ONCE = 512  # words: their levels are 800 kB
# A question's numbers have a byte each, which four deviations fill.
_BYTE, _DEVIATIONS = 127, 4

Words = NDArray[np.uint8]


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
    vectors: uint8[m, (d + 1) // 2], as `pack` makes them.
    """

    size: int
    owners: NDArray[np.int64]
    starts: NDArray[np.int64]
    vectors: Words

    def scores(self, words: NDArray[np.float32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """How well each passage matches the weighted words of a question: float64[size].

        words: float32[q, d], of unit length. 0 where a passage or the question has no words. All numbers are whole and
        small enough to be exact in 32 bits, so equal passages get equal scores wherever they stand.
        """
        scores = np.zeros(self.size)
        if not len(words) or not len(self.owners):
            return scores
        asked = _as_bytes(words, 2 * self.vectors.shape[1])
        unit = _STEP / 2 * _DEVIATIONS / _BYTE / words.shape[1]
        best = np.full((self.size, len(asked)), -np.inf, dtype=np.float32)
        nearest = np.maximum.reduceat(_products(self.vectors, asked), self.starts[:-1], axis=0)
        np.maximum.at(best, self.owners, nearest)
        full = np.isfinite(best[:, 0])
        products = (2 * best[full] - (2 * _HALF - 1) * asked.sum(axis=1)).astype(np.float64)
        scores[full] = (products * weights).sum(axis=1) * unit / weights.sum()
        return scores


def _products(vectors: Words, asked: NDArray[np.float32]) -> NDArray[np.float32]:
    """The levels of these words by those of each asked word: float32[w, q]. In parts that fit the cache."""
    half = vectors.shape[1]
    levels = np.empty((_AT_ONCE, 2 * half), dtype=np.float32)
    products = np.empty((len(vectors), len(asked)), dtype=np.float32)
    across = np.ascontiguousarray(asked.T)
    for start in range(0, len(vectors), _AT_ONCE):
        part = vectors[start : start + _AT_ONCE]
        levels[: len(part), :half] = part & 15
        levels[: len(part), half:] = part >> 4
        np.matmul(levels[: len(part)], across, out=products[start : start + len(part)])
    return products


def without_stop_words(encoded: EncodedText) -> EncodedText:
    """The reading without stop words and marks."""
    kept = [place for place, word in enumerate(encoded.words) if _is_content_word(word)]
    return EncodedText(
        vector=encoded.vector,
        words=tuple(encoded.words[place] for place in kept),
        word_vectors=encoded.word_vectors[kept],
    )


def pack(vectors: NDArray[np.float32]) -> Words:
    """Word vectors float32[w, d] of unit length in four bits a number: uint8[w, (d + 1) // 2], the first half low."""
    size = vectors.shape[1]
    steps = np.floor(vectors * (size**0.5 / _STEP))
    levels = np.clip(steps + _HALF, 0, 2 * _HALF - 1).astype(np.uint8)
    if size % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)))
    low, high = np.split(levels, 2, axis=1)
    return np.asarray(low | high << 4, dtype=np.uint8)


def _as_bytes(words: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """A question's word vectors in whole numbers of a byte each, padded to `width` numbers."""
    scaled = np.rint(words * (words.shape[1] ** 0.5 * _BYTE / _DEVIATIONS))
    whole = np.clip(scaled, -_BYTE, _BYTE).astype(np.float32)
    return np.pad(whole, ((0, 0), (0, width - words.shape[1])))


def _is_content_word(word: str) -> bool:
    return word not in STOP_WORDS and any(letter.isalnum() for letter in word)
