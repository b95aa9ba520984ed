"""The words of every passage in their context, as small vectors: how well does a passage match each word of a question?

A passage's score is the mean over the question's words, weighted by their rarity, of the nearest word's inner product:

    sum over q of idf(q) * max over w of (q . w)  /  sum over q of idf(q)

(late interaction: Khattab and Zaharia, "ColBERT", SIGIR 2020, here with an encoder that was not trained for it.) A word
vector is the mean of its pieces' vectors in the encoder's last layer. Stop words are left out, words that are near each
other are pooled, and each number is kept in two bits. The encoder computes all this anyway for the passage's own
vector.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pincite.index.language.stop_words import STOP_WORDS
from pincite.index.structures.few_bits import Asked, FewBits, Levels, ask, in_two_bits, levels_of
from pincite.index.structures.placement import Placement
from pincite.index.structures.word_pooling import pooled

WORDS_VERSION = 4
BITS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EncodedText:
    """A text as the encoder reads it: its vector float32[d] and those of its words float32[w, d], of unit length."""

    vector: NDArray[np.float32]
    words: tuple[str, ...]
    word_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentWords:
    """The words of a segment's rows, and those of the bylines of its documents, which stand for each of their rows.

    starts: int64[n + 1]; codes: uint8[m, (d + 3) // 4], scales: float16[m]. byline_starts: int64[documents + 1];
    byline_codes: uint8[b, (d + 3) // 4], byline_scales: float16[b].
    """

    starts: NDArray[np.int64]
    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]
    byline_starts: NDArray[np.int64]
    byline_codes: NDArray[np.uint8]
    byline_scales: NDArray[np.float16]

    @property
    def words(self) -> FewBits:
        """Those of the rows."""
        return FewBits(codes=self.codes, scales=self.scales)

    @property
    def bylines(self) -> FewBits:
        """Those of the bylines."""
        return FewBits(codes=self.byline_codes, scales=self.byline_scales)


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

        words: float32[q, d], of unit length. 0 where a passage or the question has no words. Equal passages get equal
        scores wherever they stand.
        """
        scores = np.zeros(len(positions))
        if not len(words) or not len(positions):
            return scores
        asked = ask(words, bits=BITS)
        best = self._best(positions, asked)
        full = np.isfinite(best[:, 0])
        scores[full] = (best[full] * (asked.units * weights)).sum(axis=1) / weights.sum()
        return scores

    def _best(self, positions: NDArray[np.int64], asked: Asked) -> NDArray[np.float32]:
        """For each position and asked word the product of the nearest word, byline included: float32[n, q].

        Words are gathered from all segments before they are compared, so that many segments take no more steps than
        one. Minus infinity where a passage has no words.
        """
        owners, counts, words = list[NDArray[np.int64]](), list[NDArray[np.int64]](), list[FewBits]()
        for number, places, rows in self.placement.parts(positions):
            part = self.segments[number]
            for starts, vectors, of in (
                (part.starts, part.words, rows),
                (part.byline_starts, part.bylines, self.document_of[number][rows]),
            ):
                sizes = starts[of + 1] - starts[of]
                begins = np.cumsum(sizes) - sizes
                found = np.repeat(starts[of] - begins, sizes) + np.arange(int(sizes.sum()))
                words.append(FewBits(codes=vectors.codes[found], scales=vectors.scales[found]))
                owners.append(places[sizes > 0])
                counts.append(sizes[sizes > 0])
        best = np.full((len(positions), len(asked.whole)), -np.inf, dtype=np.float32)
        sizes = np.concatenate(counts)
        if len(sizes):
            begins = np.cumsum(sizes) - sizes
            nearest = np.maximum.reduceat(asked.products(joined_words(words)), begins, axis=0)
            np.maximum.at(best, np.concatenate(owners), nearest)
        return best


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
