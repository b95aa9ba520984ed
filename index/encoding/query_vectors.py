"""The vectors of a query, however long: of the whole, and of its words."""

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.long_texts import read_text
from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.word_vectors import EncodedText, without_stop_words


def encode_query(text: str, encoder: Encoder) -> NDArray[np.float32]:
    """The vector of a query: float32[d] of unit length."""
    return read_query(text, encoder).vector


def read_query(text: str, encoder: Encoder) -> EncodedText:
    """The vector of a query, of unit length, and those of its words, without stop words."""
    return without_stop_words(read_text(text, encoder))
