"""A text over the window is read in parts: all of its words, each once, and nothing is cut off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from fakes import WordEncoder
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pincite.index.encoding.long_texts import encode_text, read_text
from pincite.index.encoding.onnx_encoder import open_onnx
from pincite.index.errors import TextTooLong
from pincite.index.interface.word_vectors import EncodedText


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder(WordEncoder):
    """Notes what it is given. Its tokens are characters and its words stand between blanks."""

    max_tokens: int = 42
    given: list[str] = field(default_factory=list)

    def count_tokens(self, text: str) -> int:
        return len(text.replace(" ", "")) + 2

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = WordEncoder(max_tokens=10**6).encode(texts)
        if any(self.count_tokens(text) > self.max_tokens for text in texts):
            raise TextTooLong("too long")
        return vectors

    def read(self, text: str) -> EncodedText:
        vector = self.encode([text])[0]
        self.given.append(text)
        words = tuple(text.casefold().split())
        return EncodedText(vector=vector, words=words, word_vectors=WordEncoder().encode(words))


def numbered(count: int) -> list[str]:
    return [f"w{number}" for number in range(count)]


def test_a_text_that_fits_is_read_as_it_is() -> None:
    encoder = Recorder()
    text = "Soft power is power."
    assert np.array_equal(read_text(text, encoder).vector, encoder.encode([text])[0])
    assert encoder.given == [text]
    assert np.array_equal(encode_text(text, encoder), encoder.encode([text])[0])


@given(st.integers(1, 300), st.integers(18, 80))
def test_every_word_is_taken_once_and_in_order(count: int, window: int) -> None:
    words = numbered(count)
    encoded = read_text(" ".join(words), Recorder(max_tokens=window))
    assert encoded.words == tuple(words)
    assert np.array_equal(encoded.word_vectors, WordEncoder().encode(words))


@given(st.text(alphabet="aß冰 \n.İ", max_size=400), st.integers(3, 60))
@settings(deadline=None)
def test_parts_leave_out_nothing_and_fit_the_window(text: str, window: int) -> None:
    encoder = Recorder(max_tokens=window)
    read_text(text, encoder)
    assert all(encoder.count_tokens(part) <= window for part in encoder.given)
    at = 0  # up to here all is read
    for part in encoder.given:
        begin = max(place for place in range(at + 1) if text.startswith(part, place))
        at = max(at, begin + len(part))
    assert text[at:].strip() == ""


def test_parts_have_about_one_size_and_overlap() -> None:
    encoder = Recorder(max_tokens=82)
    read_text(" ".join(f"w{number:03}" for number in range(60)), encoder)  # 240 tokens
    sizes = [encoder.count_tokens(part) - 2 for part in encoder.given]
    assert len(sizes) == 4
    assert max(sizes) - min(sizes) <= 12
    for part, following in zip(encoder.given, encoder.given[1:], strict=False):
        assert len(set(part.split()) & set(following.split())) >= 3


def test_the_vector_is_the_mean_of_those_of_the_parts() -> None:
    encoder = Recorder()
    text = " ".join(numbered(60))
    vector = read_text(text, encoder).vector
    mean = encoder.encode(encoder.given).mean(axis=0)
    np.testing.assert_allclose(vector, mean / np.linalg.norm(mean), rtol=1e-6)
    assert np.array_equal(encode_text(text, encoder), vector)


def test_a_long_text_is_counted_a_few_times_only() -> None:
    counted = 0

    class Counter(Recorder):
        def count_tokens(self, text: str) -> int:
            nonlocal counted
            counted += len(text) + 1
            return Recorder.count_tokens(self, text)

    for text in ("冰" * 20_000, "word " * 4_000):
        counted = 0
        read_text(text, Counter())
        assert counted < 20 * len(text)


def test_a_window_without_room_for_a_character_is_refused() -> None:
    with pytest.raises(TextTooLong, match="window of 2 word pieces is too small for 'Soft power'"):
        read_text("Soft power", Recorder(max_tokens=2))


def test_the_default_encoder_reads_a_russian_page(encoders: Path) -> None:
    (folder,) = [path for path in encoders.iterdir() if path.is_dir()]
    encoder = open_onnx(folder)
    words = [f"слово{number}" for number in range(400)]
    encoded = read_text(" ".join(words), encoder)
    assert encoded.words == tuple(words)
    assert encoded.word_vectors.shape == (400, 384)
    assert abs(float(np.linalg.norm(encoded.vector)) - 1) < 1e-6
