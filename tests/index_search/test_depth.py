"""As many hits as are asked for: what is ranked again goes before the others and does not replace them."""

from pathlib import Path

import numpy as np
from word_library import ENCODER, put

from pincite.index.interface.ranked_passages import Ranking
from pincite.index.ranking.fusion import HEAD, append
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.library.store import Library


def ranking(*scored: tuple[int, float]) -> Ranking:
    return Ranking(positions=np.array([p for p, _ in scored]), scores=np.array([s for _, s in scored]))


def test_a_hundred_hits_are_found_among_more_passages(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        for number in range(HEAD + 50):
            put(library, f"doc{number:03}", f"Bears eat honey of tree {number}. Report {number} says so.")
        build_snapshot(library, ENCODER)
    searcher = Searcher(open_snapshot(tmp_path), ENCODER)
    hits = searcher.search(Query(text="What do bears eat?", k=100)).hits
    assert [hit.rank for hit in hits] == list(range(1, 101))
    assert len({hit.passage.id for hit in hits}) == 100
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    few = searcher.search(Query(text="What do bears eat?", k=10)).hits
    assert [hit.passage.id for hit in few] == [hit.passage.id for hit in hits[:10]]


def test_what_follows_is_scored_below_the_head_and_keeps_its_order() -> None:
    found = append(ranking((4, 0.9), (1, 0.4)), ranking((2, 0.8), (3, 0.2)))
    assert found.positions.tolist() == [4, 1, 2, 3]
    assert found.scores.tolist() == [0.9, 0.4, 0.8 * (0.4 / 0.8), 0.2 * (0.4 / 0.8)]


def test_nothing_follows_nothing() -> None:
    one, none = ranking((4, 0.9)), ranking()
    assert append(one, none) is one
    assert append(none, one) is one
