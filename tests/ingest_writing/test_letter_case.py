"""The case of the first letter, in scripts that have one and in scripts that have none."""

import pytest

from pincite.ingest.writing.letter_case import begins_mid_sentence, begins_small, opening_case


@pytest.mark.parametrize("text", ["Astana", "В Астане", "Élan vital", "Ἀθῆναι", "“Über alles", "«Так", "ǅ", "¿Qué"])
def test_capitals_of_every_alphabet(text: str) -> None:
    assert opening_case(text) == "upper"


@pytest.mark.parametrize("text", ["and so", "élan", "в Астане", "ὁ λόγος", "„und so", "*and*", "ß"])
def test_small_letters_of_every_alphabet(text: str) -> None:
    assert begins_small(text)


@pytest.mark.parametrize("text", ["الجرعة", "剂量", "המינון", "ეს არის", "मात्रा", "12 patients", "", "—"])
def test_what_says_nothing_by_its_case(text: str) -> None:
    assert opening_case(text) == "none"


@pytest.mark.parametrize("text", [", 2010) and", "– and so", "；后来", "، ثم", "and so"])
def test_signs_that_go_on(text: str) -> None:
    assert begins_mid_sentence(text)


@pytest.mark.parametrize("text", ["“And so", "(And so)", "12 patients", "后来", "And so"])
def test_signs_that_may_begin_a_sentence(text: str) -> None:
    assert not begins_mid_sentence(text)
