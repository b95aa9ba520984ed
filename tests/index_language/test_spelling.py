import pytest

from pincite.index.language.spelling import Spelling
from pincite.index.language.tokenizer import tokenize

TEXT = "Nazarbayev visited the Confucius Institutes; skeptics mentioned 1991, power and the court"
SPELLING = Spelling(dict.fromkeys(tokenize(TEXT, "en"), 0))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("nazerbayev", "nazarbayev"),
        ("confusius", "confucius"),
        ("institue", "institut"),
        ("insittut", "institut"),
        ("sceptic", "skeptic"),
    ],
)
def test_a_slip_is_read_as_the_word_the_library_has(typed: str, read: str) -> None:
    assert SPELLING.corrected([typed]) == [read]


@pytest.mark.parametrize("word", ["power", "count", "1992", "mazarbayev", "moldova", "наzарбаев", ""])
def test_known_short_and_other_words_stay(word: str) -> None:
    assert SPELLING.corrected([word]) == [word]


def test_order_and_repetition_are_kept() -> None:
    assert SPELLING.corrected(["power", "confusius", "power"]) == ["power", "confucius", "power"]
