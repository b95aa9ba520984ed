"""Documents that are embedded and not yet published: a segment of one document each, kept until it is.

Whoever is stopped in the middle of a long run takes them up again and embeds only what is left.
"""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pincite.index.errors import IndexMismatch
from pincite.index.segments.segment import Segment, SegmentContents, open_segment
from pincite.index.snapshots.manifest import index_folder
from pincite.index.snapshots.segment_store import ASIDE, is_being_written, write_synced
from pincite.ingest.document import Document


def pending_folder(data: Path) -> Path:
    """Where the pending segments of a data directory are."""
    return index_folder(data) / "pending"


def count_pending(data: Path) -> int:
    """How many documents are embedded and not yet published."""
    try:
        return sum(1 for path in pending_folder(data).iterdir() if not path.name.startswith(ASIDE))
    except FileNotFoundError:
        return 0


def ahead_folder(data: Path) -> Path:
    """Where the segments are of documents that are yet to be stored in place of others."""
    return index_folder(data) / "ahead"


class PendingSegments:
    """The segments in this folder that were made with these settings."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self._folder = folder
        self._settings = json.dumps(dict(settings), sort_keys=True)

    def opened(self, document_id: str, key: str) -> Segment | None:
        """The segment of a document with this key, where there is one."""
        folder = self._path(document_id, key)
        if not folder.is_dir():
            return None
        try:
            return open_segment(folder)
        except IndexMismatch:
            return None

    def write(self, document: Document, contents: SegmentContents) -> None:
        """Keep the segment of a document. Raises OSError, RuntimeError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        folder = self._path(document.id, document.key)
        aside = write_synced(self._folder, contents)
        try:
            shutil.rmtree(folder, ignore_errors=True)  # a damaged one: a whole one is not written again
            aside.rename(folder)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
            if not folder.is_dir():  # otherwise another process has just written the same
                raise

    def move(self, document_id: str, key: str, other: "PendingSegments") -> None:
        """Move the segment of a document to another folder, where there is one."""
        target = other._path(document_id, key)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            self._path(document_id, key).rename(target)

    def keep(self, waiting: Mapping[str, str | None]) -> None:
        """Remove all but those of these documents, keys by id, and those that a process is writing."""
        kept = {self._path(name, key).name for name, key in waiting.items() if key is not None}
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.name not in kept and not is_being_written(path):
                shutil.rmtree(path, ignore_errors=True)
        with contextlib.suppress(OSError):
            self._folder.rmdir()

    def _path(self, document_id: str, key: str) -> Path:
        made_of = f"{document_id}\0{key}\0{self._settings}"
        return self._folder / hashlib.sha256(made_of.encode()).hexdigest()[:32]
