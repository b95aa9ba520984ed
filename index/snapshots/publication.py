"""Publishing: the index follows what has changed in the library since the last time.

    documents waiting      -> a segment for each, as soon as it is embedded (index/pending/)
    those that have left   -> their segments are written again without them
    a manifest             -> names the segments, and serves by one rename

Its cost is that of what has changed. Whoever is killed leaves the previous snapshot serving; what was embedded is
taken up by the next publication. Segments that have become many are merged by a publication of its own (`merge`).
"""

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pincite.index.encoding.language_probe import languages_read
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, IndexNotFound
from pincite.index.segments.embedded_document import KnownVectors, document_contents
from pincite.index.snapshots.contents import empty_contents
from pincite.index.snapshots.index_writing import next_generation, write_changes, write_errors_translated, write_merged
from pincite.index.snapshots.manifest import (
    Manifest,
    current_id,
    current_name,
    manifests_folder,
    read_manifest,
    segments_folder,
)
from pincite.index.snapshots.merging import MOST_ON_THE_WAY, too_many
from pincite.index.snapshots.pending import PendingSegments, ahead_folder, pending_folder
from pincite.index.snapshots.segment_store import sweep
from pincite.index.snapshots.serving import (
    Serving,
    behind,
    changes,
    known_vectors,
    read_former,
    read_serving,
    settings_of,
    settings_that_serve,
)
from pincite.index.snapshots.version_01 import VectorsOfVersion01, model_of_version_01, remove_version_01
from pincite.ingest.document import Document
from pincite.ingest.errors import DocumentNotFound
from pincite.ingest.library.reader import LibraryReader
from pincite.ingest.library.store import Library

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The snapshot that serves now, and the documents that could not be indexed: why, by id."""

    snapshot: str
    failed: Mapping[str, str] = field(default_factory=dict)


class Publisher:
    """Embeds documents of the data directory `data`, and publishes those that are embedded.

    encoder: None where nothing is to be embedded, as after a removal; then what serves must have been made by these
    rules (`is_whole`). damaged: segments whose documents are to be embedded again. recorded: what else the manifest
    notes; the index does not depend on it. `failed`: why documents could not be embedded, by id.
    """

    def __init__(
        self,
        data: Path,
        encoder: Encoder | None,
        *,
        model: str | None = None,
        progress: Progress | None = None,
        recorded: Mapping[str, Any] | None = None,
        damaged: Collection[str] = (),
    ) -> None:
        self._data = data
        self._encoder = encoder
        self._model = model
        self._progress = progress
        self._recorded = recorded or {}
        self._damaged = damaged
        self._settings = settings_that_serve(data) if encoder is None else settings_of(encoder.id, encoder.dimension)
        self._pending = PendingSegments(pending_folder(data), self._settings)
        self._ahead = PendingSegments(ahead_folder(data), self._settings)
        self._total = self._done = 0
        self._serving: Serving | None = None
        self.failed: dict[str, str] = {}

    def is_whole(self) -> bool:
        """Whether an index serves that was made by these rules, and all its segments can be opened."""
        serving = self._read_serving()
        return serving is not None and serving.whole

    def behind(self, library: LibraryReader) -> list[str]:
        """The documents that the index does not have as the library has them, in order."""
        serving = self._read_serving()
        return list(behind(changes(library, serving)[1], serving))

    def by_segment(self, names: Iterable[str]) -> list[str]:
        """The documents with those of one segment together: then replacing them writes it again only once."""
        serving = self._read_serving()
        return sorted(names, key=lambda name: ("" if serving is None else serving.segment_name(name), name))

    def embed(self, library: LibraryReader, names: Sequence[str]) -> None:
        """Write a segment for each of these documents that has none yet. Nothing need be locked.

        A document that cannot be embedded is noted, and the others go on. Raises SnapshotUnwritable when the disk is
        full or read-only, LibraryError when the library cannot be read.
        """
        assert self._encoder is not None
        with write_errors_translated(self._data):
            serving = self._read_serving()
            former = serving or read_former(self._data, self._settings)
            old = VectorsOfVersion01(library, self._encoder)
            self._total += library.passages_in(names)
            for name in names:
                with contextlib.suppress(DocumentNotFound):  # removed in the meantime
                    document = library.document(name)
                    self._show(0)
                    if self._pending.opened(name, document.key) is None:
                        self._embed(document, known_vectors(former, name) or old, self._pending)
                    self._done += len(document.passages)
            if names:
                self._show(0)

    def embed_ahead(self, library: LibraryReader, document: Document) -> None:
        """Write the segment of a document that is yet to be stored in place of another; see take_ahead.

        Raises as `embed` does.
        """
        assert self._encoder is not None
        with write_errors_translated(self._data):
            self._total += len(document.passages)
            self._show(0)
            if self._ahead.opened(document.id, document.key) is None:
                former = self._read_serving() or read_former(self._data, self._settings)
                known = known_vectors(former, document.id) or VectorsOfVersion01(library, self._encoder)
                self._embed(document, known, self._ahead)
            self._done += len(document.passages)
            self._show(0)

    def take_ahead(self, documents: Iterable[Document]) -> None:
        """Take the segments that were made ahead for these documents into the next publication.

        The library must be open for writing.
        """
        with write_errors_translated(self._data):
            for document in documents:
                self._ahead.move(document.id, document.key, self._pending)

    def forget_ahead(self) -> None:
        """Remove what else was made ahead: by a run that was killed, for documents that have changed since."""
        self._ahead.keep({})

    def publish(self, library: Library) -> Publication:
        """Let a snapshot serve with all that is embedded and without what has left; cost follows the change.

        The library must be open for writing. Where another encoder served, it goes on serving until all is embedded.
        Raises SnapshotUnwritable when the disk is full or read-only; the previous snapshot goes on serving.
        """
        data = self._data
        with write_errors_translated(data):
            for folder in (segments_folder(data), manifests_folder(data)):
                folder.mkdir(parents=True, exist_ok=True)
            serving = self._read_serving()
            waiting, wanted = changes(library, serving)
            indexed = {name: None if serving is None else serving.key(name) for name in waiting}
            left = {name for name, key in indexed.items() if key not in (None, wanted.get(name))}
            coming = behind(wanted, serving)
            new = {name: segment for name, key in coming.items() if (segment := self._pending.opened(name, key))}
            missing = coming.keys() - new.keys()
            if serving is None and missing - self.failed.keys() and current_name(data) is not None:
                return Publication(snapshot=str(current_id(data)), failed=self.failed)
            manifest = self._manifest(serving)
            if serving is None or not serving.whole or left or new or manifest.noted != serving.manifest.noted:
                self._report("writing the index", 0, 1)
                manifest = write_changes(data, manifest, serving, left=frozenset(left), new=list(new.values()))
                self._report("writing the index", 1, 1)
            library.followed((name, key) for name, key in waiting.items() if name not in missing)
            sweep(data, segments={entry.name for entry in manifest.segments}, manifest=current_name(data))
            self._pending.keep(library.waiting())
            if not missing:
                remove_version_01(library)
        return Publication(snapshot=manifest.snapshot, failed=self.failed)

    def merge(self, library: Library, *, on_the_way: bool = False) -> bool:
        """Let a snapshot serve with some of its small segments joined; False where they are few, or damaged.

        The documents and the id of the snapshot stay as they are. It takes a few seconds at most, and more may be left
        to be merged. on_the_way: more is to be published soon, so that more may be left as they are. The library must
        be open for writing. Raises SnapshotUnwritable.
        """
        data = self._data
        with write_errors_translated(data), contextlib.suppress(IndexMismatch):
            name = current_name(data)
            manifest = None if name is None else read_manifest(data, name)
            left_as_they_are = MOST_ON_THE_WAY if on_the_way else 0
            if manifest is None or too_many(entry.passages for entry in manifest.segments) <= left_as_they_are:
                return False
            self._report("merging segments", 0, 1)
            merged = write_merged(data, manifest)
            if merged is None:
                return False
            sweep(data, segments={entry.name for entry in merged.segments}, manifest=merged.name)
            self._report("merging segments", 1, 1)
            return True
        return False

    def _embed(self, document: Document, known: KnownVectors, folder: PendingSegments) -> None:
        assert self._encoder is not None
        try:
            contents = document_contents(document, self._encoder, known, embedded=self._show)
        except (OSError, MemoryError):
            raise
        except Exception as error:  # whatever an encoder raises for one text must not stop the others
            self.failed[document.id] = f"document {document.id} cannot be indexed ({type(error).__name__}: {error})"
            return
        self.failed.pop(document.id, None)
        folder.write(document, contents)

    def _manifest(self, serving: Serving | None) -> Manifest:
        """The manifest to come, still with what serves now."""
        if serving is not None:
            reads = serving.manifest.noted["reads"]
            model = self._model if self._encoder is not None else serving.manifest.model
        else:
            reads = languages_read(self._encoder) if self._encoder is not None else []
            model = self._model
        return Manifest(
            generation=next_generation(self._data),
            settings=self._settings,
            model=model,
            noted={"reads": list(reads), **self._recorded},
            contents=serving.manifest.contents if serving else empty_contents(),
            segments=serving.manifest.segments if serving else (),
        )

    def _read_serving(self) -> Serving | None:
        self._serving = read_serving(self._data, self._settings, before=self._serving, without=self._damaged)
        return self._serving

    def _show(self, embedded: int) -> None:
        self._report("embedding passages", self._done + embedded, self._total)

    def _report(self, stage: str, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(stage, done, total)


def build_snapshot(
    library: Library,
    encoder: Encoder,
    *,
    model: str | None = None,
    progress: Progress | None = None,
    recorded: Mapping[str, Any] | None = None,
    damaged: Collection[str] = (),
) -> Publication:
    """Index all that the index has yet to follow and let the new snapshot serve; see Publisher.

    The library must be open for writing.
    """
    publisher = Publisher(library.data, encoder, model=model, progress=progress, recorded=recorded, damaged=damaged)
    publisher.embed(library, publisher.behind(library))
    published = publisher.publish(library)
    while publisher.merge(library):
        pass
    return published


def removal_publisher(
    data: Path, *, progress: Progress | None = None, recorded: Mapping[str, Any] | None = None
) -> Publisher | None:
    """A publisher that has no encoder, as none is needed after a removal; None where what serves cannot be followed so.

    That is where it is damaged, or was made by other rules.
    """
    with contextlib.suppress(IndexNotFound):
        publisher = Publisher(data, None, progress=progress, recorded=recorded)
        if publisher.is_whole():
            return publisher
    return None


def serving_model(data: Path) -> str | None:
    """The model that the serving snapshot was built with, by name or folder; None for the default, or no snapshot."""
    try:
        name = current_name(data)
        return model_of_version_01(data) if name is None else read_manifest(data, name).model
    except IndexMismatch:
        return None
