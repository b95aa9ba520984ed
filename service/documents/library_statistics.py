"""How large a library is and how far its index has followed: counts, and bytes by part."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pincite.index.snapshots.index_statistics import IndexMeasure, IndexStatistics
from pincite.index.snapshots.manifest import encoders_folder
from pincite.ingest.library.reader import LibraryCounts
from pincite.ingest.library.store import Library
from pincite.ingest.reading_rules import PRESENT_RULES

_DATABASE = ("library.db", "library.db-wal")


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryStatistics:
    """older: documents that older rules read. pending: embedded and not yet published. index: None where none is.

    bytes: what the library, the parts of the index and the encoders take on the disk.
    """

    counts: LibraryCounts
    older: int
    pending: int
    index: IndexStatistics | None
    bytes: Mapping[str, int]


def library_statistics(data: Path) -> LibraryStatistics:
    """The statistics of a data directory.

    Raises LibraryError where there is no library, IndexMismatch where the index cannot be read.
    """
    with Library(data) as library:
        counts, older = library.counts(), library.count_read_otherwise(PRESENT_RULES)
    measure = IndexMeasure(data)
    index = measure.statistics()
    return LibraryStatistics(
        counts=counts,
        older=older,
        pending=measure.pending(),
        index=index,
        bytes={
            "library.db": sum(map(_size, (data / name for name in _DATABASE))),
            "files": _bytes_below(data / "files"),
            **(index.bytes if index is not None else {}),
            "encoders": _bytes_below(encoders_folder(data)),
        },
    )


def _bytes_below(folder: Path) -> int:
    """The bytes of all files in a folder and below; 0 where it is missing."""
    return sum(_size(Path(place, name)) for place, _, names in os.walk(folder) for name in names)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # there is none, or it was removed in the meantime
        return 0
