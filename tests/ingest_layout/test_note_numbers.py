"""Which characters are raised beside a text of 10 points whose foot is at height 100."""

import pytest

from pincite.ingest.layout.note_numbers import is_raised


@pytest.mark.parametrize(("size", "foot"), [(6.0, 96.0), (7.0, 95.0), (8.0, 98.0)])
def test_small_characters_above_the_foot_are_raised(size: float, foot: float) -> None:
    assert is_raised(size, foot, text_size=10, text_foot=100)


@pytest.mark.parametrize(
    ("size", "foot"),
    [(10.0, 96.0), (9.0, 95.0), (6.0, 100.0), (6.0, 102.0)],
    ids=["same size", "almost the same size", "small capitals", "an index below the line"],
)
def test_other_characters_are_not(size: float, foot: float) -> None:
    assert not is_raised(size, foot, text_size=10, text_foot=100)
