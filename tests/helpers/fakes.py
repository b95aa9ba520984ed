"""Stand-ins that are passed as arguments."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import TextTooLong
from pincite.index.interface.word_vectors import EncodedText


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEncoder:
    """An encoder whose vectors say which words a text has: texts that share words are near each other."""

    id: str = "words@1"
    dimension: int = 64
    max_tokens: int = 256

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            if self.count_tokens(text) > self.max_tokens:
                raise TextTooLong(f"{text[:20]!r} is too long")
            row[0] = 0.01
            for word in re.findall(r"\w+", text.lower()):
                row[1 + int(hashlib.sha256(word.encode()).hexdigest(), 16) % (self.dimension - 1)] += 1
            row /= np.linalg.norm(row)
        return rows

    def read(self, text: str) -> EncodedText:
        words = tuple(re.findall(r"\w+", text.lower()))
        return EncodedText(vector=self.encode([text])[0], words=words, word_vectors=self.encode(words))

    def count_tokens(self, text: str) -> int:
        return len(text.split()) + 2
