"""Every measure against cases computed by hand, and against ir-measures where it has the measure."""

from collections.abc import Callable
from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.eval.gold.truth import Truth
from pincite.eval.measures.ranking_measures import (
    Rankings,
    Scores,
    evaluate,
    evidence_recall,
    hit,
    ndcg,
    reciprocal_rank,
)

# Passage a holds the first evidence (grade 2), b and c the second (grade 1); the third is nowhere.
TRUTH = {"q": Truth(holders=(frozenset("a"), frozenset("bc"), frozenset()), grades={"a": 2, "b": 1, "c": 1})}
RANKING = {"q": ("x", "b", "y", "a")}
PASSAGES = "abcdefgh"

rankings = st.permutations(PASSAGES).flatmap(lambda order: st.integers(0, 8).map(lambda n: tuple(order[:n])))
grades = st.dictionaries(st.sampled_from(PASSAGES), st.integers(1, 3))


def one_each(graded: dict[str, int]) -> Truth:
    return Truth(holders=tuple(frozenset(name) for name in graded) or (frozenset(),), grades=graded)


def test_hit_asks_whether_evidence_is_among_the_first() -> None:
    assert [hit(TRUTH, RANKING, k=k)["q"] for k in (1, 2, 10)] == [0, 1, 1]


def test_reciprocal_rank_is_that_of_the_first_evidence() -> None:
    assert reciprocal_rank(TRUTH, RANKING, k=10)["q"] == 1 / 2
    assert reciprocal_rank(TRUTH, {"q": ("x", "y", "a")}, k=10)["q"] == pytest.approx(1 / 3)
    assert reciprocal_rank(TRUTH, RANKING, k=1)["q"] == 0


def test_evidence_recall_counts_evidences_and_not_passages() -> None:
    assert evidence_recall(TRUTH, RANKING, k=3)["q"] == 1 / 3
    assert evidence_recall(TRUTH, RANKING, k=4)["q"] == 2 / 3
    assert evidence_recall(TRUTH, {"q": ("b", "c")}, k=10)["q"] == 1 / 3


def test_ndcg_weighs_grades_by_rank() -> None:
    ideal = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert ndcg(TRUTH, RANKING, k=10)["q"] == pytest.approx((1 / log2(3) + 2 / log2(5)) / ideal)
    assert ndcg(TRUTH, RANKING, k=2)["q"] == pytest.approx((1 / log2(3)) / (2 / log2(2) + 1 / log2(3)))
    assert ndcg(TRUTH, {"q": ("a", "c", "b")}, k=10)["q"] == pytest.approx(1)


def test_evidence_that_no_passage_holds_lowers_recall_alone() -> None:
    scores = evaluate(TRUTH, {"q": ("a", "b", "c")}, k=10)
    without = {"q": Truth(holders=TRUTH["q"].holders[:2], grades=TRUTH["q"].grades)}
    assert scores["nDCG@10"] == evaluate(without, {"q": ("a", "b", "c")}, k=10)["nDCG@10"]
    assert scores["evidence recall@10"] == {"q": 2 / 3}


@pytest.mark.parametrize("measure", [hit, reciprocal_rank, evidence_recall, ndcg])
def test_nothing_returned_or_nothing_to_find_scores_zero(measure: Callable[..., Scores]) -> None:
    truth = {**TRUTH, "none": Truth(holders=(frozenset(),), grades={})}
    assert measure(truth, {"q": (), "none": ("a", "b")}, k=10) == {"q": 0, "none": 0}
    assert measure(truth, {}, k=10) == {"q": 0, "none": 0}


@pytest.mark.parametrize(
    ("k", "names"),
    [
        (10, ["hit@1", "hit@5", "hit@10", "MRR@10", "nDCG@10", "evidence recall@10"]),
        (3, ["hit@1", "hit@3", "MRR@3", "nDCG@3", "evidence recall@3"]),
    ],
)
def test_measures_are_named_by_their_depth(k: int, names: list[str]) -> None:
    assert list(evaluate(TRUTH, RANKING, k=k)) == names


@given(ranking=rankings, graded=grades, k=st.integers(1, 8))
def test_measures_stay_in_the_unit_interval(ranking: tuple[str, ...], graded: dict[str, int], k: int) -> None:
    for scores in evaluate({"q": one_each(graded)}, {"q": ranking}, k=k).values():
        assert 0 <= scores["q"] <= 1 + 1e-12


@given(ranking=rankings, graded=grades.filter(bool), k=st.integers(1, 8))
def test_hit_is_the_success_of_ir_measures(ranking: tuple[str, ...], graded: dict[str, int], k: int) -> None:
    run = {"q": {name: float(-rank) for rank, name in enumerate(ranking)}}
    ours = hit({"q": one_each(graded)}, {"q": ranking}, k=k)
    assert ours["q"] == (ir_measures.Success @ k).calc_aggregate({"q": graded}, run)


@given(ranking=rankings, graded=grades.filter(bool), k=st.integers(1, 8))
def test_evidence_recall_is_recall_where_each_passage_holds_one(
    ranking: tuple[str, ...], graded: dict[str, int], k: int
) -> None:
    run = {"q": {name: float(-rank) for rank, name in enumerate(ranking)}}
    ours = evidence_recall({"q": one_each(graded)}, {"q": ranking}, k=k)
    assert ours["q"] == pytest.approx((ir_measures.R @ k).calc_aggregate({"q": graded}, run))


@given(ranking=rankings, graded=grades.filter(bool), k=st.integers(1, 8))
def test_ndcg_and_reciprocal_rank_are_their_formulas(ranking: tuple[str, ...], graded: dict[str, int], k: int) -> None:
    truth, ranked = {"q": one_each(graded)}, {"q": ranking}
    ideal = dcg(sorted(graded.values(), reverse=True)[:k])
    assert ndcg(truth, ranked, k=k)["q"] == pytest.approx(dcg([graded.get(name, 0) for name in ranking[:k]]) / ideal)
    first = next((rank for rank, name in enumerate(ranking[:k], start=1) if name in graded), 0)
    assert reciprocal_rank(truth, ranked, k=k)["q"] == pytest.approx(1 / first if first else 0)


def dcg(gains: list[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def test_order_decides_and_names_do_not() -> None:
    ranked: Rankings = {"q": ("z", "a")}
    assert reciprocal_rank(TRUTH, ranked, k=10) == reciprocal_rank(TRUTH, {"q": ("0", "a")}, k=10) == {"q": 0.5}
