"""What answers are made from: ranked passages, their documents, and how rare words are."""

import math
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.query_vectors import encode_query
from pincite.index.language.tokenizer import tokenize_query
from pincite.index.search import Query, Searcher, SearchOutcome
from pincite.ingest.document import Document
from pincite.ingest.errors import DocumentNotFound
from pincite.ingest.library.store import Library

_DOCUMENTS = 32

OnSearch = Callable[[Query, SearchOutcome], None]


class Sources(Protocol):
    """What `ask` needs of a library: the service's own, or a fake in tests."""

    @property
    def snapshot(self) -> str: ...
    def search(self, query: Query) -> SearchOutcome: ...
    def document(self, document_id: str) -> Document | None: ...
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def terms(self, text: str) -> Sequence[str]: ...
    def rarities(self, terms: Sequence[str]) -> Sequence[float]: ...


class DocumentCache:
    """Documents kept between questions, by key. Safe for several threads."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._documents: OrderedDict[str, Document] = OrderedDict()

    def document(self, library: Library, document_id: str, key: str) -> Document | None:
        """The document, if it still has this key."""
        with self._guard:
            if key in self._documents:
                self._documents.move_to_end(key)
                return self._documents[key]
        try:
            document = library.document(document_id)
        except DocumentNotFound:
            return None
        with self._guard:
            self._documents[document.key] = document
            while len(self._documents) > _DOCUMENTS:
                self._documents.popitem(last=False)
        return document if document.key == key else None

    def documents(self, library: Library, keys: Mapping[str, str]) -> Iterator[Document]:
        """Those of the documents, keys by id, that are still there, one after the other."""
        for identifier, key in keys.items():
            document = self.document(library, identifier, key)
            if document is not None:
                yield document


class LibrarySources:
    """A snapshot and the library it was built from.

    changed: documents that were removed or replaced since. on_search: called after every search.
    """

    def __init__(
        self,
        searcher: Searcher,
        library: Library,
        *,
        changed: Collection[str] = (),
        memory: DocumentCache | None = None,
        on_search: OnSearch = lambda query, outcome: None,
    ) -> None:
        self.searcher = searcher
        self.library = library
        self._changed = changed
        self._memory = memory or DocumentCache()
        self._on_search = on_search
        self._keys: Mapping[str, str] = {}

    @property
    def snapshot(self) -> str:
        """The id of the snapshot."""
        return self.searcher.snapshot.id

    def search(self, query: Query) -> SearchOutcome:
        """The hits of a query. Raises BadQuery, BadFilter."""
        outcome = self.searcher.search(query, changed=self._changed)
        # Who searches reads the documents of the hits next: their keys are looked up together.
        self._keys = self.searcher.snapshot.keys_of({hit.record.id for hit in outcome.hits})
        self._on_search(query, outcome)
        return outcome

    def document(self, document_id: str) -> Document | None:
        """The document as it was indexed; None once it was removed or replaced."""
        if document_id in self._changed:
            return None
        keys = self._keys if document_id in self._keys else self.searcher.snapshot.keys_of([document_id])
        key = keys.get(document_id)
        return None if key is None else self._memory.document(self.library, document_id, key)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32[n, d], rows of unit length, for one text or more."""
        return np.stack([encode_query(text, self.searcher.encoder) for text in texts])

    def terms(self, text: str) -> Sequence[str]:
        """The index terms of a text."""
        return _terms(text, self.searcher.snapshot.languages or ("en",))

    def rarities(self, terms: Sequence[str]) -> Sequence[float]:
        """How rare each term is among the passages: 1 where none holds it, near 0 where all do."""
        snapshot = self.searcher.snapshot
        counts = snapshot.vocabulary.frequencies(terms) if terms else ()
        return [_idf(count, len(snapshot)) / _idf(0, len(snapshot)) for count in counts]


# Sentences of good passages are candidates for one question after the other.
@lru_cache(maxsize=4096)
def _terms(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(tokenize_query(text, languages))


def _idf(holding: int, size: int) -> float:
    return math.log1p((size - holding + 0.5) / (holding + 0.5))
