"""What only announces steps back, unless the question is about the work."""

import numpy as np
import pytest

from index.announcing import STEP, announces, announcing_share, is_about_a_work, stepped_back
from index.fuse import Ranking


@pytest.mark.parametrize(
    "sentence",
    [
        "This study will examine how Kazakhstan balances them.",
        "The next section outlines and discusses the policies.",
        "The authors will try to answer the following research questions.",
        "The findings of this study can be used to gain insight.",
        "The section is divided into subsections.",
    ],
)
def test_what_only_announces_is_told_from_what_says_something(sentence: str) -> None:
    assert announces("How does Kazakhstan balance them?", sentence)
    assert not announces("What does the study examine?", sentence)
    assert not announces("How does Kazakhstan balance them?", "Kazakhstan will examine each offer and balance them.")


def test_the_share_counts_characters_that_announce_or_ask() -> None:
    says, announced, asks = "Bears eat honey.", "This paper examines bears.", "Do bears eat honey?"
    assert announcing_share([says]) == 0
    assert announcing_share([announced, asks]) == 1
    assert announcing_share([says, asks]) == len(asks) / (len(says) + len(asks))
    assert announcing_share([]) == 0


def test_a_passage_that_only_announces_steps_behind_one_that_answers() -> None:
    ranking = Ranking(positions=np.array([2, 0, 1]), scores=np.array([1.0, 0.8, 0.2]))
    found = stepped_back(ranking, np.array([0.0, 0.0, 1.0], dtype=np.float32))
    assert found.positions.tolist() == [0, 2, 1]
    assert found.scores.tolist() == pytest.approx([0.8, 1 - STEP, 0.2])


def test_questions_about_a_work_are_told_from_those_about_its_subject() -> None:
    assert is_about_a_work("What are the aims of the thesis?")
    assert not is_about_a_work("How does Kazakhstan manage foreign soft power?")
