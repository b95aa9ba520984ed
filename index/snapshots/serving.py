"""What serves, as far as it can be kept, and how far it is behind the library."""

import contextlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.index.encoding.long_texts import LONG_TEXTS_VERSION
from pincite.index.errors import IndexMismatch, IndexNotFound
from pincite.index.interface.word_vectors import WORDS_VERSION
from pincite.index.language.announcements import ANNOUNCEMENTS_VERSION
from pincite.index.language.tokenizer import TOKENIZER_VERSION
from pincite.index.segments.embedded_document import SegmentVectorsOf
from pincite.index.segments.segment import SEGMENT_FORMAT, Segment, open_segment
from pincite.index.snapshots.manifest import Manifest, current_name, read_manifest, segments_folder
from pincite.index.structures.bm25 import EPSILON, K1, B
from pincite.ingest.library.reader import LibraryReader

# The settings that say what the vectors of a text are, and how a segment keeps them.
_OF_VECTORS = ("segments", "encoder", "dimension", "words", "long_texts")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Serving:
    """The manifest that serves, its segments that can be opened, and whether these are all of them."""

    manifest: Manifest
    segments: Sequence[Segment]
    whole: bool

    def find(self, document_id: str) -> tuple[Segment, int] | None:
        """The segment that holds a document, and its number there."""
        for segment in self.segments:
            number = segment.documents.number(document_id)
            if number is not None:
                return segment, number
        return None

    def segment_name(self, document_id: str) -> str:
        """The name of the segment that holds a document; empty where none does."""
        found = self.find(document_id)
        return "" if found is None else found[0].folder.name

    def key(self, document_id: str) -> str | None:
        """The key that a document was indexed with."""
        found = self.find(document_id)
        return None if found is None else found[0].documents.keys[found[1]]


def read_serving(
    data: Path, settings: Mapping[str, Any], *, before: Serving | None = None, without: Collection[str] = ()
) -> Serving | None:
    """What serves, if it was made with these settings, but for the segments in `without`, which are damaged.

    Segments that are open `before` are not opened again.
    """
    try:
        name = current_name(data)
        if before is not None and before.whole and before.manifest.name == name:
            return before
        manifest = None if name is None else read_manifest(data, name)
    except IndexMismatch:
        return None
    if manifest is None or dict(manifest.settings) != dict(settings):
        return None
    known = {segment.folder.name: segment for segment in before.segments} if before is not None else {}
    segments = []
    for entry in manifest.segments:
        if entry.name in without:
            continue
        with contextlib.suppress(IndexMismatch):
            segments.append(known.get(entry.name) or open_segment(segments_folder(data) / entry.name))
    return Serving(manifest=manifest, segments=segments, whole=len(segments) == len(manifest.segments))


def read_former(data: Path, settings: Mapping[str, Any]) -> Serving | None:
    """What serves, if it has vectors of these settings, though terms or other parts were made by other rules."""
    try:
        name = current_name(data)
        manifest = None if name is None else read_manifest(data, name)
    except IndexMismatch:
        return None
    if manifest is None or any(manifest.settings.get(part) != settings[part] for part in _OF_VECTORS):
        return None
    return read_serving(data, manifest.settings)


def known_vectors(former: Serving | None, document_id: str) -> SegmentVectorsOf | None:
    """The vectors of a document as it was before; None where it was not there."""
    found = None if former is None else former.find(document_id)
    return None if found is None else SegmentVectorsOf(found[0].contents, found[0].rows_of(found[1]))


def changes(library: LibraryReader, serving: Serving | None) -> tuple[dict[str, str | None], dict[str, str]]:
    """The documents to look at, with their keys: those that wait, or all; and of them those that are there."""
    if serving is not None and serving.whole:
        waiting = library.waiting()
        return waiting, {name: key for name, key in waiting.items() if key is not None}
    wanted = library.keys()
    indexed = [name for segment in (serving.segments if serving else ()) for name in segment.documents.ids]
    everything: dict[str, str | None] = {**dict.fromkeys(indexed), **library.waiting(), **wanted}
    return everything, wanted


def behind(wanted: Mapping[str, str], serving: Serving | None) -> dict[str, str]:
    """Those of the documents, keys by id, that the index does not have as they are wanted."""
    return {name: key for name, key in wanted.items() if serving is None or serving.key(name) != key}


def settings_of(encoder: str, dimension: int) -> dict[str, Any]:
    """What an index depends on besides its documents: an encoder and the rules of today."""
    return {
        "segments": SEGMENT_FORMAT,
        "tokenizer": TOKENIZER_VERSION,
        "bm25": [K1, B, EPSILON],
        "encoder": encoder,
        "dimension": dimension,
        "words": WORDS_VERSION,
        "long_texts": LONG_TEXTS_VERSION,
        "announcements": ANNOUNCEMENTS_VERSION,
    }


def settings_that_serve(data: Path) -> dict[str, Any]:
    """The settings of today with the encoder that serves. Raises IndexNotFound where none does."""
    with contextlib.suppress(IndexMismatch):
        name = current_name(data)
        if name is not None:
            settings = read_manifest(data, name).settings
            return settings_of(settings["encoder"], settings["dimension"])
    raise IndexNotFound(f"{data}: no index serves; run: pincite verify --repair")
