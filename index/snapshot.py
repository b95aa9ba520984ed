"""Snapshots: immutable indexes, built aside and switched by one rename.

    <data>/snapshots/<id>/manifest.json   what it was made of, and a checksum of every other file
                          documents.json  the records
                          passages.jsonl  one passage a line; passages.npy says where each line begins
                          columns.npy     document, kind and announcing share (in thousandths) of each passage
                          sketches.npy    which runs of words it has, to find repeats
                          sparse/ dense/  the two indexes
                          sentences/      the sentences of each passage, with their vectors
                          words/          the vectors of its words
    <data>/snapshots/CURRENT              the id of the snapshot that serves
    <data>/encoders/<encoder id>/         the exported encoder

The id is a hash of what a snapshot is made of, so the same documents give the same snapshot.
"""

import hashlib
import json
import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.encoder import served_encoder
from pincite.index.encoding.onnx_encoder import check_export, open_onnx, sha256_of
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, IndexNotFound
from pincite.index.structures.bm25 import BM25, load_bm25
from pincite.index.structures.dense import DenseIndex, load_dense
from pincite.index.structures.sentence_index import SentenceIndex, load_sentences
from pincite.index.structures.word_index import WordIndex, load_words
from pincite.ingest.document import KINDS, PageRange, Passage
from pincite.ingest.errors import BadRecord
from pincite.ingest.record import Record, read_record

FORMAT = 11
CURRENT = "CURRENT"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """An open snapshot. Row i of every part is passage i, in the order of passage ids.

    document_of, kind_of: int32[n], places in `records` and in KINDS. announcing: float32[n], the share of each passage
    that stands in announcements. sketches: uint64[n, s], as `repeated_passages.sketches` makes them. reads: languages
    other than English that the encoder reads.
    """

    id: str
    folder: Path
    encoder_id: str
    model: str | None
    keys: tuple[str, ...]
    records: tuple[Record, ...]
    languages: tuple[str, ...]
    reads: tuple[str, ...]
    sparse: BM25
    dense: DenseIndex
    sentences: SentenceIndex
    words: WordIndex
    document_of: NDArray[np.int32]
    kind_of: NDArray[np.int32]
    announcing: NDArray[np.float32]
    sketches: NDArray[np.uint64]
    lines: NDArray[np.int64]
    passages: mmap.mmap

    def passage(self, position: int) -> tuple[Passage, PageRange]:
        """The passage in row `position`, and where it stands."""
        row = json.loads(self.passages[self.lines[position] : self.lines[position + 1]])
        pages = PageRange(**row.pop("pages"))
        row["section"] = tuple(row["section"])
        return Passage(**row), pages


def snapshots_folder(data: Path) -> Path:
    """Where the snapshots of a data directory are."""
    return data / "snapshots"


def encoders_folder(data: Path) -> Path:
    """Where the exported encoders of a data directory are."""
    return data / "encoders"


def terms_folder(data: Path) -> Path:
    """Where the user's own term lists of a data directory are."""
    return data / "terms"


def current_id(data: Path) -> str | None:
    """The id of the snapshot that serves; None where none was built. Raises IndexMismatch where it cannot be read."""
    path = snapshots_folder(data) / CURRENT
    try:
        identifier = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexMismatch(f"{path}: cannot be read ({error}); is {data} the data directory you mean?") from error
    if not identifier.isalnum():
        raise IndexMismatch(f"{path}: does not name a snapshot; run: pincite verify --repair")
    return identifier


def serving_model(data: Path) -> str | None:
    """The model that the serving snapshot was built with, by name or folder; None for the default, or no snapshot."""
    try:
        # Whatever the format: an upgrade must not index a library with another model.
        identifier = current_id(data)
        path = snapshots_folder(data) / identifier / MANIFEST if identifier else None
        model = json.loads(path.read_text(encoding="utf-8")).get("model") if path else None
    except (IndexMismatch, OSError, ValueError, AttributeError):
        return None
    return str(model) if model is not None else None


def open_snapshot(data: Path) -> Snapshot:
    """The snapshot that serves. Raises IndexNotFound where there is none, IndexMismatch where it is damaged."""
    identifier = current_id(data)
    while identifier is not None:
        try:
            return _open(data, identifier)
        except IndexMismatch:
            # Another process may have let a new snapshot serve and swept this one away while it was being opened.
            before, identifier = identifier, current_id(data)
            if identifier == before:
                raise
    raise IndexNotFound(f"{data}: nothing has been indexed yet; run: pincite add FILE --data {data}")


