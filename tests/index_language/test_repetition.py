"""A text that says nearly the same as one before it in the same words is a repetition, and nothing else is."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.language.repetition import repeated_among, repeats, sketches

TEXT = (
    "Soft power is the ability of a country to persuade others to do what it wants without force or coercion, and "
    "Kazakhstan has met that of its neighbours with a policy in many directions since its independence in 1991. "
    "What is taught at its universities, and in which languages, is a part of this policy that is rarely looked at."
)
WORDS = st.lists(st.sampled_from(["power", "soft", "bees", "honey", "1991", "Astana"]), min_size=1, max_size=40)


@pytest.mark.parametrize(
    "again",
    [
        TEXT,
        TEXT.upper(),
        TEXT.replace(" ", "\n").replace(",", " ,"),
        TEXT.replace("coercion", "coertion"),  # misread: 4 of its 57 runs are lost
        TEXT.rsplit(" ", 6)[0],  # cut earlier
    ],
)
def test_the_same_words_are_a_repetition(again: str) -> None:
    assert repeats([TEXT, again]) == [False, True]


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("1991", "1992"),
        TEXT.replace("Kazakhstan", "Uzbekistan"),
        TEXT.replace("country", "state").replace("neighbours", "rivals"),
        TEXT + " Its universities joined the Bologna process later, and student numbers have grown ever since then.",
        "Honey bees live in hives and make honey of what they find in flowers.",
        "Soft power is the ability",
        "",
    ],
)
def test_what_says_something_else_is_none(other: str) -> None:
    assert repeats([TEXT, other]) == [False, False]


def test_short_texts_are_never_repetitions() -> None:
    assert repeats(["Table 2. Students by country", "Table 2. Students by country"]) == [False, False]


@given(st.lists(WORDS, max_size=8))
def test_the_first_is_kept_and_every_repetition_follows_its_twin(lists: list[list[str]]) -> None:
    texts = [" ".join(words) for words in lists]
    found = repeats(texts)
    assert len(found) == len(texts)
    assert not any(found[:1])
    twice = repeats([text for text in texts for _ in range(2)])
    assert twice[::2] == found
    assert all(second for text, second in zip(texts, twice[1::2], strict=True) if len(text.split()) >= 8)


def by_reading_all(texts: Sequence[str]) -> list[bool]:
    """`repeats` as it is meant: every text is held against all before it that repeat none."""
    found = list[bool]()
    for place, text in enumerate(texts):
        words = [word.strip(",.") for word in text.split()]
        runs = {tuple(words[start : start + 4]) for start in range(len(words) - 3)} if len(words) >= 8 else set()
        telling = {word.casefold() for word in words if word[0].isupper() or any(map(str.isdigit, word))}
        kept = [other for other in range(place) if not found[other]]
        said = [[word.strip(",.").casefold() for word in texts[other].split()] for other in kept]
        folds = {tuple(word.casefold() for word in run) for run in runs}
        found.append(
            any(
                sum(fold in {tuple(other[at : at + 4]) for at in range(len(other))} for fold in folds)
                >= 0.9 * len(folds)
                and telling <= set(other)
                for other in said
                if folds and len(other) >= 8
            )
        )
    return found


@given(st.lists(WORDS, max_size=8), st.lists(st.integers(0, 56), max_size=3))
def test_no_repetition_is_overlooked(lists: list[list[str]], slips: list[int]) -> None:
    words = TEXT.split()
    misread = [f"{word[:-1]}x" if place in slips else word for place, word in enumerate(words)]
    texts = [" ".join(words) for words in [*lists, words, misread, *lists]]
    assert repeats(texts) == by_reading_all(texts)


def test_a_sketch_is_the_same_on_every_machine() -> None:
    counts = sketches([TEXT, "Table 2", ""])[:, 0].tolist()
    assert counts == [len(TEXT.split()) - 3, 0, 0]
    bits = sketches(["one two three four five six seven eight"])[0, 1:]
    assert {place: int(part).bit_length() - 1 for place, part in enumerate(bits) if part} == {
        5: 40,
        9: 63,
        14: 51,
        16: 48,
        28: 3,
    }
    assert np.bitwise_count(bits).sum() == 8 - 3
    assert sketches(["One two  three four, five six seven eight"])[0, 1:].tolist() == bits.tolist()


def test_only_texts_that_may_be_repetitions_are_read() -> None:
    texts = [TEXT, "Honey bees live in hives and make honey of what they find in flowers.", TEXT.upper(), "Table 2"]
    read = list[int]()

    def texts_at(places: Sequence[int]) -> list[str]:
        read.extend(places)
        return [texts[place] for place in places]

    assert repeated_among(sketches(texts), texts_at) == [False, False, True, False]
    assert sorted(read) == [0, 2]
