"""Roman numerals and words that only look like them."""

import pytest

from pincite.ingest.writing.roman_numerals import roman_value


@pytest.mark.parametrize(("numeral", "value"), [("i", 1), ("iv", 4), ("XIV", 14), ("xc", 90), ("ccclxxxviii", 388)])
def test_numerals_are_read(numeral: str, value: int) -> None:
    assert roman_value(numeral) == value


@pytest.mark.parametrize("word", ["", "iiii", "civil", "mix", "vx", "12"])
def test_other_words_are_no_numerals(word: str) -> None:
    assert roman_value(word) is None
