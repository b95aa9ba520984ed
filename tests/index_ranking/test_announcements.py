"""What only announces is told apart, unless the question is about the work."""

import pytest

from pincite.index.ranking.announcements import announces, announcing_share, is_about_a_work


@pytest.mark.parametrize(
    "sentence",
    [
        "This study will examine how Kazakhstan balances them.",
        "The next section outlines and discusses the policies.",
        "The authors will try to answer the following research questions.",
        "The findings of this study can be used to gain insight.",
        "The section is divided into subsections.",
        "Its policy and the balance of powers are examined below.",
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


def test_questions_about_a_work_are_told_from_those_about_its_subject() -> None:
    assert is_about_a_work("What are the aims of the thesis?")
    assert is_about_a_work("What does the paper examine?")
    assert not is_about_a_work("How does Kazakhstan manage foreign soft power?")
    assert not is_about_a_work("In what do the papers differ on soft power?")
