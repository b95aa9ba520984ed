"""Publishing: the index follows what has changed in the library since the last time.

    documents waiting      -> a segment for each, as soon as it is embedded (index/pending/)
    those that have left   -> their segments are written again without them
    segments that are many -> merged, small ones first
    a manifest             -> names the segments, and serves by one rename

Its cost is that of what has changed. Whoever is killed leaves the previous snapshot serving; what was embedded is
taken up by the next publication.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from pincite.index.encoding.language_probe import languages_read
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, SnapshotUnwritable
from pincite.index.language.announcements import ANNOUNCEMENTS_VERSION
from pincite.index.language.tokenizer import TOKENIZER_VERSION
from pincite.index.segments.embedded_document import KnownVectors, SegmentVectorsOf
from pincite.index.segments.joining import join_segments
from pincite.index.segments.segment import SEGMENT_FORMAT, Segment, open_segment
from pincite.index.snapshots.contents import changed_contents, empty_contents
from pincite.index.snapshots.manifest import (
    Manifest,
    current_id,
    current_name,
    index_folder,
    manifests_folder,
    read_manifest,
    segments_folder,
    write_manifest,
)
from pincite.index.snapshots.merging import groups_to_gather, segments_to_merge
from pincite.index.snapshots.pending import PendingSegments
from pincite.index.snapshots.segment_store import SegmentStore, sweep
from pincite.index.snapshots.version_01 import VectorsOfVersion01, model_of_version_01, remove_version_01
from pincite.index.structures.bm25 import EPSILON, K1, B
from pincite.index.structures.word_index import WORDS_VERSION
from pincite.ingest.errors import DocumentNotFound
from pincite.ingest.library.store import Library

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The snapshot that serves now, and the documents that could not be indexed: why, by id."""

    snapshot: str
    failed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Serving:
    """The manifest that serves, where its settings are the wanted ones, and its segments that are whole."""

    manifest: Manifest
    segments: Sequence[Segment]
    whole: bool


def build_snapshot(
    library: Library,
    encoder: Encoder,
    *,
    model: str | None = None,
    progress: Progress | None = None,
    recorded: Mapping[str, Any] | None = None,
) -> Publication:
    """Index what has changed in the library and let the new snapshot serve.

    The library must be open for writing. recorded: what else the manifest notes; the index does not depend on it. A
    document that cannot be indexed is reported, and all others are searchable. Raises SnapshotUnwritable when the
    disk is full or read-only; the previous snapshot goes on serving.
    """
    data = library.data
    settings = _settings(encoder)
    with _write_errors_translated(data):
        for folder in (segments_folder(data), manifests_folder(data)):
            folder.mkdir(parents=True, exist_ok=True)
        serving = _serving(data, settings)
        waiting, wanted = _changes(library, serving)
        before = _Documents(serving.segments if serving else ())
        left = [identifier for identifier in waiting if before.key(identifier) not in (None, wanted.get(identifier))]
        coming = [name for name, key in wanted.items() if before.key(name) != key]
        pending = PendingSegments(data, settings)
        failed = _embed(library, encoder, coming, pending=pending, before=before, progress=progress)
        new = [segment for name in coming if name not in failed and (segment := pending.opened(name, wanted[name]))]
        manifest = _manifest(library, encoder, serving, settings=settings, model=model, recorded=recorded)
        if serving is None or not serving.whole or left or new or manifest.noted != serving.manifest.noted:
            _show(progress, "writing the index", 0)
            manifest = _write(data, manifest, serving, left=frozenset(left), new=new)
            _show(progress, "writing the index", 1)
        library.followed((name, key) for name, key in waiting.items() if name not in failed)
        sweep(data, segments={entry.name for entry in manifest.segments}, manifest=current_name(data))
        pending.clear()
        remove_version_01(library)
    return Publication(snapshot=manifest.snapshot, failed=failed)


def serving_model(data: Path) -> str | None:
    """The model that the serving snapshot was built with, by name or folder; None for the default, or no snapshot."""
    try:
        name = current_name(data)
        return model_of_version_01(data) if name is None else read_manifest(data, name).model
    except IndexMismatch:
        return None


def _settings(encoder: Encoder) -> dict[str, Any]:
    return {
        "segments": SEGMENT_FORMAT,
        "tokenizer": TOKENIZER_VERSION,
        "bm25": [K1, B, EPSILON],
        "encoder": encoder.id,
        "dimension": encoder.dimension,
        "words": WORDS_VERSION,
        "announcements": ANNOUNCEMENTS_VERSION,
    }


