"""Quotes are found where they stand, whatever the typesetting, and nowhere else."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pincite.service.documents.quote import QuotePlace, find_all, find_quote

TEXT = (
    "He was unable to win 7,000 km of “soft-power” policies²⁰ and non-aligned win–win — the eﬃcient\n"
    "way. It can't be −5 percent; 10⁶ km² of de\u00advelopments in 1991–2006, café by café. Power is not force…"
)
WORDS = st.sampled_from(
    (
        "power",
        "soft",
        "win–win",
        "can't",
        "7,000",
        "3.7",
        "“deal”",
        "naïve",
        "EU's",
        "policy²⁰",
        "not",
        "de-facto",
        "Ёж",
    )
)


def found(quote: str, text: str = TEXT) -> str | None:
    place = find_quote(text, quote)
    return None if place is None else text[place.start : place.end]


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("soft-power", "soft-power"),
        ("'soft - power' policies and", "“soft-power” policies²⁰ and"),
        ("win-win – the efficient way", "win–win — the eﬃcient\nway"),
        ("“It can’t be -5 percent.”", "It can't be −5 percent"),
        ("it can't be", "It can't be"),
        ("develop-\nments in 1991-2006", "de\u00advelopments in 1991–2006"),
        ("non-\naligned", "non-aligned"),
        ("cafe\u0301 by cafe\u0301", "café by café"),
        ("Power is not force...", "Power is not force"),
        ("win\u00a07,000\u2009km", "win 7,000 km"),
    ],
)
def test_typesetting_does_not_matter(quote: str, stands: str) -> None:
    assert found(quote) == stands


@pytest.mark.parametrize(
    "quote",
    [
        "able to win",  # unable
        "aligned win-win",  # non-aligned
        "000 km of",
        "It can",
        "5 percent",  # minus five
        "106 km",
        "10⁶ km of",  # km²
        "He Was unable",
        "power is force",
        "cafe by cafe",
        "policies and power",
        "in 19912006",
        "soft power policies",
        "the efficient wa",
        "",
        "…",
        "“”",
    ],
)
def test_another_word_number_or_meaning_is_not_found(quote: str) -> None:
    assert found(quote) is None


def test_letter_by_letter_comes_first() -> None:
    text = "win–win here, win-win there"
    assert find_quote(text, "win-win") == QuotePlace(start=14, end=21, match="exact")
    assert [place.match for place in find_all(text, "win - win")] == ["normalised", "normalised"]


def test_a_quote_is_found_only_within_what_is_asked() -> None:
    assert find_quote("power and power", "power", within=(3, 15)) == QuotePlace(start=10, end=15, match="exact")
    assert find_quote("power and force", "power", within=(3, 15)) is None


def noisy(quote: str, noise: list[int]) -> str:
    """The quote, set by another typesetter."""
    swaps = {"“": '"', "”": '"', "'": "’", "–": " - ", "-": "\u2011", " ": "\n ", "é": "e\u0301", "ï": "i\u0308"}
    drawn = iter(noise)
    return "".join(swaps.get(sign, sign) if next(drawn, 0) else sign for sign in re.sub("[²⁰]+", "", quote))


@given(
    words=st.lists(WORDS, min_size=3, max_size=30),
    cut=st.tuples(st.integers(0, 29), st.integers(1, 30)),
    noise=st.lists(st.integers(0, 1), max_size=200),
)
def test_any_stretch_is_found_at_its_place(words: list[str], cut: tuple[int, int], noise: list[int]) -> None:
    first = cut[0] % len(words)
    wanted = " ".join(words[first : first + cut[1]])
    before = "Begin. " + "".join(f"{word} " for word in words[:first])
    text = f"{before}{wanted} The end."
    places = find_all(text, noisy(wanted, noise))
    assert all(plain(text[place.start : place.end]) == plain(wanted) for place in places)
    if len(re.findall(f"(?={plain(wanted)})", plain(text))) == 1:
        (place,) = places
        # Marks around the whole quote and at its end are no part of it.
        assert (place.start - len(before), len(before + wanted) - place.end) in {(0, 0), (1, 0), (0, 1), (0, 2), (1, 1)}


def plain(text: str) -> str:
    """Only what must be the same: letters and digits, marks of footnotes apart."""
    return "".join(sign for sign in re.sub("[²⁰]+", "", text) if sign.isalnum())


@given(words=st.lists(WORDS, min_size=4, max_size=20), place=st.integers(0, 19), other=WORDS)
def test_a_changed_word_never_passes(words: list[str], place: int, other: str) -> None:
    place %= len(words)
    changed = [*words[:place], other, *words[place + 1 :]]
    text = " ".join(words)
    assume(plain(" ".join(changed)) not in plain(text))
    assert find_quote(text, " ".join(changed)) is None
    without = [*words[:place], *words[place + 1 :]]
    assume(plain(" ".join(without)) not in plain(text))
    assert find_quote(text, " ".join(without)) is None
