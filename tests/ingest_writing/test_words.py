"""Counting words with blanks between them and without."""

import pytest

from pincite.ingest.writing.words import is_unspaced, word_count


@pytest.mark.parametrize(
    ("text", "count"),
    [("the dose was halved", 4), ("доза была снижена", 3), ("剂量减少一半", 3), ("COVID-19 疫情", 2), ("", 0)],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert word_count(text) == count


@pytest.mark.parametrize(("before", "after"), [("剂量", "减少"), ("剂量，", "减少"), ("ของ", "ยา"), ("薬の", "量")])
def test_some_scripts_write_no_blanks(before: str, after: str) -> None:
    assert is_unspaced(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the", "dose"),
        ("доза", "была"),
        ("약의", "양"),
        ("剂量", "dose"),
        ("الجرعة", "كانت"),
        ("", "剂量"),
        ("剂量", ""),
    ],
)
def test_others_write_them(before: str, after: str) -> None:
    assert not is_unspaced(before, after)
