"""What it costs to change a library: to add, replace and remove a document, and to merge segments."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from growing.building import Measured, publisher_of, store
from growing.documents import Made, made_document, renamed
from growing.encoder import StandIn
from pincite.index.segments.joining import join_segments
from pincite.index.segments.segment import open_segment
from pincite.index.snapshots.manifest import current_name, read_manifest, segments_folder
from pincite.index.snapshots.segment_store import write_synced
from pincite.ingest.library.store import Library
from pincite.service.jobs.adding import locked
from pincite.service.jobs.library_changes import remove

_TIMES = 3
_MOST_ADDED = 12
_NEW = 900_000  # the number of the first document that is added; the library has fewer
_TEXT_OF = 5  # the document whose text is added, so that all are of one size

Stages = tuple[float, float, float]


def changed(data: Path, documents: int) -> Measured:
    """Seconds. Documents are added until small segments are merged; then some are replaced, and some removed."""
    encoder = StandIn()
    adds: list[Stages] = []
    merging: list[Stages] = []
    for number in range(_MOST_ADDED):
        store_s, embed_s, publish_s = _changed(data, encoder, renamed(made_document(_TEXT_OF), _NEW + number))
        begun = time.perf_counter()
        merged = locked(data, publisher_of(data, encoder).merge)
        took = (store_s, embed_s, publish_s + time.perf_counter() - begun if merged else publish_s)
        (merging if merged else adds).append(took)
        if merged and len(adds) >= _TIMES:
            break
    places = [round(documents * share) for share in (0.2, 0.5, 0.8)][:_TIMES]
    replaced = [_changed(data, encoder, made_document(place, edition=2)) for place in places]
    removed = [_removed(data, made_document(place - 1).document.id) for place in places]
    join_s, write_s, rows = _rewritten(data)
    return {
        **_stages("add one document", adds),
        "add one document, where that merges small segments: whole (s)": _median([sum(one) for one in merging]),
        **_stages("replace one document", replaced),
        "remove one document, until `remove` returns (s)": _median(removed),
        "the largest segment: passages": rows,
        "the largest segment: joined again (s)": join_s,
        "the largest segment: written and synced (s)": write_s,
    }


def _stages(what: str, measured: Sequence[Stages]) -> Measured:
    names = ("store", "embed", "publish")
    parts = {f"{what}: {name} (s)": _median([one[place] for one in measured]) for place, name in enumerate(names)}
    return {**parts, f"{what}: whole (s)": _median([sum(one) for one in measured])}


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None


def _changed(data: Path, encoder: StandIn, made: Made) -> Stages:
    """Seconds to store, embed and publish, as a process does that is started for it and has imported all."""
    begun = time.perf_counter()
    status = store(data, made)
    stored = time.perf_counter()
    publisher = publisher_of(data, encoder)
    with Library(data) as library:
        publisher.embed(library, [made.document.id])
    embedded = time.perf_counter()
    locked(data, publisher.publish)
    published = time.perf_counter()
    if publisher.failed or status == "unchanged":
        raise RuntimeError(f"document {made.document.id} was not changed: {publisher.failed}")
    return stored - begun, embedded - stored, published - embedded


def _removed(data: Path, name: str) -> float:
    begun = time.perf_counter()
    remove(data, [name])
    return time.perf_counter() - begun


def _segments(data: Path) -> set[str]:
    name = current_name(data)
    assert name is not None
    return {entry.name for entry in read_manifest(data, name).segments}


def _rewritten(data: Path) -> tuple[float, float, int]:
    """Seconds to join and to write the largest segment: what the greatest merge and a removal are made of."""
    segments = [open_segment(segments_folder(data) / name) for name in sorted(_segments(data))]
    largest = max(segments, key=len)
    with tempfile.TemporaryDirectory(dir=data) as folder:
        begun = time.perf_counter()
        contents = join_segments([largest])
        joined = time.perf_counter()
        write_synced(Path(folder), contents)
        written = time.perf_counter()
    return joined - begun, written - joined, len(largest)
