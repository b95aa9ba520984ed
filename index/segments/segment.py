"""A segment: an immutable part of the index with the rows of whole documents, and no text.

    arrays.json     its documents: id, key, language, and how many rows each has
    arrays.bin      all that is known of its rows but their vectors
    vectors.faiss   one vector a row

A row is a passage. The rows of a document follow one another in the order of its passage ids. The vectors, those of
sentences and words among them, are kept nowhere else: where a segment is damaged its documents are embedded again.
"""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.index.interface.sentence_vectors import SENTENCE_ARRAYS, SentenceVectors
from pincite.index.segments.array_file import read_array_sizes, read_arrays, write_arrays
from pincite.index.structures.dense import VECTORS_FILE, SegmentVectors, load_vectors, save_vectors
from pincite.index.structures.postings import POSTING_ARRAYS, Postings
from pincite.index.structures.segment_words import WORD_ARRAYS, SegmentWords
from pincite.ingest.document import KINDS, PageRange

SEGMENT_FORMAT = 3

KIND_CODES = {kind: code for code, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentColumns:
    """The documents of a segment, in the order of their ids: those, keys when they were indexed, languages, rows."""

    ids: Sequence[str]
    keys: Sequence[str]
    languages: Sequence[str]
    passages: Sequence[int]

    def __len__(self) -> int:
        return len(self.ids)

    def number(self, document_id: str) -> int | None:
        """The number of a document in the segment, where it is there."""
        place = bisect_left(self.ids, document_id)
        return place if place < len(self.ids) and self.ids[place] == document_id else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """What is known of each row besides terms and vectors.

    kinds: uint8[n], places in KINDS. announcing: uint16[n], the share that stands in announcements, in thousandths.
    sketches: uint64[n, s], to find repeats. codes: uint8[n, (d + 7) // 8], the signs of the vector's numbers.
    hashes: uint64[n] and sentence_hashes: uint64[m], of the embedded texts.
    places: uint8, for each row its passage id and pages as JSON; place_starts: int64[n + 1].
    """

    kinds: NDArray[np.uint8]
    announcing: NDArray[np.uint16]
    sketches: NDArray[np.uint64]
    codes: NDArray[np.uint8]
    hashes: NDArray[np.uint64]
    sentence_hashes: NDArray[np.uint64]
    places: NDArray[np.uint8]
    place_starts: NDArray[np.int64]

    def place(self, row: int) -> tuple[str, PageRange]:
        """The id of the passage in a row, and its pages."""
        stretch = self.places[int(self.place_starts[row]) : int(self.place_starts[row + 1])]
        passage_id, pages = json.loads(stretch.tobytes())
        return passage_id, PageRange(**pages)


ROW_ARRAYS = ("kinds", "announcing", "sketches", "codes", "hashes", "sentence_hashes", "places", "place_starts")
_GROUPS = (("row", ROW_ARRAYS), ("term", POSTING_ARRAYS), ("sentence", SENTENCE_ARRAYS), ("word", WORD_ARRAYS))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentContents:
    """All that a segment is written from. vectors: float16[n, d]."""

    documents: DocumentColumns
    rows: Rows
    postings: Postings
    sentences: SentenceVectors
    words: SegmentWords
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """An open segment. starts: int64[documents + 1], the rows of each document; document_of: int32[n], by row."""

    folder: Path
    documents: DocumentColumns
    starts: NDArray[np.int64]
    document_of: NDArray[np.int32]
    rows: Rows
    postings: Postings
    sentences: SentenceVectors
    words: SegmentWords
    vectors: SegmentVectors

    def __len__(self) -> int:
        return len(self.rows.kinds)

    def rows_of(self, number: int) -> slice:
        """The rows of the document with this number."""
        return slice(int(self.starts[number]), int(self.starts[number + 1]))

    @property
    def contents(self) -> SegmentContents:
        """All of it, for a segment that is made of this one."""
        return SegmentContents(
            documents=self.documents,
            rows=self.rows,
            postings=self.postings,
            sentences=self.sentences,
            words=self.words,
            vectors=self.vectors.rows,
        )


def write_segment(folder: Path, contents: SegmentContents) -> None:
    """Write a segment into the existing `folder`."""
    arrays = {
        f"{group}.{name}": getattr(part, name)
        for (group, names), part in zip(_GROUPS, _parts_of(contents), strict=True)
        for name in names
    }
    write_arrays(folder, arrays, notes={"format": SEGMENT_FORMAT, "documents": asdict(contents.documents)})
    save_vectors(folder, contents.vectors)


def open_segment(folder: Path) -> Segment:
    """The segment in `folder`, mapped into memory. Raises IndexMismatch where it is missing or damaged."""
    arrays, notes = read_arrays(folder)
    try:
        if notes["format"] != SEGMENT_FORMAT:
            raise IndexMismatch(f"{folder}: was written by another version of pincite; run: pincite verify --repair")
        row, term, sentence, word = ({name: arrays[f"{group}.{name}"] for name in names} for group, names in _GROUPS)
        documents = DocumentColumns(**notes["documents"])
        columns = (documents.ids, documents.keys, documents.languages, documents.passages)
        counts = np.array(documents.passages, dtype=np.int64)
        segment = Segment(
            folder=folder,
            documents=documents,
            starts=np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)]),
            document_of=np.repeat(np.arange(len(documents), dtype=np.int32), counts),
            rows=Rows(**row),
            postings=Postings(**term),
            sentences=SentenceVectors(**sentence),
            words=SegmentWords(**word),
            vectors=load_vectors(folder),
        )
        fitting = len(set(map(len, columns))) == 1
        sizes = {len(segment.rows.kinds), segment.postings.size, len(segment.vectors.rows), int(segment.starts[-1])}
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise IndexMismatch(f"{folder}: is damaged ({error}); run: pincite verify --repair") from error
    if len(sizes) != 1 or not fitting:
        raise IndexMismatch(f"{folder}: its files do not fit together; run: pincite verify --repair")
    return segment


def bytes_by_part(folder: Path) -> Mapping[str, int]:
    """The bytes of a segment that hold vectors, sentences, words and postings; only its list of arrays is read.

    Raises IndexMismatch where it is missing or damaged.
    """
    groups = Counter[str]()
    for name, size in read_array_sizes(folder).items():
        groups[name.partition(".")[0]] += size
    try:
        vectors = (folder / VECTORS_FILE).stat().st_size
    except OSError as error:
        raise IndexMismatch(f"{folder}: is damaged ({error}); run: pincite verify --repair") from error
    return {
        "vectors": vectors,
        "sentences": groups["sentence"],
        "words": groups["word"],
        "postings": groups["term"],
    }


def _parts_of(contents: SegmentContents) -> tuple[Any, ...]:
    return contents.rows, contents.postings, contents.sentences, contents.words
