"""Means, their intervals, and paired differences."""

import math

import numpy as np
import pytest

from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.gold.split import Split
from pincite.eval.statistics.estimates import estimate_means, group_scores, groups


def question(name: str, *, language: str = "en", kind: str = "factoid", split: Split = "dev") -> GoldQuestion:
    return GoldQuestion(
        id=name,
        question="?",
        language=language,
        kind=kind,
        answer="",
        answer_keys=(),
        evidence=(),
        split=split,
    )


def test_the_interval_of_a_share_is_the_normal_one() -> None:
    (estimate,) = estimate_means(np.repeat([1.0, 0.0], 200)[:, None])
    half = 1.96 * (0.5 * 0.5 / 400) ** 0.5
    assert estimate.mean == 0.5
    assert (estimate.low, estimate.high) == pytest.approx((0.5 - half, 0.5 + half), abs=0.005)


def test_equal_scores_leave_no_doubt() -> None:
    (estimate,) = estimate_means(np.full((5, 1), 0.25))
    assert (estimate.mean, estimate.low, estimate.high) == pytest.approx((0.25, 0.25, 0.25))


def test_the_same_scores_give_the_same_interval() -> None:
    scores = np.random.default_rng(1).random((30, 2))
    assert estimate_means(scores) == estimate_means(scores)


def test_differences_are_paired_by_question() -> None:
    # Hybrid is better by 0.1 on every question: the questions differ much, the differences not at all.
    names = [f"q{number}" for number in range(20)]
    sparse = {name: (number % 2) * 0.8 for number, name in enumerate(names)}
    hybrid = {name: score + 0.1 for name, score in sparse.items()}
    found = group_scores("all", names, {"sparse": {"m": sparse}, "hybrid": {"m": hybrid}})
    difference = found.differences["hybrid - sparse"]["m"]
    assert (difference.mean, difference.low, difference.high) == pytest.approx((0.1, 0.1, 0.1))
    assert found.modes["hybrid"]["m"].high - found.modes["hybrid"]["m"].low > 0.2


def test_only_the_questions_of_the_group_count() -> None:
    scores = {"sparse": {"m": {"a": 1.0, "b": 0.0, "c": 0.5}}}
    found = group_scores("some", ["a", "c"], scores)
    assert (found.group, found.questions, found.modes["sparse"]["m"].mean) == ("some", 2, (1.0 + 0.5) / 2)
    assert found.differences == {}


def test_groups_are_all_languages_and_kinds() -> None:
    questions = [
        question("a"),
        question("b", language="kk"),
        question("c", language="ru", kind="table"),
        question("d", language="ru"),
    ]
    assert groups(questions) == {
        "all": ("a", "b", "c", "d"),
        "language en": ("a",),
        "language kk+ru": ("b", "c", "d"),
        "kind factoid": ("a", "b", "d"),
        "kind table": ("c",),
    }


def test_where_there_are_two_splits_each_is_a_group_with_its_languages() -> None:
    questions = [question("a"), question("b", split="test"), question("c", language="ru", split="test")]
    found = groups(questions)
    assert found["split dev"] == ("a",)
    assert found["split test"] == ("b", "c")
    assert found["split test, language ru"] == ("c",)
    assert "split dev, language ru" not in found


def test_a_group_without_questions_is_left_out() -> None:
    assert list(groups([question("a")])) == ["all", "language en", "kind factoid"]


def test_a_question_without_a_score_does_not_count() -> None:
    scores = {"sparse": {"m": {"a": 1.0, "b": 0.5}, "n": {}}}
    found = group_scores("all", ["a", "b", "c"], scores).modes["sparse"]
    assert found["m"].mean == (1.0 + 0.5) / 2
    assert 0.5 <= found["m"].low <= found["m"].high <= 1.0
    assert math.isnan(found["n"].mean)
