"""Which documents of an open snapshot have changed in the library since it was published."""

from pincite.index.errors import IndexMismatch
from pincite.index.snapshots.manifest import current_name, read_manifest
from pincite.index.snapshots.snapshot import Snapshot
from pincite.ingest.library.store import Library


def changed_documents(snapshot: Snapshot, library: Library) -> frozenset[str]:
    """The documents of the snapshot that were removed or replaced since; they must not be returned any more.

    Those that the index has yet to follow wait in the library; those that a later publication has followed stood in
    segments that are no longer named. So only these are looked up. Raises LibraryError.
    """
    # In this order: a change that is published in between is found in the second place.
    candidates = set(library.waiting())
    try:
        name = current_name(snapshot.data)
        if name is not None and name != snapshot.manifest.name:
            named = {entry.name for entry in read_manifest(snapshot.data, name).segments}
            left = snapshot.segments.keys() - named
            candidates.update(*(snapshot.segments[segment].documents.ids for segment in left))
    except IndexMismatch:  # it was swept away while it was read, or is damaged: all are looked up
        candidates.update(snapshot.documents.ids.tolist())
    keys = library.keys_of(sorted(candidates))
    indexed = {identifier: snapshot.key_of(identifier) for identifier in candidates}
    return frozenset(
        identifier for identifier, key in indexed.items() if key is not None and key != keys.get(identifier)
    )
