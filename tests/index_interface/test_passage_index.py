"""The contract of a PassageIndex: what each implementation must find, held against plain oracles."""

from itertools import pairwise

import numpy as np
import pytest
from index_contract import ALL, IMPLEMENTATIONS, SCOPES, TRUTH, everything, ids
from plain_vocabulary import PlainVocabulary
from rank_bm25 import BM25Okapi
from varied_library import ENCODER, QUESTIONS

from pincite.index.errors import IndexMismatch
from pincite.index.interface.filters import Scope
from pincite.index.interface.passage_index import PassageIndex, PassageSearch
from pincite.index.language.cyrillic import sound
from pincite.index.language.tokenizer import tokenize_query


@pytest.fixture(scope="module", params=list(IMPLEMENTATIONS))
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    make, open_index = IMPLEMENTATIONS[request.param]
    data = tmp_path_factory.mktemp("index")
    make(data)
    return open_index(data)


def test_it_says_what_it_is_of(index: PassageIndex) -> None:
    assert len(index) == len(TRUTH.passages)
    assert index.languages == ("de", "en", "kk", "ru")
    assert index.encoder_id == ENCODER.id
    assert index.id
    assert index.name


def test_frequencies_are_how_many_passages_hold_a_term(index: PassageIndex) -> None:
    terms = sorted({term for row in TRUTH.terms for term in row})
    expected = [sum(term in row for row in TRUTH.terms) for term in terms]
    assert list(index.vocabulary.frequencies([*terms, "unheard", ""])) == [*expected, 0, 0]
    assert list(index.vocabulary.frequencies([])) == []


def test_similar_terms_are_those_that_comparing_all_terms_finds(index: PassageIndex) -> None:
    plain = PlainVocabulary(counts={term: 1 for row in TRUTH.terms for term in row})
    slips = ["nazerbayev", "univercities", "goverment", "univerisity", "tarifs", "студетны", "sof", "1991x", "zzzzzz"]
    assert list(index.vocabulary.spelled_like(slips)) == plain.spelled_like(slips)
    assert any(plain.spelled_like(slips))
    sounds = [sound(name) for name in ("nasarbajew", "nazarbaeva", "kazakstan", "nur", "xyzzy")]
    assert list(index.vocabulary.sounding_like(sounds)) == plain.sounding_like(sounds)
    assert any(plain.sounding_like(sounds))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("k", [3, ALL])
def test_the_best_by_terms_are_those_of_rank_bm25(index: PassageIndex, question: str, k: int) -> None:
    terms = tokenize_query(question, index.languages)
    scores = BM25Okapi(TRUTH.terms).get_scores(terms)
    holding = [not set(terms).isdisjoint(row) for row in TRUTH.terms]
    candidates = index.retrieve([PassageSearch(scope=Scope(), terms=terms, best_by_terms=k)])
    (found,) = candidates.found
    assert not len(found.by_vector)
    best = TRUTH.best(scores.round(9), holding, k)
    assert ids(candidates, found.by_terms) == best
    by_id = {passage.id: score for passage, score in zip(TRUTH.passages, scores, strict=True)}
    np.testing.assert_allclose(found.by_terms.scores, [by_id[name] for name in best], rtol=1e-12)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("k", [3, ALL])
def test_the_best_by_vector_are_the_nearest(index: PassageIndex, question: str, k: int) -> None:
    query = ENCODER.encode([question])[0]
    scores = (TRUTH.vectors.astype(np.float64) * query).sum(axis=1)
    candidates = index.retrieve([PassageSearch(scope=Scope(), vector=query, best_by_vector=k)])
    (found,) = candidates.found
    assert not len(found.by_terms)
    assert ids(candidates, found.by_vector) == TRUTH.best(scores, [True] * len(scores), k)
    assert found.by_vector.scores.tolist() == sorted(scores.tolist(), reverse=True)[:k]


@pytest.mark.parametrize("name", list(SCOPES))
def test_only_what_a_scope_allows_is_ranked(index: PassageIndex, name: str) -> None:
    scope, allows = SCOPES[name]
    allowed = [allows(TRUTH.of(passage), passage) for passage in TRUTH.passages]
    query, terms = ENCODER.encode(["soft power"])[0], tokenize_query("soft power сила Politik", index.languages)
    candidates = index.retrieve(
        [PassageSearch(scope=scope, terms=terms, best_by_terms=3, vector=query, best_by_vector=ALL)]
    )
    (found,) = candidates.found
    scores = (TRUTH.vectors.astype(np.float64) * query).sum(axis=1)
    assert ids(candidates, found.by_vector) == TRUTH.best(scores, allowed, ALL)
    of_all = BM25Okapi(TRUTH.terms).get_scores(terms).round(9)
    holding = [may and not set(terms).isdisjoint(row) for may, row in zip(allowed, TRUTH.terms, strict=True)]
    assert ids(candidates, found.by_terms) == TRUTH.best(of_all, holding, 3)


def test_searches_together_find_what_each_finds_alone(index: PassageIndex) -> None:
    searches = [
        PassageSearch(
            scope=scope,
            terms=tokenize_query(question, index.languages),
            best_by_terms=4,
            vector=ENCODER.encode([question])[0],
            best_by_vector=6,
        )
        for question, (scope, _) in zip(QUESTIONS, SCOPES.values(), strict=False)
    ]
    together = index.retrieve(searches)
    for search, found in zip(searches, together.found, strict=True):
        alone = index.retrieve([search])
        for one, other in ((found.by_terms, alone.found[0].by_terms), (found.by_vector, alone.found[0].by_vector)):
            assert ids(together, one) == ids(alone, other)
            assert one.scores.tolist() == other.scores.tolist()
    assert index.retrieve([]).found == ()


def test_positions_follow_the_ids_of_passages(index: PassageIndex) -> None:
    halves = [
        everything(Scope(not_in_languages=frozenset({"ru", "kk"}))),
        everything(Scope(in_languages=frozenset({"ru"}))),
    ]
    candidates = index.retrieve(halves)
    positions = sorted({place for found in candidates.found for place in found.by_vector.positions.tolist()})
    stored = candidates.passages(positions)
    assert all(stored[one].passage.id < stored[other].passage.id for one, other in pairwise(positions))


def test_a_vector_of_another_encoder_is_refused(index: PassageIndex) -> None:
    with pytest.raises(IndexMismatch):
        index.retrieve([PassageSearch(scope=Scope(), vector=np.ones(3, dtype=np.float32), best_by_vector=1)])


def test_keys_are_those_that_were_indexed(index: PassageIndex) -> None:
    assert index.keys_of(["a00", "nobody", "b01"]) == {"a00": "a00-1", "b01": "b01-1"}
    assert index.keys_of(()) == {}
