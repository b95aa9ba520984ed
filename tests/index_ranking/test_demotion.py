"""Announcements and lists of references rank lower unless they are asked for."""

from pathlib import Path

import numpy as np
import pytest
from small_library import Parts, library_of

from pincite.index.interface.ranked_passages import Ranking
from pincite.index.ranking.demotion import ANNOUNCEMENT, REFERENCE, asks_for_works, demote

PARTS: Parts = [
    ("body", "Bears eat honey where they find it."),
    ("body", "This paper examines what bears eat."),
    ("reference", "Doe, A. (2020). What bears eat. Journal of Bears 7, 1-9."),
]


@pytest.mark.parametrize(
    ("question", "factors"),
    [
        ("What do bears eat?", [1, 1 - ANNOUNCEMENT, 1 - REFERENCE]),
        ("What does the paper examine?", [1, 1, 1 - REFERENCE]),
        ("Which article says what bears eat?", [1, 1, 1]),
        ("In which journal was it published?", [1, 1 - ANNOUNCEMENT, 1]),
    ],
)
def test_what_is_not_asked_for_ranks_lower(tmp_path: Path, question: str, factors: list[float]) -> None:
    ranking = Ranking(positions=np.array([2, 1, 0]), scores=np.array([1.0, 0.9, 0.8]))
    with library_of(tmp_path, {"bears": PARTS}) as sources:
        found = demote(ranking, question, sources.searcher.snapshot.retrieve(()))
    by_position = dict(zip(found.positions.tolist(), found.scores.tolist(), strict=True))
    assert [by_position[place] for place in range(3)] == pytest.approx([0.8 * factors[0], 0.9 * factors[1], factors[2]])
    assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)


def test_what_was_asked_counts_where_the_translation_lost_it(tmp_path: Path) -> None:
    ranking = Ranking(positions=np.array([2, 0]), scores=np.array([1.0, 0.9]))
    with library_of(tmp_path, {"bears": PARTS}) as sources:
        candidates = sources.searcher.snapshot.retrieve(())
        lost = demote(ranking, "bear eat", candidates)
        kept = demote(ranking, "bear eat", candidates, original="В какой статье сказано, что едят медведи?")
    assert (lost.positions.tolist(), kept.positions.tolist()) == ([0, 2], [2, 0])


def test_questions_for_works_are_recognised() -> None:
    assert asks_for_works("Which of Nye's books is cited?")
    assert asks_for_works("В какой статье говорится о мёде?")
    assert asks_for_works("Қай мақалада бал туралы айтылады?")
    assert not asks_for_works("What is soft power?")
