import pytest
from plain_vocabulary import vocabulary_of

from pincite.index.language.spelling import Spelling, corrected
from pincite.index.language.tokenizer import tokenize

TEXT = "Nazarbayev visited the Confucius Institutes; skeptics mentioned 1991, power and the court"
TERMS = tokenize(TEXT, "en")
VOCABULARY = vocabulary_of(*TERMS)


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
    assert corrected([typed], VOCABULARY) == [read]
    assert Spelling(TERMS).most_like(typed) == read


@pytest.mark.parametrize("word", ["power", "count", "1992", "mazarbayev", "moldova", "наzарбаев", ""])
def test_known_short_and_other_words_stay(word: str) -> None:
    assert corrected([word], VOCABULARY) == [word]


def test_order_and_repetition_are_kept() -> None:
    assert corrected(["power", "confusius", "power"], VOCABULARY) == ["power", "confucius", "power"]
