"""What there is to do in a library, and the command that does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.index.snapshots.index_statistics import IndexMeasure
from pincite.ingest.library.store import Library
from pincite.ingest.reading_rules import PRESENT_RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryStatus:
    """How many documents there are, have yet to be indexed, and were read by older rules.

    merges: small segments that are still to be merged. snapshot: None where nothing was published.
    """

    documents: int
    waiting: int
    older: int
    merges: int
    snapshot: str | None


def library_status(data: Path) -> LibraryStatus:
    """The status of a data directory. It costs the same for large libraries.

    Raises LibraryError where there is no library, IndexMismatch where the index cannot be read.
    """
    with Library(data) as library:
        documents, waiting = library.count(), library.count_waiting()
        older = library.count_read_otherwise(PRESENT_RULES)
    index = IndexMeasure(data).statistics()
    return LibraryStatus(
        documents=documents,
        waiting=waiting,
        older=older,
        merges=0 if index is None else index.merges,
        snapshot=None if index is None else index.snapshot,
    )


def steps(status: LibraryStatus) -> Sequence[str]:
    """What is to be done, a sentence each; () when all is well."""
    found = []
    if not status.documents:
        found.append("there are no documents yet; run: pincite add FILE")
    if status.waiting:
        found.append(f"{_documents(status.waiting)} not followed by the index yet; run: pincite verify --repair")
    if status.older:
        found.append(f"{_documents(status.older)} read by older rules; run: pincite reread")
    return found


def _documents(number: int) -> str:
    return "1 document was" if number == 1 else f"{number:,} documents were"
