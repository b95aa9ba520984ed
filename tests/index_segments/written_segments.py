"""Documents made by hand as segments: embedded, written, opened, and compared."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from fakes import WordEncoder
from numpy.typing import NDArray
from small_documents import document_of
from small_library import Parts, document_with

from pincite.index.interface.sentence_vectors import SENTENCE_ARRAYS
from pincite.index.interface.word_vectors import EncodedText
from pincite.index.segments.embedded_document import KnownVectors, PassageVectors, SentenceVector, document_contents
from pincite.index.segments.segment import ROW_ARRAYS, Segment, SegmentContents, open_segment, write_segment
from pincite.index.structures.postings import POSTING_ARRAYS
from pincite.index.structures.segment_words import WORD_ARRAYS
from pincite.ingest.document import Document
from pincite.ingest.record import read_record

ENCODER = WordEncoder()


class NothingKnown:
    """Knows no vectors."""

    def passage(self, text: str) -> PassageVectors | None:
        return None

    def sentence(self, text: str) -> SentenceVector | None:
        return None


class ListeningEncoder:
    """The encoder of words; it notes which texts it reads, and which it encodes."""

    id, dimension, max_tokens = ENCODER.id, ENCODER.dimension, ENCODER.max_tokens

    def __init__(self) -> None:
        self.texts_read: list[str] = []
        self.texts_encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts_encoded += texts
        return ENCODER.encode(texts)

    def read(self, text: str) -> EncodedText:
        self.texts_read.append(text)
        return ENCODER.read(text)

    def count_tokens(self, text: str) -> int:
        return ENCODER.count_tokens(text)


def recorded(document: Document, **csl: Any) -> Document:
    """The document with these fields in its record, and no others but its id and a title."""
    record = read_record({"id": document.id, "title": f"On {document.id}", **csl}, where="test")
    return replace(document, record=record)


def several_documents() -> list[Document]:
    """Documents that differ in language, byline and kinds of passages; they share words, and one has no passages."""
    parts: Parts = [
        ("body", "The steppe is wide. It has seen many wars, and it is dry."),
        ("table", "Year\tTrade\n2013\t7000"),
        ("reference", "Doe, A. (1990). Wars. Wiley.\nAda, B. (2020). Peace. Sage."),
    ]
    russian: Parts = [("body", "Мягкая сила страны. " * 3), ("front_matter", "Казахстан\nСтепь")]
    return [
        document_of("alpha"),
        document_of("alpha.b", 2, passages=1),
        document_of("nothing", passages=0),
        document_with("beta", parts),
        recorded(document_with("gamma", [*parts, ("footnote", "steppe " * 240)]), issued={"date-parts": [[2020]]}),
        recorded(document_with("sila", russian), language="ru", author=[{"literal": "Академия наук"}]),
        recorded(document_with("anonymous", [("body", "Nobody has signed this text about the steppe.")])),
    ]


def contents_of(document: Document, known: KnownVectors | None = None) -> SegmentContents:
    return document_contents(document, ENCODER, known or NothingKnown())


def written(folder: Path, contents: SegmentContents) -> Segment:
    """The segment with these contents, in a new `folder`."""
    folder.mkdir(parents=True)
    write_segment(folder, contents)
    return open_segment(folder)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def arrays_of(contents: SegmentContents) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """Every array by name: its type, its shape and its bytes."""
    groups: Sequence[tuple[object, Sequence[str]]] = (
        (contents, ("vectors",)),
        (contents.rows, ROW_ARRAYS),
        (contents.postings, POSTING_ARRAYS),
        (contents.sentences, SENTENCE_ARRAYS),
        (contents.words, WORD_ARRAYS),
    )
    arrays = {f"{type(part).__name__}.{name}": getattr(part, name) for part, names in groups for name in names}
    return {name: (array.dtype.str, array.shape, array.tobytes()) for name, array in arrays.items()}


def assert_equal(one: SegmentContents, other: SegmentContents) -> None:
    assert one.documents == other.documents
    assert arrays_of(one) == arrays_of(other)
