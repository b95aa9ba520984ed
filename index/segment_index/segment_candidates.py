"""The passages that a question has found in segments: a position is the place among all passages, by their ids."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.passage_index import FoundPassages, PassageFlags, PassageSearch, StoredPassage
from pincite.index.interface.ranked_passages import NOTHING, Ranking
from pincite.index.interface.sentence_vectors import SentenceVectors
from pincite.index.interface.word_vectors import WordVectors
from pincite.index.language.repetition import Sketches
from pincite.index.segment_index.allowed_passages import AllowedPassages
from pincite.index.segment_index.passage_rows import PassageRows
from pincite.index.segment_index.stored_passages import StoredPassages
from pincite.index.structures.bm25 import BM25
from pincite.index.structures.dense import DenseIndex
from pincite.index.structures.segment_sentences import SentenceIndex
from pincite.index.structures.segment_words import WordIndex


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenParts:
    """All that is known of the passages of segments, by kind."""

    sparse: BM25
    dense: DenseIndex
    sentences: SentenceIndex
    words: WordIndex
    rows: PassageRows
    stored: StoredPassages
    allowed: AllowedPassages


class SegmentCandidates:
    """Candidates, as `PassageIndex` says."""

    def __init__(self, parts: OpenParts, searches: Sequence[PassageSearch]) -> None:
        self._parts = parts
        self.found = tuple(_found(parts, search) for search in searches)

    def vectors(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """float32[n, d], of unit length."""
        return self._parts.dense.vectors(positions)

    def sentences(self, positions: NDArray[np.int64]) -> SentenceVectors:
        """The sentences of these passages."""
        return self._parts.sentences.of(positions)

    def words(self, positions: NDArray[np.int64]) -> WordVectors:
        """The words of these passages and of their bylines."""
        return self._parts.words.of(positions)

    def flags(self, positions: NDArray[np.int64]) -> PassageFlags:
        """What kind of text these passages are."""
        return self._parts.rows.flags(positions)

    def sketches(self, positions: NDArray[np.int64]) -> Sketches:
        """uint64[n, s]."""
        return self._parts.rows.sketches(positions)

    def passages(self, positions: Sequence[int]) -> Mapping[int, StoredPassage]:
        """Those that are still in the library."""
        return self._parts.stored.passages(positions)


def _found(parts: OpenParts, search: PassageSearch) -> FoundPassages:
    allowed = parts.allowed.mask(search.scope)
    clock = [time.perf_counter()]
    by_terms, by_vector = NOTHING, NOTHING
    if search.best_by_terms:
        positions, scores = parts.sparse.top(search.terms, search.best_by_terms, allowed=allowed)
        by_terms = Ranking(positions=positions, scores=scores)
    clock.append(time.perf_counter())
    if search.vector is not None:
        positions, scores = parts.dense.top(search.vector, search.best_by_vector, allowed=allowed)
        by_vector = Ranking(positions=positions, scores=scores)
    clock.append(time.perf_counter())
    terms_ms, vector_ms = (np.diff(clock) * 1000).tolist()
    return FoundPassages(by_terms=by_terms, by_vector=by_vector, terms_ms=terms_ms, vector_ms=vector_ms)
