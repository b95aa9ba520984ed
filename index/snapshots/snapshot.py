"""An open snapshot: the segments that one manifest names, as one index whose positions follow the passage ids."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from pincite.index.encoding.encoder import served_encoder
from pincite.index.encoding.onnx_encoder import open_onnx
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, IndexNotFound
from pincite.index.interface.passage_index import Candidates, PassageIndex, PassageSearch
from pincite.index.segment_index.allowed_passages import AllowedPassages
from pincite.index.segment_index.document_table import place_documents
from pincite.index.segment_index.passage_rows import PassageRows
from pincite.index.segment_index.segment_candidates import OpenParts, SegmentCandidates
from pincite.index.segment_index.stored_passages import StoredPassages
from pincite.index.segments.segment import Segment, open_segment
from pincite.index.snapshots.manifest import (
    Manifest,
    current_name,
    encoders_folder,
    read_current,
    read_manifest,
    segments_folder,
)
from pincite.index.structures.bm25 import BM25
from pincite.index.structures.dense import DenseIndex
from pincite.index.structures.segment_sentences import SentenceIndex
from pincite.index.structures.segment_vocabulary import SegmentVocabulary
from pincite.index.structures.segment_words import WordIndex
from pincite.ingest.library.reader import LibraryReader


class Snapshot:
    """An open snapshot, as a PassageIndex. Positions number its passages in the order of their ids.

    Texts and records come from the library when they are asked for; one that was removed since has none.
    """

    def __init__(self, data: Path, manifest: Manifest, segments: Sequence[Segment]) -> None:
        self.data = data
        self.manifest = manifest
        self.segments = {segment.folder.name: segment for segment in segments}
        self._segments = tuple(segments)
        placement, self.documents = place_documents(segments)
        rows = PassageRows([part.rows for part in segments], placement)
        stored = StoredPassages(data, rows, self.documents)
        self.parts = OpenParts(
            sparse=BM25([part.postings for part in segments], placement, statistics=manifest.contents.statistics),
            dense=DenseIndex(
                segments=[part.vectors for part in segments],
                codes=[part.rows.codes for part in segments],
                placement=placement,
                dimension=manifest.settings["dimension"],
            ),
            sentences=SentenceIndex(segments=[part.sentences for part in segments], placement=placement),
            words=WordIndex(
                segments=[part.words for part in segments],
                document_of=[part.document_of for part in segments],
                placement=placement,
            ),
            rows=rows,
            stored=stored,
            allowed=AllowedPassages(rows, self.documents, stored),
        )
        self.vocabulary = SegmentVocabulary(self.parts.sparse)
        self._size = len(placement)

    def __len__(self) -> int:
        return self._size

    @property
    def id(self) -> str:
        """The id of the snapshot."""
        return self.manifest.snapshot

    @property
    def name(self) -> str:
        """The name of its manifest."""
        return self.manifest.name

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

    def close(self) -> None:
        """Closes the library, where it was opened."""
        self.parts.stored.close()

    def keys_of(self, documents: Collection[str]) -> dict[str, str]:
        """The keys that those of these documents had which are here when they were indexed, by id."""
        found = {}
        for number in self.documents.numbers(documents).tolist():
            columns = self._segments[int(self.documents.segment_of[number])].documents
            found[str(self.documents.ids[number])] = columns.keys[int(self.documents.number_of[number])]
        return found

    def changed_in(self, library: LibraryReader) -> frozenset[str]:
        """The documents that were removed or replaced in the library since. Raises LibraryError.

        Those that the index has yet to follow wait in the library; those that a later publication has followed stood
        in segments that are no longer named. So only these are looked up.
        """
        # In this order: a change that is published in between is found in the second place.
        candidates = set(library.waiting())
        try:
            name = current_name(self.data)
            if name is not None and name != self.name:
                named = {entry.name for entry in read_manifest(self.data, name).segments}
                left = self.segments.keys() - named
                candidates.update(*(self.segments[segment].documents.ids for segment in left))
        except IndexMismatch:  # it was swept away while it was read, or is damaged: all are looked up
            candidates.update(self.documents.ids.tolist())
        indexed = self.keys_of(candidates)
        keys = library.keys_of(sorted(indexed))
        return frozenset(identifier for identifier, key in indexed.items() if key != keys.get(identifier))

    def retrieve(self, searches: Sequence[PassageSearch]) -> Candidates:
        """What the searches of one question find. Raises IndexMismatch, LibraryError."""
        return SegmentCandidates(self.parts, searches)


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


def open_encoder(data: Path, snapshot: PassageIndex, *, threads: int = 1) -> Encoder:
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
