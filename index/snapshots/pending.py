"""Documents that are embedded and not yet published: a segment of one document each, kept until it is.

Whoever is stopped in the middle of a long run takes them up again and embeds only what is left.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch
from pincite.index.segments.embedded_document import Embedded, KnownVectors, document_contents
from pincite.index.segments.segment import Segment, open_segment
from pincite.index.snapshots.manifest import index_folder
from pincite.index.snapshots.segment_store import write_synced
from pincite.ingest.document import Document


class PendingSegments:
    """The pending segments of a data directory, made with these settings."""

    def __init__(self, data: Path, settings: Mapping[str, Any]) -> None:
        self._folder = index_folder(data) / "pending"
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

    def write(
        self, document: Document, encoder: Encoder, known: KnownVectors, *, embedded: Embedded | None = None
    ) -> None:
        """Embed a document and keep its segment; see `document_contents`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        folder = self._path(document.id, document.key)
        aside = write_synced(self._folder, document_contents(document, encoder, known, embedded=embedded))
        if folder.exists():
            shutil.rmtree(folder)  # a damaged one: a whole one is not written again
        aside.rename(folder)

    def clear(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _path(self, document_id: str, key: str) -> Path:
        made_of = f"{document_id}\0{key}\0{self._settings}"
        return self._folder / hashlib.sha256(made_of.encode()).hexdigest()[:32]
