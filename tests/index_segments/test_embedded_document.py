"""What a segment holds of one document, and that what is known already is not embedded again."""

import time
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from fakes import WordEncoder
from small_documents import document_of
from small_library import Parts, document_with
from written_segments import (
    ENCODER,
    ListeningEncoder,
    NothingKnown,
    assert_equal,
    contents_of,
    recorded,
    several_documents,
    written,
)

from pincite.index.encoding.long_texts import read_text
from pincite.index.interface.few_bits import in_four_bits
from pincite.index.interface.sentence_vectors import sentences_of
from pincite.index.interface.word_vectors import EncodedText, byline_words, passage_words, without_stop_words
from pincite.index.language.announcements import announcing_share
from pincite.index.language.repetition import sketches
from pincite.index.language.tokenizer import tokenize
from pincite.index.segments.embedded_document import SegmentVectorsOf, document_contents
from pincite.index.segments.joining import join_segments
from pincite.index.segments.segment import KIND_CODES, Segment
from pincite.index.structures.postings import hash_of, hashes_of
from pincite.ingest.document import Document
from pincite.ingest.text.passage_context import byline, heading_context, searched_text

every_document = pytest.mark.parametrize("document", several_documents(), ids=lambda document: document.id)


def searched(document: Document) -> list[str]:
    """What each passage is searched by."""
    return [
        searched_text(heading_context(document.record.title, passage.section), passage.text)
        for passage in document.passages
    ]


def known_of(segment: Segment, document_id: str) -> SegmentVectorsOf:
    number = segment.documents.number(document_id)
    assert number is not None
    return SegmentVectorsOf(segment.contents, slice(int(segment.starts[number]), int(segment.starts[number + 1])))


@every_document
def test_each_passage_is_a_row(document: Document) -> None:
    contents = contents_of(document)
    assert contents.documents.ids == [document.id]
    assert contents.documents.keys == [document.key]
    assert contents.documents.languages == [document.record.language]
    assert contents.documents.passages == [len(document.passages)]
    rows, texts = contents.rows, [passage.text for passage in document.passages]
    assert rows.kinds.tolist() == [KIND_CODES[passage.kind] for passage in document.passages]
    assert rows.sketches.tolist() == sketches(texts).tolist()
    assert rows.hashes.tolist() == hashes_of(searched(document)).tolist()
    for row, passage in enumerate(document.passages):
        assert rows.place(row) == (passage.id, document.pages_of(passage.start, passage.end))


@every_document
def test_rows_hold_the_terms_of_passage_and_byline(document: Document) -> None:
    contents, author = contents_of(document), byline(document.record)
    terms = [tokenize(f"{author}\n{text}", document.record.language) for text in searched(document)]
    postings = contents.postings
    assert postings.lengths.tolist() == list(map(len, terms))
    assert set(postings.terms()) == {term for tokens in terms for term in tokens}
    for place, term in enumerate(postings.terms()):
        found = postings.rows[int(postings.starts[place]) : int(postings.starts[place + 1])]
        assert found.tolist() == [row for row, tokens in enumerate(terms) if term in tokens]


@every_document
def test_sentences_stand_where_the_document_has_them(document: Document) -> None:
    contents, texts = contents_of(document), list[str]()
    for row, passage in enumerate(document.passages):
        stretch = slice(int(contents.sentences.starts[row]), int(contents.sentences.starts[row + 1]))
        places = contents.sentences.places[stretch].tolist()
        cut = sentences_of(passage, document.record.language)
        assert [document.text[start:end] for start, end in places] == [passage.text[start:end] for start, end in cut]
        texts += [document.text[start:end] for start, end in places]
    assert contents.rows.sentence_hashes.tolist() == hashes_of(texts).tolist()
    coded = in_four_bits(ENCODER.encode(texts))
    assert contents.sentences.codes.tolist() == coded.codes.tolist()
    assert contents.sentences.scales.tolist() == coded.scales.tolist()


@every_document
def test_vectors_are_those_of_the_searched_text_and_its_words(document: Document) -> None:
    contents, author = contents_of(document), byline(document.record)
    for row, text in enumerate(searched(document)):
        encoded = ENCODER.read(text)
        assert np.array_equal(contents.vectors[row], encoded.vector.astype(np.float16))
        stretch = slice(int(contents.words.starts[row]), int(contents.words.starts[row + 1]))
        words = passage_words(without_stop_words(encoded).word_vectors)
        assert np.array_equal(contents.words.codes[stretch], words.codes)
        assert np.array_equal(contents.words.scales[stretch], words.scales)
    expected = byline_words(without_stop_words(ENCODER.read(author)).word_vectors)
    assert contents.words.byline_starts.tolist() == [0, len(expected)]
    assert np.array_equal(contents.words.byline_codes, expected.codes)
    assert np.array_equal(contents.words.byline_scales, expected.scales)
    assert len(expected) > 0 or not author


def test_shares_of_announcements_are_those_of_body_text_in_thousandths() -> None:
    text = "In this article we discuss the steppe. The steppe is dry. It is wide."
    parts: Parts = [("body", text), ("footnote", text), ("body", "The steppe is dry.")]
    sentences = ["In this article we discuss the steppe.", "The steppe is dry.", "It is wide."]
    share = announcing_share(sentences)
    assert 0 < share < 1
    assert contents_of(document_with("a", parts)).rows.announcing.tolist() == [round(1000 * share), 0, 0]


