"""The vectors of a query, however long: of the whole, and of its words."""

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.protocol import Encoder
from pincite.index.structures.word_index import EncodedText, without_stop_words


def encode_query(text: str, encoder: Encoder) -> NDArray[np.float32]:
    """The vector of a query: float32[d] of unit length."""
    return read_query(text, encoder).vector


def read_query(text: str, encoder: Encoder) -> EncodedText:
    """The vector of a query, of unit length, and those of its words, without stop words.

    A query longer than the encoder's window is read in parts and their vectors are averaged; nothing is cut off.
    """
    parts = [text] if encoder.count_tokens(text) <= encoder.max_tokens else _parts(text, encoder)
    encodings = [without_stop_words(encoder.read(part)) for part in parts]
    vector: NDArray[np.float32] = np.stack([encoded.vector for encoded in encodings]).mean(axis=0)
    norm = float(np.linalg.norm(vector))
    return EncodedText(
        vector=vector / np.float32(norm) if norm else vector,
        words=tuple(word for encoded in encodings for word in encoded.words),
        word_vectors=np.concatenate([encoded.word_vectors for encoded in encodings]),
    )


def _parts(text: str, encoder: Encoder) -> list[str]:
    parts: list[str] = []
    words: list[str] = []
    for word in text.split(" "):
        for piece in _short_enough(word, encoder):
            if words and encoder.count_tokens(" ".join([*words, piece])) > encoder.max_tokens:
                parts.append(" ".join(words))
                words = []
            words.append(piece)
    return [*parts, " ".join(words)]


def _short_enough(word: str, encoder: Encoder) -> list[str]:
    """The word, halved until each part fits the window; addresses can be longer than that."""
    if encoder.count_tokens(word) <= encoder.max_tokens or len(word) < 2:
        return [word]
    middle = len(word) // 2
    return [*_short_enough(word[:middle], encoder), *_short_enough(word[middle:], encoder)]