def _serving(data: Path, settings: Mapping[str, Any]) -> _Serving | None:
    """What serves, as far as it can be kept; None where nothing can."""
    try:
        name = current_name(data)
        manifest = None if name is None else read_manifest(data, name)
    except IndexMismatch:
        return None
    if manifest is None or dict(manifest.settings) != dict(settings):
        return None
    segments = []
    for entry in manifest.segments:
        with contextlib.suppress(IndexMismatch):
            segments.append(open_segment(segments_folder(data) / entry.name))
    return _Serving(manifest=manifest, segments=segments, whole=len(segments) == len(manifest.segments))


def _changes(library: Library, serving: _Serving | None) -> tuple[dict[str, str | None], dict[str, str]]:
    """The documents to look at, with their keys: those that wait, or all; and of them those that are there."""
    if serving is not None and serving.whole:
        waiting = library.waiting()
        return waiting, {name: key for name, key in waiting.items() if key is not None}
    wanted = library.keys()
    indexed = [name for segment in (serving.segments if serving else ()) for name in segment.documents.ids]
    everything: dict[str, str | None] = {**dict.fromkeys(indexed), **library.waiting(), **wanted}
    return everything, wanted


class _Documents:
    """The documents of some segments. Looking one up costs the logarithm of their number."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = segments

    def key(self, document_id: str) -> str | None:
        """The key that the document was indexed with."""
        found = self.find(document_id)
        return None if found is None else found[0].documents.keys[found[1]]

    def find(self, document_id: str) -> tuple[Segment, int] | None:
        """The segment that holds it, and its number there."""
        for segment in self.segments:
            number = segment.documents.number(document_id)
            if number is not None:
                return segment, number
        return None


def _embed(
    library: Library,
    encoder: Encoder,
    coming: Sequence[str],
    *,
    pending: PendingSegments,
    before: _Documents,
    progress: Progress | None,
) -> dict[str, str]:
    """Write a segment for each document that has none yet; why those that cannot be embedded failed, by id."""
    failed: dict[str, str] = {}
    old = VectorsOfVersion01(library, encoder)
    total, done = library.passages_in(coming), 0
    for name in coming:
        try:
            document = library.document(name)
        except DocumentNotFound:  # removed in the meantime, and waiting again
            continue
        show = partial(_show, progress, "embedding passages", total=total)
        show(done)
        if pending.opened(name, document.key) is None:
            try:
                pending.write(document, encoder, _known(before.find(name), old), embedded=partial(_add_up, show, done))
            except (OSError, MemoryError):
                raise
            except Exception as error:  # whatever an encoder raises for one text must not stop the others
                failed[name] = f"document {name} cannot be indexed ({type(error).__name__}: {error})"
        done += len(document.passages)
    if coming:
        _show(progress, "embedding passages", total, total=total)
    return failed


def _add_up(show: Callable[[int], None], before: int, now: int) -> None:
    show(before + now)


def _known(found: tuple[Segment, int] | None, old: KnownVectors) -> KnownVectors:
    """Vectors of a document as it was before, or of version 0.1."""
    if found is None:
        return old
    segment, number = found
    return SegmentVectorsOf(segment.contents, slice(int(segment.starts[number]), int(segment.starts[number + 1])))


def _manifest(
    library: Library,
    encoder: Encoder,
    serving: _Serving | None,
    *,
    settings: Mapping[str, Any],
    model: str | None,
    recorded: Mapping[str, Any] | None,
) -> Manifest:
    """The manifest to come, still with what serves now."""
    reads = serving.manifest.noted["reads"] if serving else languages_read(encoder)
    return Manifest(
        generation=1 + _generation(library.data),
        settings=settings,
        model=model,
        noted={"reads": list(reads), **(recorded or {})},
        contents=serving.manifest.contents if serving else empty_contents(),
        segments=serving.manifest.segments if serving else (),
    )


def _generation(data: Path) -> int:
    """The highest generation so far."""
    names = [path.stem.partition("-")[0] for path in manifests_folder(data).glob("*.json")]
    return max((int(name) for name in names if name.isdigit()), default=0)


def _write(
    data: Path, manifest: Manifest, serving: _Serving | None, *, left: frozenset[str], new: Sequence[Segment]
) -> Manifest:
    """Write the segments and let the manifest serve."""
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
    segments = [*kept, *added]
    while group := segments_to_merge(segments):
        merged = store.write(join_segments(group))
        segments = [one for one in segments if one not in group] + ([merged] if merged else [])
    entries = sorted((store.entry(one) for one in segments), key=lambda entry: entry.name)
    final = replace(manifest, contents=contents, segments=tuple(entries))
    write_manifest(data, final)
    return final


def _show(progress: Progress | None, stage: str, done: int, *, total: int = 1) -> None:
    if progress is not None:
        progress(stage, done, total)


@contextlib.contextmanager
def _write_errors_translated(data: Path) -> Iterator[None]:
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
