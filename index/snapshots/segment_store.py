"""The segments of a data directory as folders: written aside and named by one rename, swept when none needs them."""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from pincite.index.encoding.onnx_encoder import sha256_of, sync
from pincite.index.segments.segment import Segment, SegmentContents, open_segment, write_segment
from pincite.index.snapshots.manifest import SegmentEntry, manifests_folder, segments_folder

ASIDE = ".building-"  # begins the name of a folder that is being written


class SegmentStore:
    """Writes segments and knows the entries of those that it has written, besides those given."""

    def __init__(self, data: Path, known: Iterable[SegmentEntry] = ()) -> None:
        self._folder = segments_folder(data)
        self._entries = {entry.name: entry for entry in known}

    def write(self, contents: SegmentContents) -> Segment | None:
        """The segment of these contents; None where they are empty. Raises OSError, RuntimeError."""
        if not len(contents.documents):
            return None
        aside = write_synced(self._folder, contents)
        try:
            digests = {path.name: sha256_of(path) for path in sorted(aside.iterdir())}
            name = hashlib.sha256(" ".join(digests.values()).encode()).hexdigest()[:16]
            size = sum(path.stat().st_size for path in aside.iterdir())
            folder = self._folder / name
            if folder.exists():
                shutil.rmtree(folder)  # the same one, or a damaged one of that name
            aside.rename(folder)
            sync(self._folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        self._entries[name] = SegmentEntry(
            name=name,
            documents=len(contents.documents),
            passages=len(contents.vectors),
            size=size,
            sha256=digests,
        )
        return open_segment(folder)

    def entry(self, segment: Segment) -> SegmentEntry:
        """What the manifest says of a segment."""
        return self._entries[segment.folder.name]


def write_synced(parent: Path, contents: SegmentContents) -> Path:
    """A folder in `parent`, of a name for the time being, with this segment. Raises OSError, RuntimeError."""
    aside = Path(tempfile.mkdtemp(prefix=f"{ASIDE}{os.getpid()}-", dir=parent))
    try:
        write_segment(aside, contents)
        aside.chmod(0o755)  # temporary folders are private
        for path in (*aside.iterdir(), aside):
            sync(path)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return aside


def is_being_written(folder: Path) -> bool:
    """Whether the folder is one of `write_synced` whose process is alive."""
    process = folder.name.removeprefix(ASIDE).partition("-")[0]
    if not folder.name.startswith(ASIDE) or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is alive, and another user's
        return True
    return True


def sweep(data: Path, *, segments: Collection[str], manifest: str | None) -> None:
    """Remove all segments but these, all manifests but this one, and what killed writers have left.

    A process that has one open can still read it.
    """
    for path in segments_folder(data).iterdir():
        if path.name not in segments:
            shutil.rmtree(path, ignore_errors=True)
    for path in manifests_folder(data).iterdir():
        if path.name != f"{manifest}.json":
            with contextlib.suppress(OSError):
                path.unlink()
