"""The contract of Candidates: what each implementation must say of passages, held against plain oracles."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from index_contract import IMPLEMENTATIONS, TRUTH, all_found, everything
from varied_library import ENCODER, add, varied_documents

from pincite.index.interface.few_bits import ask, in_four_bits
from pincite.index.interface.filters import Scope
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.interface.word_vectors import byline_words, joined_words, passage_words, without_stop_words
from pincite.index.language.announcements import announcing_share
from pincite.index.language.repetition import sketches
from pincite.ingest.library.store import Library
from pincite.ingest.text.passage_context import byline


@pytest.fixture(scope="module", params=list(IMPLEMENTATIONS))
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    make, open_index = IMPLEMENTATIONS[request.param]
    data = tmp_path_factory.mktemp("index")
    make(data)
    return open_index(data)


@pytest.fixture(params=list(IMPLEMENTATIONS))
def changing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[PassageIndex, Library]]:
    """An index, and its library to be changed."""
    make, open_index = IMPLEMENTATIONS[request.param]
    make(tmp_path)
    with Library(tmp_path, write=True) as library:
        yield open_index(tmp_path), library


def test_passages_come_with_their_text_pages_and_record(index: PassageIndex) -> None:
    candidates, positions, passages = all_found(index)
    assert sorted(passages, key=lambda passage: passage.id) == TRUTH.passages
    for stored in candidates.passages(positions.tolist()).values():
        document = TRUTH.of(stored.passage)
        assert stored.pages == document.pages_of(stored.passage.start, stored.passage.end)
        assert stored.record == document.record
    assert candidates.passages([]) == {}


def test_vectors_are_those_of_the_passages_asked_for(index: PassageIndex) -> None:
    candidates, positions, passages = all_found(index)
    places = {passage.id: place for place, passage in enumerate(TRUTH.passages)}
    expected = TRUTH.vectors[[places[passage.id] for passage in passages]]
    assert np.array_equal(candidates.vectors(positions), expected)
    assert candidates.vectors(positions[:0]).shape == (0, ENCODER.dimension)


def test_sentences_are_those_of_the_passages_asked_for(index: PassageIndex) -> None:
    candidates, positions, passages = all_found(index)
    found, query = candidates.sentences(positions), ENCODER.encode(["soft power policy"])[0]
    asked = ask(query[np.newaxis], bits=4)
    for number, passage in enumerate(passages):
        places = TRUTH.sentences(passage)
        kept = in_four_bits(ENCODER.encode([passage.text[start:end] for start, end in places]))
        near = asked.products(kept)[:, 0] * asked.units[0]
        scored = found.scored(number, query)
        assert [(one.start - passage.start, one.end - passage.start) for one in scored] == places
        np.testing.assert_allclose([one.score for one in scored], near, atol=1e-6)
        assert found.best(query)[number] == max(one.score for one in scored)
    assert candidates.sentences(positions[:0]).best(query).tolist() == []


def test_words_are_those_of_the_passages_asked_for_and_of_their_authors(index: PassageIndex) -> None:
    candidates, positions, passages = all_found(index)
    found = candidates.words(positions)
    of = np.repeat(found.owners, np.diff(found.starts))
    assert found.size == len(passages)
    for number, passage in enumerate(passages):
        texts = (TRUTH.searched(passage), byline(TRUTH.of(passage).record))
        read = [without_stop_words(ENCODER.read(text)).word_vectors for text in texts]
        kept = joined_words([passage_words(read[0]), byline_words(read[1])])
        for codes, expected in ((found.vectors.codes, kept.codes), (found.vectors.scales, kept.scales)):
            assert sorted(codes[of == number].tolist()) == sorted(expected.tolist())
    assert candidates.words(positions[:0]).scores(ENCODER.encode(["power"]), np.ones(1)).tolist() == []


def test_flags_say_what_kind_of_text_passages_are(index: PassageIndex) -> None:
    candidates, positions, passages = all_found(index)
    flags = candidates.flags(positions)
    assert flags.kinds.tolist() == [passage.kind for passage in passages]
    shares = [
        announcing_share([passage.text[start:end] for start, end in TRUTH.sentences(passage)])
        if passage.kind == "body"
        else 0
        for passage in passages
    ]
    assert max(shares) > 0
    np.testing.assert_allclose(flags.announcing, shares, atol=0.0005)


def test_sketches_are_those_of_the_texts(index: PassageIndex) -> None:
    candidates, positions, passages = all_found(index)
    assert np.array_equal(candidates.sketches(positions), sketches(passage.text for passage in passages))


def test_what_was_removed_or_replaced_since_is_named_and_not_read(changing: tuple[PassageIndex, Library]) -> None:
    index, library = changing
    assert index.changed_in(library) == frozenset()
    candidates = index.retrieve([everything()])
    library.remove("a00")
    other = next(document for document in varied_documents(edition=2) if document.id == "b01")
    add(library, other)
    changed = index.changed_in(library)
    assert changed == {"a00", "b01"}
    positions = candidates.found[0].by_vector.positions.tolist()
    stored = candidates.passages(positions)
    assert "a00" not in {one.passage.document_id for one in stored.values()}
    left = index.retrieve([everything(Scope(without=changed))])
    assert {one.passage.document_id for one in left.passages(left.found[0].by_vector.positions.tolist()).values()} == (
        set(TRUTH.documents) - changed
    )
