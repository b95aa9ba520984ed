"""What every encoder can do."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.word_vectors import EncodedText


class Encoder(Protocol):
    """Text to unit vectors. `id` names the model and its weights and is the key under which vectors are kept.

    `max_tokens` is the window in word pieces, special ones included; a longer text raises TextTooLong. `read` gives
    the words' vectors too, or none where the network has none.
    """

    @property
    def id(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def max_tokens(self) -> int: ...
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...
    def read(self, text: str) -> EncodedText: ...
    def count_tokens(self, text: str) -> int: ...
