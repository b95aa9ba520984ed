"""The words of every passage in their context, as small vectors: does each word of a question have its like there?

A passage's score is the mean over the question's words, weighted by their rarity, of the nearest word's inner product:

    sum over q of idf(q) * max over w of (q . w)  /  sum over q of idf(q)

(late interaction: Khattab and Zaharia, "ColBERT", SIGIR 2020, here with an encoder that was not trained for it.) A word
vector is the mean of its pieces' vectors in the encoder's last layer, projected to 128 numbers by fixed random signs
and kept in bytes. Stop words are left out. The encoder computes all this anyway for the passage's own vector.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexMismatch

WORDS_VERSION = 1
DIMENSION = 128
# Projected components are spread about 0 with a deviation of 1 / sqrt(128): four of these fill a byte.
_SCALE = 127 / 4 * DIMENSION**0.5
_BYTE = 127

STOP_WORDS = frozenset(
    """a about according across after all also although am among an and any are as at be because been before being
    between both but by can could did do does each et al for from had has have he her him his how i if in into is it
    its itself may me might more most must my name named no nor not of on only or other our out over per s shall she
    should so some such t than that the their them then there these they this those through to too under until up us
    very was we were what when where whether which while who whom whose why will with would you your""".split()  # noqa: SIM905
)

Words = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A text as the encoder reads it: its vector float32[d] and those of its words float32[w, d], of unit length."""

    vector: NDArray[np.float32]
    words: tuple[str, ...]
    word_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordIndex:
    """starts: int64[n + 1] for n passages; vectors: int8[m, 128], at least one a passage (zeros where it has no words).

    Inner products of bytes are whole numbers that 32 bits hold exactly, so equal passages get equal scores.
    """

    starts: NDArray[np.int64]
    vectors: Words

    def scores(self, positions: NDArray[np.int64], words: Words, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """How well each of the passages `positions` matches the weighted words of a question: float64[n], at most 1."""
        if not len(positions) or not len(words):
            return np.zeros(len(positions))
        firsts = self.starts[positions]
        counts = self.starts[positions + 1] - firsts
        begins = np.cumsum(counts) - counts
        rows = np.repeat(firsts - begins, counts) + np.arange(int(counts.sum()))
        products = self.vectors[rows].astype(np.float32) @ words.astype(np.float32).T
        best = np.maximum.reduceat(products, begins, axis=0).astype(np.float64)
        matched: NDArray[np.float64] = (best * weights).sum(axis=1) / (weights.sum() * _SCALE**2)
        return matched


def kept_words(reading: Reading) -> Reading:
    """The reading without stop words and marks."""
    kept = [place for place, word in enumerate(reading.words) if _counts(word)]
    return Reading(
        vector=reading.vector,
        words=tuple(reading.words[place] for place in kept),
        word_vectors=reading.word_vectors[kept],
    )


def packed(vectors: NDArray[np.float32]) -> Words:
    """Word vectors in bytes: int8[w, 128]."""
    projected = vectors @ _signs(vectors.shape[1])
    lengths = np.linalg.norm(projected, axis=1, keepdims=True)
    scaled = np.rint(projected / np.maximum(lengths, 1e-9) * _SCALE)
    packed_words: Words = np.clip(scaled, -_BYTE, _BYTE).astype(np.int8)
    return packed_words


def write_words(folder: Path, passages: Iterator[Words]) -> None:
    """Write the words of all passages, in the order of their positions, into the existing `folder`; one at a time."""
    starts = [0]
    with (folder / "vectors.bin").open("wb") as file:
        for words in passages:
            rows = words if len(words) else np.zeros((1, DIMENSION), dtype=np.int8)
            file.write(rows.tobytes())
            starts.append(starts[-1] + len(rows))
    np.save(folder / "starts.npy", np.array(starts, dtype=np.int64))


def load_words(folder: Path) -> WordIndex:
    """The index saved in `folder`, its vectors mapped into memory. Raises IndexMismatch where it is damaged."""
    try:
        starts = np.load(folder / "starts.npy")
        path = folder / "vectors.bin"
        size = path.stat().st_size
        if size != starts[-1] * DIMENSION:
            raise IndexMismatch(f"{path}: is cut off; run: pincite verify --repair")
        raw = np.memmap(path, dtype=np.int8, mode="r") if size else np.empty(0, dtype=np.int8)
        return WordIndex(starts=starts, vectors=raw.view(np.ndarray).reshape(-1, DIMENSION))
    except (OSError, EOFError, ValueError, IndexError) as error:
        raise IndexMismatch(f"the words in {folder} are missing or damaged; run: pincite verify --repair") from error


def _counts(word: str) -> bool:
    return word not in STOP_WORDS and any(letter.isalnum() for letter in word)


@cache
def _signs(dimension: int) -> NDArray[np.float32]:
    """float32[d, 128] of signs, the same everywhere: inner products survive (Achlioptas, 2003)."""
    digits = hashlib.shake_256(b"pincite words").digest(dimension * DIMENSION // 8)
    bits = np.unpackbits(np.frombuffer(digits, dtype=np.uint8)).astype(np.float32)
    signs: NDArray[np.float32] = (2 * bits - 1).reshape(dimension, DIMENSION)
    return signs
