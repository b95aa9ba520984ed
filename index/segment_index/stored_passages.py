"""The texts and records of passages, which the library keeps: they are read when they are asked for."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from pincite.index.interface.passage_index import StoredPassage
from pincite.index.segment_index.document_table import DocumentTable
from pincite.index.segment_index.passage_rows import PassageRows
from pincite.ingest.errors import DocumentNotFound
from pincite.ingest.library.store import Library
from pincite.ingest.record import Record

_RECORDS = 2048  # that are kept once they were read


class StoredPassages:
    """The passages of segments in the library of the data directory `data`."""

    def __init__(self, data: Path, rows: PassageRows, documents: DocumentTable) -> None:
        self._data = data
        self._rows = rows
        self._documents = documents
        self._records: dict[int, Record] = {}

    @cached_property
    def library(self) -> Library:
        """The library, opened when it is first needed. Raises LibraryError."""
        return Library(self._data)

    def close(self) -> None:
        """Closes the library, where it was opened."""
        if "library" in self.__dict__:
            self.library.close()

    def passages(self, positions: Sequence[int]) -> Mapping[int, StoredPassage]:
        """Those of the passages at these positions that were not removed since. Raises LibraryError."""
        places = {position: self._rows.place(position) for position in positions}
        found = self.library.passages([passage_id for passage_id, _ in places.values()])
        stored = dict[int, StoredPassage]()
        for position, (passage_id, pages) in places.items():
            record = self._record(position) if passage_id in found else None
            if record is not None:
                stored[position] = StoredPassage(passage=found[passage_id], pages=pages, record=record)
        return stored

    def _record(self, position: int) -> Record | None:
        """The record of the document at `position`, as it was when first asked for; None if it was removed before."""
        number = int(self._documents.of[position])
        if number not in self._records:
            try:
                record = self.library.record(str(self._documents.ids[number]))
            except DocumentNotFound:
                return None
            if len(self._records) >= _RECORDS:
                self._records.clear()
            self._records[number] = record
        return self._records.get(number)
