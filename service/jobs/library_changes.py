"""Adding, reading again and removing documents: files in, the library and its snapshot changed, a report out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import SnapshotUnwritable
from pincite.index.snapshots.manifest import current_id
from pincite.index.snapshots.publication import removal_publisher
from pincite.index.snapshots.verification import damaged_segments, snapshot_problems
from pincite.ingest.collect import Refused, collect
from pincite.ingest.errors import DiskTooSmall
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item
from pincite.service.evidence.weights import manifest_entry
from pincite.service.jobs.adding import Outcome, Progress, Status
from pincite.service.jobs.library_run import AddOptions, LibraryRun, indexed

__all__ = ["AddOptions", "AddReport", "add", "add_items", "problems", "remove", "reread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """The outcome of every file, in order, and the snapshot that serves now (None while there is none).

    note: why small segments were left to be merged later; empty where none were.
    """

    outcomes: tuple[Outcome, ...]
    snapshot: str | None
    note: str = ""

    def count(self, status: Status) -> int:
        """How many files had this outcome."""
        return sum(1 for outcome in self.outcomes if outcome.status == status)


def add(
    data: Path,
    paths: Iterable[Path],
    *,
    options: AddOptions | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> AddReport:
    """Add the files and folders to the library in `data` and build its snapshot; see add_items."""
    return add_items(data, list(collect(paths)), options=options, encoder=encoder, progress=progress)


def add_items(
    data: Path,
    found: Sequence[Item | Refused],
    *,
    options: AddOptions | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> AddReport:
    """Add the items to the library in `data`, then build a snapshot of the whole library and let it serve.

    A file that cannot be added is reported, and the others are added; a document is added as a whole or not at all.
    What is in the library already stays as it is. Files are parsed in separate processes, where a bad one does no
    harm. `encoder` is used instead of the one that the options name. Raises LibraryError and RetrievalError when the
    library or the snapshot cannot be written; what was added before that stays.
    """
    with LibraryRun(data, options or AddOptions(), encoder=encoder, progress=progress) as run:
        outcomes = run.add(found)
        if all(isinstance(item, Refused) for item in found):
            return AddReport(outcomes=tuple(outcomes), snapshot=current_id(data))
        return _report(run, outcomes)


def reread(
    data: Path,
    names: Sequence[str] | None = None,
    *,
    everything: bool = False,
    options: AddOptions | None = None,
    encoder: Encoder | None = None,
    progress: Progress | None = None,
) -> AddReport:
    """Read documents again from their originals: these, or all with `everything`, else those that older rules read.

    What a document was read as serves until it has been read and embedded. One that cannot be read any more stays as
    it is and is reported; one that would be read as it is now is unchanged. Raises DocumentNotFound before anything is
    read, and what add_items raises.
    """
    with LibraryRun(data, options or AddOptions(), encoder=encoder, progress=progress) as run:
        outcomes = run.reread(names, everything=everything)
        return _report(run, outcomes) if outcomes else AddReport(outcomes=(), snapshot=current_id(data))


def _report(run: LibraryRun, outcomes: Sequence[Outcome]) -> AddReport:
    """Publishes, merges, and says what became of each."""
    published, note = run.publish(), ""
    try:
        while run.merge():
            pass
    except (DiskTooSmall, SnapshotUnwritable) as error:  # all can be found; it is tried again the next time
        note = str(error)
    return AddReport(
        outcomes=tuple(indexed(outcome, published) for outcome in outcomes),
        snapshot=None if published is None else published.snapshot,
        note=note,
    )


def remove(data: Path, identifiers: Sequence[str], *, progress: Progress | None = None) -> str | None:
    """Remove documents for good, then build a snapshot without them and let it serve; its id.

    Once a document has left the library no search returns it, whatever snapshot serves. Raises DocumentNotFound,
    before anything is removed, when one of the documents does not exist.
    """
    with Library(data, write=True) as library:
        for identifier in identifiers:
            library.record(identifier)
        for identifier in dict.fromkeys(identifiers):
            library.remove(identifier)
        publisher = removal_publisher(data, progress=progress, recorded=manifest_entry())
        if publisher is not None:  # what waits to be embedded waits on
            return publisher.publish(library).snapshot
    with LibraryRun(data, AddOptions(), progress=progress) as run:
        published = run.publish()
        return None if published is None else published.snapshot


def problems(data: Path, *, repair: bool = False, progress: Progress | None = None) -> list[str]:
    """Every invariant of the library and the serving snapshot that does not hold; empty when all is well.

    repair: embed the documents of damaged segments again, and those that the index has not followed. The library itself
    is the source of truth and is never changed by this.
    """
    with Library(data, write=repair) as library:
        found = library.problems()
        wrong = snapshot_problems(data, library.keys())
    if wrong and repair and not found:
        with LibraryRun(data, AddOptions(), progress=progress, damaged=damaged_segments(data)) as run:
            run.publish()
        with Library(data) as library:
            wrong = snapshot_problems(data, library.keys())
    return [*found, *wrong]
