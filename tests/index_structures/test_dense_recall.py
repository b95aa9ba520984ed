"""The recall of dense search is measured against a comparison of all vectors."""

from pathlib import Path

import numpy as np
import pytest
from spread_passages import spread
from test_dense import brute_force, dense_of, unit_vectors
from word_library import ENCODER, bears_and_bees, put

from pincite.index.dense_recall import Recall, measure_recall, recall_at
from pincite.index.errors import IndexNotFound
from pincite.index.snapshots.publication import build_snapshot
from pincite.index.structures import dense
from pincite.ingest.library.store import Library


def test_all_are_found_where_all_are_compared() -> None:
    index = dense_of(unit_vectors(300, seed=1), spread(300, segments=3, seed=2))
    assert recall_at(index, unit_vectors(20, seed=3), 10) == 1


@pytest.mark.parametrize("keep", [1.0, 0.3])
def test_recall_is_the_share_of_the_best_that_is_found(monkeypatch: pytest.MonkeyPatch, keep: float) -> None:
    monkeypatch.setattr(dense, "EXACT", 50)
    monkeypatch.setattr(dense, "RESCORED", 60)
    vectors, questions = unit_vectors(2000, seed=4), unit_vectors(30, seed=5)
    index = dense_of(vectors, spread(2000, segments=4, seed=6))
    allowed = np.random.default_rng(7).random(2000) < keep
    shares = []
    for question in questions:
        best, _ = brute_force(vectors, question, 10, allowed)
        shares.append(len(set(best) & set(index.top(question, 10, allowed=allowed)[0].tolist())) / 10)
    assert 0 < np.mean(shares) < 1  # so the codes were asked
    assert recall_at(index, questions, 10, allowed=allowed) == pytest.approx(np.mean(shares))


def test_a_library_is_measured_with_and_without_filters(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        for number in range(40):
            put(
                library, f"work{number:02}", f"Bears of kind {number} eat honey. They sleep in winter, number {number}."
            )
        build_snapshot(library, ENCODER)
    found = measure_recall(tmp_path, encoder=ENCODER)
    assert [(one.allowed, one.recall) for one in found] == [
        ("all", 1.0),
        ("1 of 40 documents", 1.0),
        ("1 of 40 documents", 1.0),
        ("one document", 1.0),
    ]
    assert [one.passages for one in found] == [40, 1, 1, 1]


def test_fewer_passages_than_are_asked_for_are_enough(tmp_path: Path) -> None:
    bears_and_bees(tmp_path).close()
    assert measure_recall(tmp_path, encoder=ENCODER)[0] == Recall(allowed="all", passages=2, recall=1.0)


def test_without_an_index_there_is_nothing_to_measure(tmp_path: Path) -> None:
    Library(tmp_path, write=True).close()
    with pytest.raises(IndexNotFound, match="nothing has been indexed yet"):
        measure_recall(tmp_path, encoder=ENCODER)
