"""A library of synthetic documents, built as `pincite add` builds one, and what it takes on disk."""

import json
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from bench_table import peak_memory_mb

from growing.documents import Made, made_documents
from growing.encoder import StandIn
from pincite.index.segments.array_file import NOTES
from pincite.index.snapshots.manifest import index_folder, segments_folder
from pincite.index.snapshots.publication import Publisher
from pincite.ingest.library.store import Library
from pincite.service.evidence.weights import manifest_entry
from pincite.service.jobs.adding import PUBLISHED_EVERY_S, locked

Measured = Mapping[str, float | None]

_GROUPS = {"word": "word vectors", "sentence": "sentences", "term": "postings", "row": "sketches, places, hashes"}


def publisher_of(data: Path, encoder: StandIn) -> Publisher:
    """What publishes in this benchmark."""
    return Publisher(data, encoder, recorded=manifest_entry())


def store(data: Path, made: Made) -> str:
    """Put a document into the library; "added", "unchanged" or "replaced"."""
    return locked(data, lambda library: library.add(made.document, made.file))


def built(data: Path, passages: int) -> Measured:
    """Store, embed and publish document after document, and publish every 45 seconds."""
    encoder = StandIn()
    seconds = {"store": 0.0, "embed": 0.0, "publish": 0.0}
    with Library(data, write=True):
        pass  # it is there
    publisher = publisher_of(data, encoder)
    published_at = time.monotonic()
    documents = 0
    with Library(data) as library:
        for made in made_documents(passages):
            clock = [time.perf_counter()]
            store(data, made)
            clock.append(time.perf_counter())
            publisher.embed(library, [made.document.id])
            clock.append(time.perf_counter())
            if time.monotonic() - published_at > PUBLISHED_EVERY_S:
                locked(data, publisher.publish)
                locked(data, lambda writer: publisher.merge(writer, on_the_way=True))
                published_at = time.monotonic()
            clock.append(time.perf_counter())
            for stage, (begun, ended) in zip(seconds, pairwise(clock), strict=True):
                seconds[stage] += ended - begun
            documents += 1
        begun = time.perf_counter()
        locked(data, publisher.publish)
        while locked(data, publisher.merge):
            pass
        seconds["publish"] += time.perf_counter() - begun
    if publisher.failed:
        raise RuntimeError(next(iter(publisher.failed.values())))
    whole = sum(seconds.values())
    return {
        "documents": documents,
        "build: whole (s)": whole,
        "build: passages/s": passages / whole,
        "build: processor time, the texts' too (s)": time.process_time(),
        "build: store (s)": seconds["store"],
        "build: embed (s)": seconds["embed"],
        "build: of that in the stand-in (s)": encoder.seconds,
        "build: publish (s)": seconds["publish"],
        "build: peak memory (MB)": peak_memory_mb("self"),
    }


def bytes_a_passage(data: Path, passages: int) -> Measured:
    """What the parts of a data directory take."""
    library = _size(data / "library.db") + _size(data / "library.db-wal")
    originals = sum(map(_size, (data / "files").iterdir()))
    parts = dict.fromkeys(_GROUPS, 0)
    vectors = 0
    folders = list(segments_folder(data).iterdir())
    for folder in folders:
        vectors += _size(folder / "vectors.faiss")
        described = json.loads((folder / NOTES).read_text("utf-8"))["arrays"]
        ends = [place["start"] for place in described.values()][1:] + [_size(folder / "arrays.bin")]
        for (name, place), end in zip(described.items(), ends, strict=True):
            parts[name.partition(".")[0]] += end - place["start"]
    index = sum(_size(path) for path in index_folder(data).rglob("*") if path.is_file())
    kinds = {_GROUPS[group]: size for group, size in parts.items()} | {"passage vectors": vectors}
    sizes = {
        "`library.db`": library,
        **kinds,
        "manifest and names": index - sum(kinds.values()),
        "all but original files": library + index,
        "original files": originals,
    }
    return {f"disk: {part} (bytes a passage)": size / passages for part, size in sizes.items()} | {
        "segments": len(folders)
    }


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
