"""The sentences of every passage and their vectors: how near is a passage's nearest sentence to a question?

    passage i    sentences starts[i] ... starts[i + 1] - 1
    sentence j   the characters places[j] of its document's cleaned text, and vectors[j]

A passage's own vector says what it is about; that of its best sentence says whether it answers. The vectors are kept
in a byte a number, a quarter of the size: inner products with them are off by less than 0.01.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.ingest.document import Passage
from pincite.ingest.text.sentences import sentence_spans

_ARRAYS = ("starts", "places", "vectors", "scales")
_BYTE = 127
_TINY = 1e-12
_BLOCK = 4096  # sentences; converted at a time
# In these each line is a statement of its own: an entry, a row, an address.
_BY_LINE = ("reference", "table", "front_matter")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredSentence:
    """The characters [start, end) of a document's cleaned text, and how near they are to the question (cosine)."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SentenceIndex:
    """starts: int64[n + 1] for n passages; places: int32[m, 2]; vectors: int8[m, d], times scales: float32[m]."""

    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    vectors: NDArray[np.int8]
    scales: NDArray[np.float32]

    def scored(self, position: int, query: NDArray[np.float32]) -> tuple[ScoredSentence, ...]:
        """The sentences of the passage in row `position`, in their order, each with its nearness to the query."""
        part = slice(int(self.starts[position]), int(self.starts[position + 1]))
        scores = self._products(part, query)
        return tuple(
            ScoredSentence(start=start, end=end, score=score)
            for (start, end), score in zip(self.places[part].tolist(), scores.tolist(), strict=True)
        )

    def best(self, positions: NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float64]:
        """For each of the passages `positions` the inner product of the query and its nearest sentence: float64[n].

        Every passage has a sentence; see `sentences_of`.
        """
        if not len(positions):
            return np.empty(0)
        firsts = self.starts[positions]
        counts = self.starts[positions + 1] - firsts
        begins = np.cumsum(counts) - counts
        rows = np.repeat(firsts - begins, counts) + np.arange(int(counts.sum()))
        return np.maximum.reduceat(self._products(rows, query), begins).astype(np.float64)

    def _products(self, rows: slice | NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Inner products, each row by itself: equal sentences get equal scores wherever they stand."""
        products = np.einsum("ij,j->i", self.vectors[rows].astype(np.float32), query)
        return np.asarray(products * self.scales[rows], dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the index into the existing `folder`."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))


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


def build_sentences(places: Sequence[Sequence[tuple[int, int]]], vectors: NDArray[np.float16]) -> SentenceIndex:
    """The index of sentences that stand at `places`, given by passage, and whose unit vectors follow one another."""
    starts = np.cumsum([0, *(len(sentences) for sentences in places)], dtype=np.int64)
    flat = [place for sentences in places for place in sentences]
    scales = np.abs(vectors).max(axis=1, initial=0).astype(np.float32) / _BYTE
    whole = np.empty(vectors.shape, dtype=np.int8)
    for start in range(0, len(vectors), _BLOCK):
        block = slice(start, start + _BLOCK)
        whole[block] = np.rint(vectors[block].astype(np.float32) / np.maximum(scales[block, np.newaxis], _TINY))
    return SentenceIndex(
        starts=starts, places=np.array(flat, dtype=np.int32).reshape(-1, 2), vectors=whole, scales=scales
    )


def load_sentences(folder: Path) -> SentenceIndex:
    """The index saved in `folder`, its vectors mapped into memory. Raises IndexMismatch where it is damaged."""
    try:
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in _ARRAYS}
        index = SentenceIndex(**arrays)
        fitting = (
            index.starts[-1] == len(index.places) == len(index.vectors) == len(index.scales) and index.vectors.ndim == 2
        )
    except (OSError, EOFError, ValueError, IndexError) as error:
        raise IndexMismatch(
            f"the sentences in {folder} are missing or damaged; run: pincite verify --repair"
        ) from error
    if not fitting:
        raise IndexMismatch(f"the files of the sentences in {folder} do not fit together; run: pincite verify --repair")
    return index
