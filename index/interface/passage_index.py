"""The one interface through which questions are ranked, whatever keeps the index: segments on a disk, or an engine.

    vocabulary.frequencies, spelled_like, sounding_like    the terms of the question
    retrieve                 all that the question looks for, at once: the best by terms and by vector
    vectors, sentences, flags, sketches, words    what ranks those found again
    passages                 the text, the pages and the record of the best

Every step takes all of a question's words, variants or passages in one call, so that an index over a network answers a
question in a handful of round trips. Nothing here has the size of a library: what a scope allows is the index's affair.
`tests/index_interface/test_passage_index.py` is the contract; each implementation must pass it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.filters import Scope
from pincite.index.interface.ranked_passages import Ranking
from pincite.index.interface.sentence_vectors import SentenceVectors
from pincite.index.interface.word_vectors import WordVectors
from pincite.index.language.repetition import Sketches
from pincite.index.language.vocabulary import Vocabulary
from pincite.ingest.document import PageRange, Passage
from pincite.ingest.library.reader import LibraryReader
from pincite.ingest.record import Record


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassageSearch:
    """What one form of a question looks for in a scope: so many of the best passages, by terms and by vector.

    A term that stands twice counts twice. vector: float32[d] of unit length, where any are wanted by it.
    """

    scope: Scope
    terms: Sequence[str] = ()
    best_by_terms: int = 0
    vector: NDArray[np.float32] | None = None
    best_by_vector: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundPassages:
    """What a search has found: by the BM25 of its terms, only passages that hold one of them; by the inner product.

    Both follow their scores, the passage whose id comes first before others with the same score. The milliseconds are
    those that each took.
    """

    by_terms: Ranking
    by_vector: Ranking
    terms_ms: float = 0.0
    vector_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassageFlags:
    """What kind of text passages are: kinds, str[n], as `Kind` names them, and what share of each only announces.

    announcing: float32[n], from 0 to 1.
    """

    kinds: NDArray[np.str_]
    announcing: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPassage:
    """A passage with its text, where it stands, and the record of its document."""

    passage: Passage
    pages: PageRange
    record: Record


class Candidates(Protocol):
    """The passages that the searches of one question have found.

    A position names one of them. It is valid in this object alone, and positions follow the ids of the passages: so a
    tie that is broken by position is broken by id. That is all that is promised of them. Segments give the place among
    all passages; an engine, which has no such place, numbers what it has found in the order of the ids. Both can keep
    that promise because a question retrieves only once.
    """

    @property
    def found(self) -> Sequence[FoundPassages]:
        """What each search has found, in the order of the searches."""
        ...

    def vectors(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of these passages, of unit length: float32[n, d]."""
        ...

    def sentences(self, positions: NDArray[np.int64]) -> SentenceVectors:
        """The sentences of these passages, each of which has one at least."""
        ...

    def words(self, positions: NDArray[np.int64]) -> WordVectors:
        """The words of these passages, those of their authors' names included."""
        ...

    def flags(self, positions: NDArray[np.int64]) -> PassageFlags:
        """What kind of text these passages are."""
        ...

    def sketches(self, positions: NDArray[np.int64]) -> Sketches:
        """The sketches of these passages, as `repetition` makes them: uint64[n, s]."""
        ...

    def passages(self, positions: Sequence[int]) -> Mapping[int, StoredPassage]:
        """Those of these passages that are still in the library, by position. Raises LibraryError."""
        ...


class PassageIndex(Protocol):
    """The passages of a library in one state, a snapshot; another state is another object.

    For any number of threads.
    """

    @property
    def id(self) -> str:
        """What the state is named by: the documents and the settings that they were indexed with."""
        ...

    @property
    def name(self) -> str:
        """The same, and how it is kept: another name may be a state that is spread over other segments alone."""
        ...

    @property
    def encoder_id(self) -> str:
        """The encoder that its vectors are of."""
        ...

    @property
    def model(self) -> str | None:
        """That encoder by the name its user gave it; None for the default."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, in order."""
        ...

    @property
    def reads(self) -> tuple[str, ...]:
        """Languages other than English that the encoder reads."""
        ...

    @property
    def vocabulary(self) -> Vocabulary:
        """The terms of its passages."""
        ...

    def __len__(self) -> int:
        """The number of passages."""
        ...

    def keys_of(self, documents: Collection[str]) -> Mapping[str, str]:
        """The keys that those of these documents had which are here when they were indexed, by id."""
        ...

    def changed_in(self, library: LibraryReader) -> frozenset[str]:
        """The documents that were removed or replaced in the library since; they must not be returned any more."""
        ...

    def retrieve(self, searches: Sequence[PassageSearch]) -> Candidates:
        """What the searches of one question find, looked up together.

        Raises IndexMismatch where a vector is of another encoder, LibraryError where the library cannot be read.
        """
        ...
