"""A library of version 0.1 is taken over: what it had embedded is not embedded again."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from fakes import WordEncoder
from numpy.typing import NDArray
from version_01 import as_version_01_left_it, keep_vectors
from word_library import ENCODER, put

from pincite.index.encoding.language_probe import PAIRS
from pincite.index.interface.few_bits import in_four_bits
from pincite.index.interface.word_vectors import EncodedText, without_stop_words
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.publication import build_snapshot, serving_model
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.index.snapshots.verification import snapshot_problems
from pincite.ingest.library.store import Library
from pincite.ingest.text.passage_context import byline, heading_context, searched_text

PROBES = {text for pairs in PAIRS.values() for pair in pairs for text in pair}


class Recording(WordEncoder):
    """Notes the texts of several words that it reads."""

    texts: list[str] = []  # noqa: RUF012

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts.extend(text for text in texts if " " in text)
        return super().encode(texts)


def test_vectors_are_taken_over_and_then_forgotten(tmp_path: Path) -> None:
    """Only bylines are read again: version 0.1 kept their words with every passage."""
    data = tmp_path / "data"
    with Library(data, write=True) as library:
        put(library, "bears2001", "Brown bears eat honey in the forest.")
        put(library, "bees2010", "Honey bees live in hives and make honey.")
        documents = [library.document(name) for name in sorted(library.keys())]
    for document in documents:
        for passage in document.passages:
            text = searched_text(heading_context(document.record.title, passage.section), passage.text)
            for one, words in ((text, True), (passage.text, False)):
                keep(data, passage.id, one, ENCODER.read(one), words=words)
    snapshot = data / "snapshots" / "0123456789abcdef"
    snapshot.mkdir(parents=True)
    (snapshot / "manifest.json").write_text('{"model": "my-model"}')
    (snapshot.parent / "CURRENT").write_text(f"{snapshot.name}\n")
    as_version_01_left_it(data)
    assert serving_model(data) == "my-model"
    encoder = Recording()
    with Library(data, write=True) as library:
        build_snapshot(library, encoder, model="my-model")
        assert set(encoder.texts) <= {byline(document.record) for document in documents} | PROBES
        assert not library.has_vectors()
        assert library.selected(authors=["doe"], years=(2020, None)) == ["bears2001", "bees2010"]
        assert snapshot_problems(data, library.keys()) == []
    assert not snapshot.parent.exists()
    assert serving_model(data) == "my-model"
    hits = Searcher(open_snapshot(data), ENCODER).search(Query(text="honey hives")).hits
    assert [hit.record.id for hit in hits] == ["bees2010", "bears2001"]
    with Library(tmp_path / "new", write=True) as library:
        for document in documents:
            library.add(document, document.text.encode())
        build_snapshot(library, ENCODER)
    assert vectors_of(data) == vectors_of(tmp_path / "new")


def vectors_of(data: Path) -> list[bytes]:
    """What the index holds of passages, sentences and words."""
    segments = sorted(open_snapshot(data).segments.values(), key=lambda segment: segment.documents.ids[0])
    return [
        array.tobytes()
        for one in segments
        for array in (
            one.vectors.rows,
            one.sentences.codes,
            one.sentences.scales,
            one.words.codes,
            one.words.scales,
        )
    ]


def keep(data: Path, passage_id: str, text: str, encoded: EncodedText, *, words: bool) -> None:
    key = hashlib.sha256(text.encode()).hexdigest()
    keep_vectors(data, ENCODER.id, {key: encoded.vector}, uses=[(passage_id, key)])
    if words:
        codes = in_four_bits(without_stop_words(encoded).word_vectors).codes
        keep_vectors(data, f"{ENCODER.id}:2+words", {key: codes.reshape(-1)}, uses=[])