def test_rows_are_in_the_order_of_passage_ids() -> None:
    document = document_of("alpha", passages=6)
    turned = replace(document, passages=document.passages[::-1])
    assert_equal(contents_of(turned), contents_of(document))


def test_progress_is_counted_in_passages() -> None:
    counts = list[int]()
    document_contents(document_of("alpha", passages=3), ENCODER, NothingKnown(), embedded=counts.append)
    assert counts == [1, 2, 3]


@every_document
@pytest.mark.parametrize("threads", [2, 5])
def test_any_number_of_threads_give_the_same_rows(document: Document, threads: int) -> None:
    counts = list[int]()
    contents = document_contents(document, ENCODER, NothingKnown(), threads=threads, embedded=counts.append)
    assert_equal(contents, contents_of(document))
    assert counts == list(range(1, len(document.passages) + 1))


def test_threads_embed_at_the_same_time() -> None:
    both = Barrier(2, timeout=60)

    class WaitingEncoder(ListeningEncoder):
        """Reads a passage only while another one is read as well."""

        def read(self, text: str) -> EncodedText:
            both.wait()
            return super().read(text)

    document = recorded(document_of("alpha", passages=4))
    contents = document_contents(document, WaitingEncoder(), NothingKnown(), threads=2)
    assert_equal(contents, contents_of(document))


def test_after_an_error_nothing_more_is_embedded() -> None:
    document = document_of("alpha", passages=40)

    class FailingEncoder(ListeningEncoder):
        """Fails at the first passage, and takes its time for the others: eight seconds for all."""

        def read(self, text: str) -> EncodedText:
            encoded = super().read(text)
            if text == searched(document)[0]:
                raise RuntimeError("this encoder reads nothing")
            time.sleep(0.2)
            return encoded

    encoder = FailingEncoder()
    with pytest.raises(RuntimeError, match="reads nothing"):
        document_contents(document, encoder, NothingKnown(), threads=2)
    assert len(encoder.texts_read) < len(document.passages)


def test_a_text_over_the_window_is_embedded_in_parts() -> None:
    document, encoder = document_of("alpha"), WordEncoder(max_tokens=6)
    contents = document_contents(document, encoder, NothingKnown())
    assert np.array_equal(contents.vectors[0], read_text(searched(document)[0], encoder).vector.astype(np.float16))
    assert contents.words.starts.tolist() == contents_of(document).words.starts.tolist()


@every_document
def test_known_vectors_are_not_made_again(tmp_path: Path, document: Document) -> None:
    segment = written(tmp_path / "segment", contents_of(document))
    encoder = ListeningEncoder()
    again = document_contents(document, encoder, known_of(segment, document.id))
    assert_equal(again, segment.contents)
    author = byline(document.record)
    assert (encoder.texts_read, encoder.texts_encoded) == ([author] if author else [], [])


def test_only_what_has_changed_is_embedded_again(tmp_path: Path) -> None:
    before = document_with("a", [("body", "The steppe is wide. It is dry."), ("body", "Honey is sweet.")])
    after = document_with("a", [("body", "Honey is sweet."), ("body", "The steppe is wide. It is cold.")])
    segment = written(tmp_path / "segment", contents_of(before))
    encoder = ListeningEncoder()
    contents = document_contents(after, encoder, known_of(segment, "a"))
    assert_equal(contents, contents_of(after))
    assert searched(after)[1] in encoder.texts_read
    assert searched(after)[0] not in encoder.texts_read
    assert encoder.texts_encoded == ["It is cold."]


def test_another_title_leaves_the_vectors_of_sentences(tmp_path: Path) -> None:
    before = document_with("a", [("body", "The steppe is wide. It is dry.")])
    after = recorded(before, title="Another title")
    segment = written(tmp_path / "segment", contents_of(before))
    encoder = ListeningEncoder()
    assert_equal(document_contents(after, encoder, known_of(segment, "a")), contents_of(after))
    assert (encoder.texts_read, encoder.texts_encoded) == (searched(after), [])


def test_vectors_are_known_of_one_document_of_a_segment(tmp_path: Path) -> None:
    documents = several_documents()
    parts = [written(tmp_path / document.id, contents_of(document)) for document in documents]
    segment = written(tmp_path / "joined", join_segments(parts))
    one, other = (next(one for one in documents if one.id == name) for name in ("beta", "sila"))
    known = known_of(segment, one.id)
    for text in searched(one):
        found = known.passage(text)
        assert found is not None
        assert np.array_equal(found.vector, ENCODER.read(text).vector.astype(np.float16))
        words = passage_words(without_stop_words(ENCODER.read(text)).word_vectors)
        assert (found.words.codes.tolist(), found.words.scales.tolist()) == (
            words.codes.tolist(),
            words.scales.tolist(),
        )
    sentence = known.sentence("It has seen many wars, and it is dry.")
    assert sentence is not None
    coded = in_four_bits(ENCODER.encode(["It has seen many wars, and it is dry."]))
    assert ([sentence.code.tolist()], [sentence.scale]) == (coded.codes.tolist(), coded.scales.tolist())
    assert [known.passage(text) for text in (*searched(other), "")] == [None] * (len(other.passages) + 1)
    assert [known.sentence(text) for text in ("Мягкая сила страны.", "Степь", "")] == [None] * 3
    assert hash_of("Степь") in segment.rows.sentence_hashes.tolist()
