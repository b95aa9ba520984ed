"""Writes what is searched from now on: segments aside, then the manifest that names them."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pincite.index.errors import IndexMismatch, SnapshotUnwritable
from pincite.index.segments.joining import join_segments
from pincite.index.segments.segment import Segment, open_segment
from pincite.index.snapshots.contents import changed_contents, empty_contents
from pincite.index.snapshots.manifest import (
    Manifest,
    current_id,
    index_folder,
    manifests_folder,
    segments_folder,
    write_manifest,
)
from pincite.index.snapshots.merging import groups_to_gather, segments_to_merge
from pincite.index.snapshots.segment_store import SegmentStore
from pincite.index.snapshots.serving import Serving


def next_generation(data: Path) -> int:
    """The number of the publication to come."""
    names = [path.stem.partition("-")[0] for path in manifests_folder(data).glob("*.json")]
    return 1 + max((int(name) for name in names if name.isdigit()), default=0)


def write_changes(
    data: Path, manifest: Manifest, serving: Serving | None, *, left: frozenset[str], new: Sequence[Segment]
) -> Manifest:
    """Let a manifest serve with the documents of the `new` segments and without those that have `left`.

    manifest: the one to come, still with what serves now.
    """
    store = SegmentStore(data, manifest.segments)
    old = list(serving.segments) if serving else []
    touched = [segment for segment in old if any(segment.documents.number(name) is not None for name in left)]
    kept = [segment for segment in old if segment not in touched]
    written = [store.write(join_segments(group)) for group in groups_to_gather(new)]
    written += [store.write(join_segments([segment], without=left)) for segment in touched]
    added = [segment for segment in written if segment is not None]
    if serving is not None and serving.whole:
        contents = changed_contents(manifest.contents, kept=kept, left=touched, added=added)
    else:
        contents = changed_contents(empty_contents(), kept=[], left=[], added=[*kept, *added])
    entries = sorted((store.entry(one) for one in (*kept, *added)), key=lambda entry: entry.name)
    final = replace(manifest, contents=contents, segments=tuple(entries))
    write_manifest(data, final)
    return final


def write_merged(data: Path, manifest: Manifest) -> Manifest | None:
    """Let a manifest serve with the smallest segments of the one that serves joined into one; None where none need be.

    Nothing else changes, the id of the snapshot neither. Raises IndexMismatch where one of them cannot be opened.
    """
    group = segments_to_merge(manifest.segments)
    if not group:
        return None
    store = SegmentStore(data, manifest.segments)
    merged = store.write(join_segments([open_segment(segments_folder(data) / entry.name) for entry in group]))
    entries = [entry for entry in manifest.segments if entry not in group] + ([store.entry(merged)] if merged else [])
    entries.sort(key=lambda entry: entry.name)
    final = replace(manifest, generation=next_generation(data), segments=tuple(entries))
    write_manifest(data, final)
    return final


@contextlib.contextmanager
def write_errors_translated(data: Path) -> Iterator[None]:
    """Inside, errors of the file system become SnapshotUnwritable."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # FAISS reports a failed write as RuntimeError
        serving = None
        with contextlib.suppress(IndexMismatch):
            serving = current_id(data)
        after = f"; snapshot {serving} goes on serving" if serving else ""
        raise SnapshotUnwritable(
            f"{index_folder(data)}: the index cannot be written ({error}); free space or permit writing, then run: "
            f"pincite verify --repair{after}"
        ) from error
