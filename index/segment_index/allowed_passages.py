"""Which passages of segments a scope allows, as a mask of all of them that is kept from question to question."""

from collections import OrderedDict
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.filters import Filters, Scope
from pincite.index.segment_index.document_table import DocumentTable
from pincite.index.segment_index.passage_rows import PassageRows
from pincite.index.segment_index.stored_passages import StoredPassages
from pincite.ingest.record import folded

_KEPT = 16  # masks of a byte a passage: questions that follow one another have few different ones

Mask = NDArray[np.bool_]


class AllowedPassages:
    """The masks of the passages of segments. For any number of threads."""

    def __init__(self, rows: PassageRows, documents: DocumentTable, stored: StoredPassages) -> None:
        self._rows = rows
        self._documents = documents
        self._stored = stored
        self._guard = Lock()
        self._kept: OrderedDict[tuple[Scope, int], Mask | None] = OrderedDict()

    def mask(self, scope: Scope) -> Mask | None:
        """bool[n]: the passages that may be ranked; None when all may. Raises LibraryError."""
        if scope == Scope():
            return None
        # What a filter selects may be newer than this version of the library, never older.
        key = (scope, self._stored.library.version() if _asks_the_library(scope.filters) else 0)
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        allowed = self._mask(scope)
        with self._guard:
            self._kept[key] = allowed
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return allowed

    def _mask(self, scope: Scope) -> Mask | None:
        filters, documents = scope.filters, self._documents
        chosen = np.ones(len(documents.ids), dtype=np.bool_)
        if _asks_the_library(filters):
            chosen &= documents.among(self._selected(filters))
        if scope.without:
            chosen &= ~documents.among(scope.without)
        if scope.in_languages:
            chosen &= np.isin(documents.languages, list(scope.in_languages))
        if scope.not_in_languages:
            chosen &= ~np.isin(documents.languages, list(scope.not_in_languages))
        allowed = np.asarray(chosen[documents.of], dtype=np.bool_)
        if filters.kinds:
            allowed &= self._rows.of_kinds(filters.kinds)
        return None if allowed.all() else allowed

    def _selected(self, filters: Filters) -> list[str]:
        return self._stored.library.selected(
            documents=filters.documents,
            authors=[folded(author) for author in filters.authors],
            years=filters.years,
            languages=[language.split("-")[0].lower() for language in filters.languages],
        )


def _asks_the_library(filters: Filters) -> bool:
    return bool(filters.documents or filters.authors or filters.languages or filters.years != (None, None))
