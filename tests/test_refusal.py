"""Risk and coverage by hand, and the area under the ROC curve against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.coverage import auroc, risk_coverage

sklearn = pytest.importorskip("sklearn.metrics")

CONFIDENCE = {"a": 0.9, "b": 0.5, "c": 0.5, "d": 0.1}
ANSWERABLE = {"a": True, "b": False, "c": True, "d": False}


def test_each_threshold_is_a_point_of_the_curve() -> None:
    points = risk_coverage(CONFIDENCE, ANSWERABLE)
    assert [(p.threshold, p.coverage, p.risk, p.refused) for p in points] == [
        (0.9, 1 / 2, 0, 2 / 2),
        (0.5, 2 / 2, 1 / 3, 1 / 2),
        (0.1, 2 / 2, 2 / 4, 0 / 2),
    ]


def test_auroc_counts_pairs_and_half_of_the_ties() -> None:
    # Pairs (a, b), (a, d), (c, d) are right, (c, b) is a tie.
    assert auroc(CONFIDENCE, ANSWERABLE) == (3 + 0.5) / 4


def test_questions_of_one_sort_have_no_curve() -> None:
    assert auroc({"a": 1.0}, {"a": True}) is None
    assert risk_coverage({"a": 1.0}, {"a": False}) == ()


@given(st.lists(st.tuples(st.sampled_from((0.0, 0.2, 0.4, 0.9)), st.booleans()), min_size=2, max_size=30))
def test_auroc_is_that_of_scikit_learn(rows: list[tuple[float, bool]]) -> None:
    confidence = {str(place): score for place, (score, _) in enumerate(rows)}
    answerable = {str(place): right for place, (_, right) in enumerate(rows)}
    found = auroc(confidence, answerable)
    if found is not None:
        assert found == pytest.approx(sklearn.roc_auc_score(np.array([r for _, r in rows]), [c for c, _ in rows]))
    else:
        assert len(set(answerable.values())) == 1
