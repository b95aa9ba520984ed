"""The sentences of passages and their vectors: how near is a passage's nearest sentence to a question?

    passage i     sentences starts[i] ... starts[i + 1] - 1
    sentence j    the characters places[j] of its document's cleaned text, and codes[j] times scales[j]

A passage's own vector says what it is about; that of its best sentence says whether it answers. The vectors are kept
in four bits a number.
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.few_bits import FewBits, ask
from pincite.ingest.document import Passage
from pincite.ingest.text.sentences import sentence_spans

BITS = 4
# In these each line is a statement of its own: an entry, a row, an address.
_BY_LINE = ("reference", "table", "front_matter")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredSentence:
    """The characters [start, end) of a document's cleaned text, and how near they are to the question (cosine)."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SentenceVectors:
    """The sentences of n passages.

    starts: int64[n + 1]; places: int32[m, 2]; codes: uint8[m, (d + 1) // 2], scales: float16[m].
    """

    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def best(self, query: NDArray[np.float32]) -> NDArray[np.float64]:
        """For each passage the inner product of the query and its nearest sentence: float64[n].

        Every passage has a sentence; see `sentences_of`.
        """
        if len(self.starts) == 1:
            return np.empty(0)
        products = self._products(slice(None), query)
        return np.asarray(np.maximum.reduceat(products, self.starts[:-1]), dtype=np.float64)

    def scored(self, number: int, query: NDArray[np.float32]) -> tuple[ScoredSentence, ...]:
        """The sentences of one of the passages, in their order, each with its nearness to the query."""
        part = slice(int(self.starts[number]), int(self.starts[number + 1]))
        scores = self._products(part, query)
        return tuple(
            ScoredSentence(start=start, end=end, score=score)
            for (start, end), score in zip(self.places[part].tolist(), scores.tolist(), strict=True)
        )

    def _products(self, part: slice, query: NDArray[np.float32]) -> NDArray[np.float64]:
        """Inner products: equal sentences get equal scores wherever they stand."""
        asked = ask(query[np.newaxis], bits=BITS)
        products = asked.products(FewBits(codes=self.codes[part], scales=self.scales[part]))[:, 0]
        return np.asarray(products * asked.units[0], dtype=np.float64)


SENTENCE_ARRAYS = tuple(field.name for field in fields(SentenceVectors))


def sentences_of(passage: Passage, language: str) -> list[tuple[int, int]]:
    """Where the sentences of a passage stand in its text, [start, end) without blanks at the ends; at least one."""
    by_line = passage.kind in _BY_LINE
    places = []
    start = 0
    for line in passage.text.splitlines(keepends=True):
        for first, last in [(0, len(line))] if by_line else sentence_spans(line, language):
            sentence = line[first:last]
            if sentence.strip():
                begin = start + first + len(sentence) - len(sentence.lstrip())
                places.append((begin, begin + len(sentence.strip())))
        start += len(line)
    return places or [(0, len(passage.text))]
