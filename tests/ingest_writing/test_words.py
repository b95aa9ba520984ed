"""Counting words with blanks between them and without."""

import pytest

from pincite.ingest.writing.words import word_count


@pytest.mark.parametrize(
    ("text", "count"),
    [("the dose was halved", 4), ("доза была снижена", 3), ("剂量减少一半", 3), ("COVID-19 疫情", 2), ("", 0)],
)
def test_words_are_counted(text: str, count: int) -> None:
    assert word_count(text) == count
