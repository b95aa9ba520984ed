"""Numbers in words."""

import pytest

from pincite.service.evidence.numerals import NUMERALS


@pytest.mark.parametrize(
    ("word", "figures"), [("zero", "0"), ("twelve", "12"), ("nineteen", "19"), ("twenty", "20"), ("ninety", "90")]
)
def test_a_word_has_its_figures(word: str, figures: str) -> None:
    assert NUMERALS[word] == figures