def _open(data: Path, identifier: str) -> Snapshot:
    folder = snapshots_folder(data) / identifier
    try:
        manifest = read_manifest(folder)
        records = json.loads((folder / "documents.json").read_text(encoding="utf-8"))
        columns = np.load(folder / "columns.npy")
        with (folder / "passages.jsonl").open("rb") as file:
            passages = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        lines = np.load(folder / "passages.npy")
        if lines[-1] > len(passages):
            raise IndexMismatch(f"{folder}/passages.jsonl: is cut off; run: pincite verify --repair")
        return Snapshot(
            id=identifier,
            folder=folder,
            encoder_id=manifest["encoder"],
            model=manifest["model"],
            keys=tuple(document["key"] for document in manifest["documents"]),
            records=tuple(read_record(record, where=f"{folder}/documents.json") for record in records),
            languages=tuple(manifest["languages"]),
            reads=tuple(manifest["reads"]),
            sparse=load_bm25(folder / "sparse"),
            dense=load_dense(folder / "dense"),
            sentences=load_sentences(folder / "sentences"),
            words=load_words(folder / "words"),
            document_of=columns[0],
            kind_of=columns[1],
            announcing=columns[2].astype(np.float32) / 1000,
            sketches=np.load(folder / "sketches.npy", mmap_mode="r").view(np.ndarray),
            lines=lines,
            passages=passages,
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError, BadRecord) as error:
        raise IndexMismatch(f"{folder}: the snapshot is damaged ({error}); run: pincite verify --repair") from error


def open_encoder(data: Path, snapshot: Snapshot, *, threads: int = 1) -> Encoder:
    """The encoder that the snapshot was built with. torch is imported only where its export is missing or unfit."""
    folder = encoders_folder(data) / snapshot.encoder_id
    try:
        return open_onnx(folder, id=snapshot.encoder_id, threads=threads)
    except (IndexNotFound, IndexMismatch):
        encoder = served_encoder(snapshot.model, encoders_folder(data), threads=threads)
        if encoder.id != snapshot.encoder_id:
            raise IndexMismatch(
                f"the snapshot was built with the encoder {snapshot.encoder_id}, but the model is now {encoder.id}; "
                f"run: pincite add --data {data}, which indexes everything again"
            ) from None
        return encoder


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest in `folder`, of a format that is known. Raises IndexMismatch."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexMismatch(f"{folder}: its manifest cannot be read ({error}); run: pincite verify --repair") from error
    if manifest.get("format") != FORMAT:
        raise IndexMismatch(
            f"{folder}: was written by another version of pincite (format {manifest.get('format')}, this one reads "
            f"{FORMAT}); run: pincite verify --repair"
        )
    return manifest


def snapshot_problems(data: Path, keys: dict[str, str]) -> list[str]:
    """What is wrong with the serving snapshot: damaged files, or documents other than the library's; also its encoder.

    keys: document id -> key, as the library has them. Empty when all is well.
    """
    try:
        identifier = current_id(data)
        if identifier is None:
            return ["there are documents, but no snapshot"] if keys else []
        folder = snapshots_folder(data) / identifier
        manifest = read_manifest(folder)
    except IndexMismatch as error:
        return [str(error)]
    problems = []
    export = encoders_folder(data) / str(manifest["encoder"])
    try:
        if export.exists():  # a model that cannot be exported is served by torch and has none
            check_export(export)
    except (IndexNotFound, IndexMismatch) as error:
        problems.append(str(error))
    for name, digest in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{path}: is missing")
        elif sha256_of(path) != digest:
            problems.append(f"{path}: has changed since it was built")
    indexed = {document["id"]: document["key"] for document in manifest["documents"]}
    for name in sorted(keys.keys() | indexed.keys()):
        if keys.get(name) != indexed.get(name):
            state = "is not in the library" if name not in keys else "is not in the snapshot as the library has it"
            problems.append(f"snapshot {identifier}: document {name} {state}")
    if not problems:
        try:
            open_snapshot(data)
        except IndexMismatch as error:  # whole, but not of a form that is known
            problems.append(str(error))
    return problems


def snapshot_id(made_of: dict[str, Any]) -> str:
    """The id of a snapshot made of this: 16 hexadecimal digits."""
    text = json.dumps(made_of, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


KIND_CODES = {kind: code for code, kind in enumerate(KINDS)}
