"""An open snapshot: the segments that one manifest names, as one index whose positions follow the passage ids."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.encoder import served_encoder
from pincite.index.encoding.onnx_encoder import open_onnx
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, IndexNotFound
from pincite.index.segments.segment import Segment, open_segment
from pincite.index.snapshots.manifest import (
    Manifest,
    encoders_folder,
    read_current,
    segments_folder,
)
from pincite.index.structures.bm25 import BM25
from pincite.index.structures.dense import DenseIndex
from pincite.index.structures.placement import Placement, place_rows
from pincite.index.structures.sentence_index import SentenceIndex
from pincite.index.structures.vocabulary import Vocabulary
from pincite.index.structures.word_index import WordIndex
from pincite.ingest.document import PageRange, Passage
from pincite.ingest.errors import DocumentNotFound, PassageNotFound
from pincite.ingest.library.store import Library
from pincite.ingest.record import Record

_RECORDS = 2048  # that are kept once they were read


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DocumentTable:
    """The documents of a snapshot in the order of their passages.

    ids, languages: str[documents]. segment_of, number_of: int32[documents], where each stands. of: int32[n], the
    document of each position. sorted_ids: the ids in alphabetical order; order: int64[documents], the number of each.
    """

    ids: NDArray[np.str_]
    languages: NDArray[np.str_]
    segment_of: NDArray[np.int32]
    number_of: NDArray[np.int32]
    of: NDArray[np.int32]
    order: NDArray[np.int64]
    sorted_ids: NDArray[np.str_]

    def numbers(self, identifiers: Collection[str]) -> NDArray[np.int64]:
        """The numbers of those of these documents that are here."""
        if not identifiers or not len(self.sorted_ids):
            return np.empty(0, dtype=np.int64)
        wanted = np.array(sorted(identifiers), dtype=np.str_)
        places = np.minimum(np.searchsorted(self.sorted_ids, wanted), len(self.sorted_ids) - 1)
        numbers: NDArray[np.int64] = self.order[places[self.sorted_ids[places] == wanted]]
        return numbers


class Snapshot:
    """An open snapshot. Positions number its passages in the order of their ids.

    Texts and records come from the library when they are asked for; one that was removed since has none.
    """

    def __init__(self, data: Path, manifest: Manifest, segments: Sequence[Segment]) -> None:
        self.data = data
        self.manifest = manifest
        self.segments = {segment.folder.name: segment for segment in segments}
        self._parts = tuple(segments)
        self.placement, self.documents = _placed(self._parts)
        placement = self.placement
        dimension = manifest.settings["dimension"]
        self.sparse = BM25([part.postings for part in self._parts], placement, statistics=manifest.contents.statistics)
        self.dense = DenseIndex(
            segments=[part.vectors for part in self._parts],
            codes=[part.rows.codes for part in self._parts],
            placement=placement,
            dimension=dimension,
        )
        self.sentences = SentenceIndex(segments=[part.sentences for part in self._parts], placement=placement)
        self.words = WordIndex(
            segments=[part.words for part in self._parts],
            document_of=[part.document_of for part in self._parts],
            placement=placement,
        )
        self.vocabulary = Vocabulary(self.sparse)
        self._records: dict[int, Record] = {}
        self.kind_of = placement.by_position([part.rows.kinds for part in self._parts], np.uint8)
        announcing = placement.by_position([part.rows.announcing for part in self._parts], np.uint16)
        self.announcing = announcing.astype(np.float32) / 1000

    def __len__(self) -> int:
        return len(self.placement)

    @property
    def id(self) -> str:
        """The id of the snapshot."""
        return self.manifest.snapshot

    @property
    def encoder_id(self) -> str:
        """The encoder that its vectors are of."""
        return str(self.manifest.settings["encoder"])

    @property
    def model(self) -> str | None:
        """That encoder by the name its user gave it; None for the default."""
        return self.manifest.model

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, in order."""
        return tuple(sorted(self.manifest.contents.languages))

    @property
    def reads(self) -> tuple[str, ...]:
        """Languages other than English that the encoder reads."""
        return tuple(self.manifest.noted["reads"])

    @cached_property
    def library(self) -> Library:
        """The library that texts and records come from. Raises LibraryError."""
        return Library(self.data)

    def _place(self, position: int) -> tuple[str, PageRange]:
        part = self._parts[int(self.placement.segment_of[position])]
        return part.rows.place(int(self.placement.row_of[position]))

    def close(self) -> None:
        """Closes the library, where it was opened."""
        if "library" in self.__dict__:
            self.library.close()

    def passage(self, position: int) -> tuple[Passage, PageRange]:
        """The passage at `position`, and where it stands. Raises PassageNotFound where it was removed since."""
        passage_id, pages = self._place(position)
        return self.library.passage(passage_id), pages

    def passages(self, positions: Sequence[int]) -> dict[int, tuple[Passage, PageRange]]:
        """Those of the passages at these positions that were not removed since, and where they stand."""
        places = {position: self._place(position) for position in positions}
        found = self.library.passages([passage_id for passage_id, _ in places.values()])
        return {position: (found[name], pages) for position, (name, pages) in places.items() if name in found}

    def text(self, position: int) -> str:
        """The text of the passage at `position`; empty where it was removed since."""
        try:
            return self.passage(position)[0].text
        except PassageNotFound:
            return ""

    def record(self, position: int) -> Record | None:
        """The record of the document at `position`, as it was when first asked for; None if it was removed before."""
        number = int(self.documents.of[position])
        if number not in self._records:
            try:
                record = self.library.record(str(self.documents.ids[number]))
            except DocumentNotFound:
                return None
            if len(self._records) >= _RECORDS:
                self._records.clear()
            self._records[number] = record
        return self._records.get(number)

    def sketches(self, positions: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The sketches of these passages, to find repeats: uint64[n, s]."""
        if not self._parts:
            return np.empty((0, 1), dtype=np.uint64)
        return np.asarray(
            self.placement.gathered([part.rows.sketches for part in self._parts], positions), dtype=np.uint64
        )

    def key_of(self, document_id: str) -> str | None:
        """The key that a document had when it was indexed; None where it is not here."""
        for number in self.documents.numbers([document_id]).tolist():
            part = self._parts[int(self.documents.segment_of[number])]
            return part.documents.keys[int(self.documents.number_of[number])]
        return None

    def only(self, identifiers: Collection[str]) -> NDArray[np.bool_]:
        """bool[n]: the passages of these documents."""
        chosen = np.zeros(len(self.documents.ids), dtype=np.bool_)
        chosen[self.documents.numbers(identifiers)] = True
        return np.asarray(chosen[self.documents.of], dtype=np.bool_)


def open_snapshot(data: Path, *, before: Snapshot | None = None) -> Snapshot:
    """The snapshot that serves. What it shares with the one open `before` is not opened again.

    Raises IndexNotFound where there is none, IndexMismatch where it is damaged.
    """
    known: Mapping[str, Segment] = before.segments if before is not None else {}

    def opened(manifest: Manifest) -> Snapshot:
        folder, names = segments_folder(data), [entry.name for entry in manifest.segments]
        return Snapshot(data, manifest, [known.get(name) or open_segment(folder / name) for name in names])

    snapshot = read_current(data, opened)
    if snapshot is None:
        raise IndexNotFound(f"{data}: nothing has been indexed yet; run: pincite add FILE --data {data}")
    return snapshot


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


def _placed(segments: Sequence[Segment]) -> tuple[Placement, DocumentTable]:
    """Positions in the order of passage ids: those of a document begin with its id and a colon."""
    ids = np.array([name for part in segments for name in part.documents.ids], dtype=np.str_)
    languages = np.array([name for part in segments for name in part.documents.languages], dtype=np.str_)
    passages = np.array([count for part in segments for count in part.documents.passages], dtype=np.int64)
    segment_of = np.repeat(np.arange(len(segments), dtype=np.int32), [len(part.documents) for part in segments])
    number_of = np.array([n for part in segments for n in range(len(part.documents))], dtype=np.int32)
    order = np.argsort(np.char.add(ids, ":"), kind="stable") if len(ids) else np.empty(0, dtype=np.int64)
    firsts = np.empty(len(ids), dtype=np.int64)
    firsts[order] = np.cumsum(passages[order]) - passages[order]
    positions = []
    done = 0
    for part in segments:
        own = firsts[done : done + len(part.documents)]
        within = np.arange(len(part), dtype=np.int64) - np.repeat(part.starts[:-1], np.diff(part.starts))
        positions.append(np.repeat(own, np.diff(part.starts)) + within)
        done += len(part.documents)
    by_id = np.argsort(ids[order], kind="stable")
    table = DocumentTable(
        ids=ids[order],
        languages=languages[order],
        segment_of=segment_of[order],
        number_of=number_of[order],
        of=np.repeat(np.arange(len(ids), dtype=np.int32), passages[order]),
        order=by_id,
        sorted_ids=ids[order][by_id],
    )
    return place_rows(positions), table
