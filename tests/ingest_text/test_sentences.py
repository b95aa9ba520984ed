"""Sentences of several languages, and stops that end none."""

import pytest

from pincite.ingest.text.sentences import sentence_spans


def sentences(text: str, language: str) -> list[str]:
    return [text[start:end].strip() for start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The answer was no. The court agreed."),
        ("en", "They bought a new tab. It was red."),
        ("ka", "ეს არის წინადადება. ეს არის მეორე."),
        ("ru", "Доза была снижена. Это помогло."),
        ("ar", "هل انخفضت الجرعة؟ نعم انخفضت."),
        ("zh", "剂量减少。效果很好。"),
    ],
)
def test_two_sentences_are_two(language: str, text: str) -> None:
    assert len(sentences(text, language)) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It is said in vol. 5 and in no. 7 of the series."),
        ("en", "As Nye et al. (2018) say it rose."),
        ("ru", "Это видно на рис. 5 и в табл. 2 статьи."),
        ("de", "Das steht in Nr. 5 und auf S. 7 des Bandes."),
        ("de", "Er kam, vgl. Müller, am Abend."),
    ],
)
def test_stops_behind_abbreviations_end_none(language: str, text: str) -> None:
    assert sentences(text, language) == [text]
