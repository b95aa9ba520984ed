"""A stand-in for an encoder: fast, the same at every run, and with vectors spread as real ones are.

A word's vector is drawn from a normal distribution with a covariance of low rank, whose eigenvalues fall as 1 / i,
with noise and a common mean; a hash of the word names one of 8,192. A text's vector is the sum of those of its words
with content. So passages that share the words of a topic are near each other, and a sentence is near its passage.

mean inner product                    the five papers of corpus/    here
passages of one document              0.70                          0.74
passages of different documents       0.52                          0.51
"""

import time
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.word_vectors import EncodedText
from pincite.index.language.stop_words import STOP_WORDS

_ROWS = 8_192
_SEED = 11
_RANK, _NOISE, _MEAN = 64, 0.5, 0.155
_CONTEXT = 0.5  # the share of its text in the vector of a word


class StandIn:
    """Vectors from words; `seconds` counts the time spent in here."""

    id = "stand-in@1"
    dimension = 384
    max_tokens = 512

    def __init__(self) -> None:
        choose = np.random.default_rng(_SEED)
        axes = np.linalg.qr(choose.standard_normal((self.dimension, _RANK)))[0].T
        spread = np.sqrt(1 / np.arange(1, _RANK + 1))
        near = choose.standard_normal((_ROWS, _RANK)) * spread / np.linalg.norm(spread)
        noise = choose.standard_normal((_ROWS, self.dimension)) / self.dimension**0.5
        mean = choose.standard_normal(self.dimension) / self.dimension**0.5
        table = (1 - _NOISE**2) ** 0.5 * near @ axes + _NOISE * noise + _MEAN * mean
        self._table: NDArray[np.float32] = table.astype(np.float32)
        self.seconds = 0.0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32[n, d], rows of unit length."""
        begun = time.perf_counter()
        vectors = np.stack([self._summed(_words(text))[0] for text in texts])
        self.seconds += time.perf_counter() - begun
        return vectors

    def read(self, text: str) -> EncodedText:
        """The vector of a text and those of its words."""
        begun = time.perf_counter()
        words = _words(text)
        vector, rows = self._summed(words)
        near = rows + np.float32(_CONTEXT) * vector
        near /= np.sqrt(np.einsum("ij,ij->i", near, near))[:, np.newaxis]
        self.seconds += time.perf_counter() - begun
        return EncodedText(vector=vector, words=tuple(words), word_vectors=near)

    def count_tokens(self, text: str) -> int:
        """As many as blanks, and the two at the ends."""
        return text.count(" ") + 3

    def _summed(self, words: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        rows = self._table[[zlib.crc32(word.encode()) % _ROWS for word in words]]
        weights = np.array([word not in STOP_WORDS for word in words], dtype=np.float32)
        vector = weights @ rows if weights.any() else rows.sum(axis=0)
        return vector / np.float32(np.linalg.norm(vector)), rows


def _words(text: str) -> list[str]:
    return text.lower().replace(".", " ").replace("?", " ").replace(",", " ").split() or [text]
