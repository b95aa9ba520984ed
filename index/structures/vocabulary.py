"""The terms of a whole index, as a collection: it is gathered only when somebody walks it."""

from collections.abc import Collection, Iterator
from functools import cached_property

from pincite.index.structures.bm25 import BM25


class Vocabulary(Collection[str]):
    """All terms, in alphabetical order."""

    def __init__(self, index: BM25) -> None:
        self._index = index

    def __contains__(self, term: object) -> bool:
        return isinstance(term, str) and self._index.frequency(term) > 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    @cached_property
    def _terms(self) -> list[str]:
        return sorted({term for part in self._index.segments for term in part.terms()})
