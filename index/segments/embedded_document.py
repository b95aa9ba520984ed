"""The rows of one document: its terms, its sentences, and their vectors, those it has already among them."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.long_texts import encode_text, read_text
from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.few_bits import FewBits, in_four_bits, width_of
from pincite.index.interface.sentence_vectors import BITS, SentenceVectors, sentences_of
from pincite.index.interface.word_vectors import byline_words, joined_words, passage_words, without_stop_words
from pincite.index.language.announcements import announcing_share
from pincite.index.language.repetition import sketches
from pincite.index.language.tokenizer import tokenize
from pincite.index.segments.segment import KIND_CODES, DocumentColumns, Rows, SegmentContents
from pincite.index.structures.dense import sign_codes
from pincite.index.structures.postings import build_postings, hash_of, hashes_of
from pincite.index.structures.segment_words import SegmentWords
from pincite.ingest.document import Document, Passage
from pincite.ingest.text.passage_context import byline, heading_context, searched_text

Embedded = Callable[[int], None]

_MOST_THREADS = 8  # that embed; more would wait for memory


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassageVectors:
    """The vector of a passage, float16[d], and those of its words."""

    vector: NDArray[np.float16]
    words: FewBits


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SentenceVector:
    """The vector of a sentence: uint8[(d + 1) // 2] as `in_four_bits` makes it, and its scale."""

    code: NDArray[np.uint8]
    scale: float


class KnownVectors(Protocol):
    """Vectors that were made before with the same encoder; None where there is none for a text."""

    def passage(self, text: str) -> PassageVectors | None: ...
    def sentence(self, text: str) -> SentenceVector | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    passage: Passage
    searched: str
    sentences: Sequence[tuple[int, int]]

    @property
    def texts(self) -> list[str]:
        """Its sentences."""
        return [self.passage.text[start:end] for start, end in self.sentences]


def document_contents(
    document: Document,
    encoder: Encoder,
    known: KnownVectors,
    *,
    threads: int | None = None,
    embedded: Embedded | None = None,
) -> SegmentContents:
    """The rows of a document. `embedded` is called with the number of passages embedded so far.

    Each of the threads (None: one for each core) embeds one passage at a time, with its sentences, since two threads
    find little to share in one short text. Texts over the encoder's window are read in parts. Raises IndexMismatch, and
    what the encoder raises.
    """
    language = document.record.language
    rows = [_row(document, passage) for passage in sorted(document.passages, key=lambda one: one.id)]
    author = byline(document.record)
    passages: list[PassageVectors] = []
    sentences: list[SentenceVector] = []
    with _stopped_at_once(ThreadPoolExecutor(threads or min(_MOST_THREADS, _cores()))) as pool:
        for number, (passage, of_row) in enumerate(pool.map(lambda row: _embedded(row, encoder, known), rows), start=1):
            passages.append(passage)
            sentences += of_row
            if embedded is not None:
                embedded(number)
    vectors = np.array([one.vector for one in passages], dtype=np.float16).reshape(len(rows), encoder.dimension)
    return SegmentContents(
        documents=DocumentColumns(ids=[document.id], keys=[document.key], languages=[language], passages=[len(rows)]),
        rows=_rows(document, rows, sign_codes(vectors)),
        postings=build_postings(tokenize(f"{author}\n{row.searched}", language) for row in rows),
        sentences=_sentences(rows, sentences, encoder.dimension),
        words=_words(passages, _byline(author, encoder)),
        vectors=vectors,
    )


def _row(document: Document, passage: Passage) -> _Row:
    return _Row(
        passage=passage,
        searched=searched_text(heading_context(document.record.title, passage.section), passage.text),
        sentences=sentences_of(passage, document.record.language),
    )


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@contextmanager
def _stopped_at_once(pool: ThreadPoolExecutor) -> Iterator[ThreadPoolExecutor]:
    """The pool, whose waiting work is dropped at the end: after an error, or when the run is told to stop."""
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _embedded(row: _Row, encoder: Encoder, known: KnownVectors) -> tuple[PassageVectors, list[SentenceVector]]:
    """The vectors of a row, those it has already among them."""
    passage = known.passage(row.searched) or _embedded_passage(row.searched, encoder)
    found = [known.sentence(text) for text in row.texts]
    fresh = iter(_embedded_sentences([t for t, one in zip(row.texts, found, strict=True) if one is None], encoder))
    return passage, [one or next(fresh) for one in found]


def _embedded_passage(text: str, encoder: Encoder) -> PassageVectors:
    encoded = read_text(text, encoder)
    words = passage_words(without_stop_words(encoded).word_vectors)
    return PassageVectors(vector=encoded.vector.astype(np.float16), words=words)


def _byline(author: str, encoder: Encoder) -> FewBits:
    if not author:
        return byline_words(np.empty((0, encoder.dimension), dtype=np.float32))
    return byline_words(without_stop_words(read_text(author, encoder)).word_vectors)


def _embedded_sentences(texts: Sequence[str], encoder: Encoder) -> list[SentenceVector]:
    if not texts:
        return []
    coded = in_four_bits(np.stack([encode_text(text, encoder) for text in texts]))
    return [
        SentenceVector(code=code, scale=scale) for code, scale in zip(coded.codes, coded.scales.tolist(), strict=True)
    ]


def _rows(document: Document, rows: Sequence[_Row], codes: NDArray[np.uint8]) -> Rows:
    notes = [
        json.dumps(
            [row.passage.id, asdict(document.pages_of(row.passage.start, row.passage.end))],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()
        for row in rows
    ]
    return Rows(
        kinds=np.array([KIND_CODES[row.passage.kind] for row in rows], dtype=np.uint8),
        announcing=np.array([round(1000 * _announcing_share(row)) for row in rows], dtype=np.uint16),
        codes=codes,
        sketches=sketches(row.passage.text for row in rows),
        hashes=hashes_of(row.searched for row in rows),
        sentence_hashes=hashes_of(text for row in rows for text in row.texts),
        places=np.frombuffer(b"".join(notes), dtype=np.uint8),
        place_starts=np.cumsum([0, *map(len, notes)], dtype=np.int64),
    )


def _announcing_share(row: _Row) -> float:
    return announcing_share(row.texts) if row.passage.kind == "body" else 0.0


def _sentences(rows: Sequence[_Row], vectors: Sequence[SentenceVector], dimension: int) -> SentenceVectors:
    places = [(row.passage.start + start, row.passage.start + end) for row in rows for start, end in row.sentences]
    return SentenceVectors(
        starts=np.cumsum([0, *(len(row.sentences) for row in rows)], dtype=np.int64),
        places=np.array(places, dtype=np.int32).reshape(-1, 2),
        codes=np.array([one.code for one in vectors], dtype=np.uint8).reshape(-1, width_of(dimension, bits=BITS)),
        scales=np.array([one.scale for one in vectors], dtype=np.float16),
    )


def _words(passages: Sequence[PassageVectors], author: FewBits) -> SegmentWords:
    nothing = FewBits(codes=author.codes[:0], scales=author.scales[:0])
    words = joined_words([nothing, *(one.words for one in passages)])
    return SegmentWords(
        starts=np.cumsum([0, *(len(one.words) for one in passages)], dtype=np.int64),
        codes=words.codes,
        scales=words.scales,
        byline_starts=np.array([0, len(author)], dtype=np.int64),
        byline_codes=author.codes,
        byline_scales=author.scales,
    )


class SegmentVectorsOf:
    """The vectors of a document that is in a segment already, perhaps as it was before."""

    def __init__(self, contents: SegmentContents, rows: slice) -> None:
        self._contents = contents
        starts = contents.sentences.starts
        inner = range(int(starts[rows.start]), int(starts[rows.stop]))
        hashes = contents.rows.hashes[rows].tolist()
        self._rows = dict(zip(hashes, range(rows.start, rows.stop), strict=True))
        texts = contents.rows.sentence_hashes[inner.start : inner.stop].tolist()
        self._sentences = dict(zip(texts, inner, strict=True))

    def passage(self, text: str) -> PassageVectors | None:
        """The vectors of a passage."""
        row = self._rows.get(hash_of(text))
        if row is None:
            return None
        words = self._contents.words
        stretch = slice(int(words.starts[row]), int(words.starts[row + 1]))
        kept = FewBits(codes=words.codes[stretch], scales=words.scales[stretch])
        return PassageVectors(vector=self._contents.vectors[row], words=kept)

    def sentence(self, text: str) -> SentenceVector | None:
        """The vector of a sentence."""
        place = self._sentences.get(hash_of(text))
        if place is None:
            return None
        sentences = self._contents.sentences
        return SentenceVector(code=sentences.codes[place], scale=float(sentences.scales[place]))
