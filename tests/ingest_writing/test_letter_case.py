"""The case of the first letter, in scripts that have one and in scripts that have none."""

import pytest

from pincite.ingest.writing.letter_case import begins_small, opening_case


@pytest.mark.parametrize("text", ["Astana", "В Астане", "Élan vital", "Ἀθῆναι", "“Über alles", "«Так", "ǅ", "¿Qué"])
def test_capitals_of_every_alphabet(text: str) -> None:
    assert opening_case(text) == "upper"


@pytest.mark.parametrize("text", ["and so", "élan", "в Астане", "ὁ λόγος", "„und so", "*and*", "ß"])
def test_small_letters_of_every_alphabet(text: str) -> None:
    assert begins_small(text)


@pytest.mark.parametrize("text", ["الجرعة", "剂量", "המינון", "ეს არის", "मात्रा", "12 patients", "", "—"])
def test_what_says_nothing_by_its_case(text: str) -> None:
    assert opening_case(text) == "none"
