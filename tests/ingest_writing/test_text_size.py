"""The size of a text: counted in one pass, alike in every writing, and never larger when a text is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.ingest.writing.text_size import fits, fitting_end, text_size

TEXTS = st.text(alphabet="abЖқ冰かな각ไทยहिلא1.,()!。́ \n\t-", max_size=120)


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", 0),
        (" \n\t", 0),
        ("ice", 1),
        ("internationalisation", 3),  # eight, eight and four letters
        ("It rose (by 1.5).", 3 + 1 + 3 + 2),
        ("冰川移动", 4),
        ("氷河が動く", 5),
        ("빙하가 움직인다", 2 + 2),
        ("ธารน้ำแข็ง", 4),  # ten characters
        ("हिन्दी", 1),
        ("мұздық", 1),
        ("e\u0301te\u0301", 1),
        ("snake_case", 3),
        ("🙂", 1),
        ("\x00\ud800", 2),
    ],
)
def test_pieces_are_counted(text: str, size: int) -> None:
    assert text_size(text) == size


@given(TEXTS, TEXTS)
def test_two_texts_are_as_large_as_both_with_a_blank_between_them(one: str, other: str) -> None:
    assert text_size(f"{one} {other}") == text_size(one) + text_size(other)
    assert text_size(one + other) <= text_size(one) + text_size(other)


@given(TEXTS, st.integers(0, 60))
def test_a_text_fits_a_size_that_it_does_not_exceed(text: str, size: int) -> None:
    assert fits(text, size) == (text_size(text) <= size)


@given(TEXTS, st.integers(1, 60), st.integers(0, 20))
def test_a_fitting_beginning_is_as_long_as_whole_words_allow(text: str, size: int, start: int) -> None:
    end = fitting_end(text, size, start=start)
    assert text_size(text[start:end]) <= size
    if end < len(text):
        assert end > start
        assert text_size(text[start : end + 1]) > size or text[end - 1].isspace()


def test_a_beginning_ends_behind_a_word_where_there_are_words() -> None:
    text = "Ice moves slowly downhill."
    assert text[: fitting_end(text, 4)] == "Ice moves slowly "
    assert text[: fitting_end("a" * 100, 4)] == text[:32]
    assert fitting_end(text, 4, start=4, end=9) == 9
