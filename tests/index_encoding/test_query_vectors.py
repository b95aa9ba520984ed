"""A query longer than the encoder's window is read to its end."""

import numpy as np
from fakes import WordEncoder

from pincite.index.encoding.query_vectors import encode_query, read_query


def test_a_query_longer_than_the_window_is_read_to_its_end() -> None:
    encoder = WordEncoder(max_tokens=6)
    vector = encode_query("one two three four five six seven eight nine", encoder)
    assert np.isclose(np.linalg.norm(vector), 1)
    assert vector @ encoder.encode(["nine"])[0] > vector @ encoder.encode(["ten"])[0]


def test_a_long_query_keeps_the_words_of_all_its_parts() -> None:
    encoded = read_query("one two three four five six seven eight nine", WordEncoder(max_tokens=6))
    assert encoded.words == ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    assert encoded.word_vectors.shape == (9, 64)
