"""The words of every passage in their context, as small vectors: how well does a passage match each word of a question?

A passage's score is the mean over the question's words, weighted by their rarity, of the nearest word's inner product:

    sum over q of idf(q) * max over w of (q . w)  /  sum over q of idf(q)

(late interaction: Khattab and Zaharia, "ColBERT", SIGIR 2020, here with an encoder that was not trained for it.) A word
vector is the mean of its pieces' vectors in the encoder's last layer, with four bits for each number, two in a byte.
Stop words are left out. The encoder computes all this anyway for the passage's own vector.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pincite.index.language.stop_words import STOP_WORDS
from pincite.index.structures.placement import Placement

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
class SegmentWords:
    """The words of a segment's rows, and those of the bylines of its documents, which stand for each of their rows.

    starts: int64[n + 1]; vectors: uint8[m, (d + 1) // 2], as `packed` makes them. byline_starts: int64[documents + 1];
    bylines: uint8[b, (d + 1) // 2].
    """

    starts: NDArray[np.int64]
    vectors: Words
    byline_starts: NDArray[np.int64]
    bylines: Words


WORD_ARRAYS = tuple(field.name for field in fields(SegmentWords))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordIndex:
    """The words of all passages, in segments. document_of: for each segment int32[n], the document of each row."""

    segments: Sequence[SegmentWords]
    document_of: Sequence[NDArray[np.int32]]
    placement: Placement

    def scores(
        self, positions: NDArray[np.int64], words: NDArray[np.float32], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """How well each of the passages `positions` matches the weighted words of a question: float64[n].

        words: float32[q, d], of unit length. 0 where a passage or the question has no words. All numbers are whole and
        small enough to be exact in 32 bits, so equal passages get equal scores wherever they stand.
        """
        scores = np.zeros(len(positions))
        if not len(words) or not len(positions):
            return scores
        asked = _as_bytes(words, 2 * self.segments[0].vectors.shape[1])
        unit = _STEP / 2 * _DEVIATIONS / _BYTE / words.shape[1]
        best = self._best(positions, asked)
        full = np.isfinite(best[:, 0])
        products = (2 * best[full] - (2 * _HALF - 1) * asked.sum(axis=1)).astype(np.float64)
        scores[full] = (products * weights).sum(axis=1) * unit / weights.sum()
        return scores

    def _best(self, positions: NDArray[np.int64], asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each position and asked word the product of the nearest word, byline included: float32[n, q].

        Words are gathered from all segments before they are compared, so that many segments take no more steps than
        one. Minus infinity where a passage has no words.
        """
        owners, counts, words = [], [], []
        for number, places, rows in self.placement.parts(positions):
            part = self.segments[number]
            for starts, vectors, of in (
                (part.starts, part.vectors, rows),
                (part.byline_starts, part.bylines, self.document_of[number][rows]),
            ):
                sizes = starts[of + 1] - starts[of]
                begins = np.cumsum(sizes) - sizes
                words.append(vectors[np.repeat(starts[of] - begins, sizes) + np.arange(int(sizes.sum()))])
                owners.append(places[sizes > 0])
                counts.append(sizes[sizes > 0])
        best = np.full((len(positions), len(asked)), -np.inf, dtype=np.float32)
        sizes = np.concatenate(counts)
        if len(sizes):
            begins = np.cumsum(sizes) - sizes
            nearest = np.maximum.reduceat(_products(np.concatenate(words), asked), begins, axis=0)
            np.maximum.at(best, np.concatenate(owners), nearest)
        return best


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
