"""Where a sentence has ended and where it was cut, in several languages."""

import pytest

from pincite.ingest.writing.sentence_ends import cuts_address, ends_sentence

ENDED = [
    "The dose was halved.",
    "It was halved.¹²",
    'He asked, "was it halved?"',
    "Er sagte: „Es wurde halbiert.“",
    "Доза была снижена вдвое…",
    "τι σημαίνει αυτό;",
    "هل انخفضت الجرعة؟",
    "剂量减半。」",
    "यह आधा था।",
    "The following were measured:",
    "See https://example.org/trial",
    "(see https://example.org/trial.html)",
]
CUT = [
    "The dose was",
    "In the year 1991",
    "patients, nurses, and;",
    "Die Dosis der",
    "доза была",
    "الجرعة كانت",
    "剂量为，",
    "See https://example.org/",
    "See https://example.org/a-very-",
    "",
]


@pytest.mark.parametrize("text", ENDED)
def test_texts_that_end_a_sentence(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", CUT)
def test_texts_that_were_cut(text: str) -> None:
    assert not ends_sentence(text)


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ("See https://example.org/", "trial/12", True),
        ("See https://example.org/a-", "b.html and", True),
        ("See https://example.org/a", "b.html", False),
        ("either/", "or/and", False),
        ("See https://example.org/", "The trial", False),
    ],
)
def test_halves_of_an_address_belong_together(before: str, after: str, *, cut: bool) -> None:
    assert cuts_address(before, after) == cut
