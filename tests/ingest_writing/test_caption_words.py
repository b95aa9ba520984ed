"""Captions of tables and figures in several languages, and sentences about them."""

import pytest

from pincite.ingest.writing.caption_words import begins_caption, begins_table_note, begins_with_number_of_float


@pytest.mark.parametrize(
    "words",
    [
        "Table 2 Dose by age",
        "TABLE IV",
        "Table S2: doses",
        "Fig. 3. Spectrum of the source",
        "Рис. 1. Схема опыта",
        "Таблица 3 – Состав",
        "Abb. 3: Der Aufbau",
        "Πίνακας 2. Δόσεις",
        "جدول 1",
        "表1 剂量",
        "図 2",
    ],
)
def test_captions_begin_with_a_number_and_a_name(words: str) -> None:
    assert begins_caption(words)


@pytest.mark.parametrize(
    "words", ["Table 2 shows that it rose", "Tabelle 1 zeigt, dass", "Таблица 3 показывает", "Figure 2b was drawn"]
)
def test_sentences_about_a_table_are_no_captions(words: str) -> None:
    assert not begins_caption(words)
    assert begins_with_number_of_float(words)


@pytest.mark.parametrize("words", ["Figure skating", "Tables of content", "Map of Kenya", "Box office", "表达"])
def test_words_without_a_number_are_neither(words: str) -> None:
    assert not begins_caption(words)
    assert not begins_with_number_of_float(words)


@pytest.mark.parametrize("words", ["Source: census", "Примечание: по данным", "Quelle: Destatis", "资料来源：统计局"])
def test_notes_below_tables(words: str) -> None:
    assert begins_table_note(words)


@pytest.mark.parametrize("words", ["Sources of law", "Note that it rose", "Источник энергии", "Quellen des Rechts"])
def test_other_words_are_no_notes_below_tables(words: str) -> None:
    assert not begins_table_note(words)
