"""A search over any implementation gives the same hits: the interface is all that ranking asks for."""

from collections.abc import Callable

import pytest
from index_contract import IMPLEMENTATIONS, SCOPES
from varied_library import ENCODER, QUESTIONS, built_at_once

from pincite.index.interface.passage_index import PassageIndex
from pincite.index.search import Hit, Mode, Query, Searcher
from pincite.index.snapshots.snapshot import open_snapshot


@pytest.fixture(scope="module", params=list(IMPLEMENTATIONS))
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> PassageIndex:
    make, open_index = IMPLEMENTATIONS[request.param]
    data = tmp_path_factory.mktemp("index")
    make(data)
    return open_index(data)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Query], tuple[Hit, ...]]:
    """The hits of the implementation that everybody uses."""
    data = tmp_path_factory.mktemp("expected")
    built_at_once(data)
    searcher = Searcher(open_snapshot(data), ENCODER)
    return lambda query: searcher.search(query).hits


@pytest.mark.parametrize("mode", ["hybrid", "sparse", "dense"])
@pytest.mark.parametrize("scope", ["all", "authors", "years", "kinds", "languages"])
def test_a_whole_search_gives_the_same_hits_and_scores(
    index: PassageIndex, expected: Callable[[Query], tuple[Hit, ...]], mode: Mode, scope: str
) -> None:
    searcher = Searcher(index, ENCODER)
    for question in QUESTIONS:
        query = Query(text=question, mode=mode, k=12, filters=SCOPES[scope][0].filters)
        assert searcher.search(query).hits == expected(query), question
