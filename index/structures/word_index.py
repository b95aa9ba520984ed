"""The words of every passage in their context, as small vectors: how well does a passage match each word of a question?

A passage's score is the mean over the question's words, weighted by their rarity, of the nearest word's inner product:

    sum over q of idf(q) * max over w of (q . w)  /  sum over q of idf(q)

(late interaction: Khattab and Zaharia, "ColBERT", SIGIR 2020, here with an encoder that was not trained for it.) A word
vector is the mean of its pieces' vectors in the encoder's last layer, with four bits for each number, two in a byte.
Stop words are left out. The encoder computes all this anyway for the passage's own vector.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.index.language.stop_words import STOP_WORDS

WORDS_VERSION = 2
# The numbers of a unit vector are spread about 0 with a deviation of 1 / sqrt(d). Sixteen steps of a third of that
# cover the most of them; docs/explanation/retrieval.md compares other sizes.
_STEP = 0.33
_HALF = 8
_AT_ONCE = 512  # words: their levels are 800 kB
# A question's numbers have a byte each, which four deviations fill.
_BYTE, _DEVIATIONS = 127, 4

Words = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EncodedText:
    """A text as the encoder reads it: its vector float32[d] and those of its words float32[w, d], of unit length."""

    vector: NDArray[np.float32]
    words: tuple[str, ...]
    word_vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordIndex:
    """starts: int64[n + 1] for n passages; vectors: uint8[m, (d + 1) // 2], as `packed` makes them."""

    starts: NDArray[np.int64]
    vectors: Words

    def scores(
        self, positions: NDArray[np.int64], words: NDArray[np.float32], weights: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """How well each of the passages `positions` matches the weighted words of a question: float64[n].

        words: float32[q, d], of unit length. 0 where a passage or the question has no words. All numbers are whole and
        small enough to be exact in 32 bits, so equal passages get equal scores wherever they stand.
        """
        scores = np.zeros(len(positions))
        firsts = self.starts[positions]
        counts = self.starts[positions + 1] - firsts
        full = np.flatnonzero(counts)
        if not len(full) or not len(words):
            return scores
        firsts, counts = firsts[full], counts[full]
        begins = np.cumsum(counts) - counts
        asked = _as_bytes(words, 2 * self.vectors.shape[1])
        rows = np.repeat(firsts - begins, counts) + np.arange(int(counts.sum()))
        products = 2 * self._products(rows, asked) - (2 * _HALF - 1) * asked.sum(axis=1)
        best = np.maximum.reduceat(products, begins, axis=0).astype(np.float64)
        unit = _STEP / 2 * _DEVIATIONS / _BYTE / words.shape[1]
        scores[full] = (best * weights).sum(axis=1) * unit / weights.sum()
        return scores

    def _products(self, rows: NDArray[np.int64], asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """The levels of these words by those of each asked word: float32[r, q]. In parts that fit the cache."""
        half = self.vectors.shape[1]
        levels = np.empty((_AT_ONCE, 2 * half), dtype=np.float32)
        products = np.empty((len(rows), len(asked)), dtype=np.float32)
        across = np.ascontiguousarray(asked.T)
        for start in range(0, len(rows), _AT_ONCE):
            part = self.vectors[rows[start : start + _AT_ONCE]]
            levels[: len(part), :half] = part & 15
            levels[: len(part), half:] = part >> 4
            np.matmul(levels[: len(part)], across, out=products[start : start + len(part)])
        return products


def without_stop_words(encoded: EncodedText) -> EncodedText:
    """The reading without stop words and marks."""
    kept = [place for place, word in enumerate(encoded.words) if _is_content_word(word)]
    return EncodedText(
        vector=encoded.vector,
        words=tuple(encoded.words[place] for place in kept),
        word_vectors=encoded.word_vectors[kept],
    )


def pack(vectors: NDArray[np.float32]) -> Words:
    """Word vectors float32[w, d] of unit length in four bits a number: uint8[w, (d + 1) // 2], the first half low."""
    size = vectors.shape[1]
    steps = np.floor(vectors * (size**0.5 / _STEP))
    levels = np.clip(steps + _HALF, 0, 2 * _HALF - 1).astype(np.uint8)
    if size % 2:
        levels = np.pad(levels, ((0, 0), (0, 1)))
    low, high = np.split(levels, 2, axis=1)
    return np.asarray(low | high << 4, dtype=np.uint8)


def write_words(folder: Path, passages: Iterator[Words]) -> None:
    """Write the words of all passages, in the order of their positions, into the existing `folder`; one at a time."""
    starts, width = [0], 0
    with (folder / "vectors.bin").open("wb") as file:
        for words in passages:
            file.write(words.tobytes())
            starts.append(starts[-1] + len(words))
            width = words.shape[1]
    np.save(folder / "starts.npy", np.array([width, *starts], dtype=np.int64))


def load_words(folder: Path) -> WordIndex:
    """The index saved in `folder`, its vectors mapped into memory. Raises IndexMismatch where it is damaged."""
    try:
        width, *_ = header = np.load(folder / "starts.npy")
        path = folder / "vectors.bin"
        size = path.stat().st_size
        if size != header[-1] * width:
            raise IndexMismatch(f"{path}: is cut off; run: pincite verify --repair")
        raw = np.memmap(path, dtype=np.uint8, mode="r") if size else np.empty(0, dtype=np.uint8)
        return WordIndex(starts=header[1:], vectors=raw.view(np.ndarray).reshape(-1, max(int(width), 1)))
    except (OSError, EOFError, ValueError, IndexError) as error:
        raise IndexMismatch(f"the words in {folder} are missing or damaged; run: pincite verify --repair") from error


def _as_bytes(words: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """A question's word vectors in whole numbers of a byte each, padded to `width` numbers."""
    scaled = np.rint(words * (words.shape[1] ** 0.5 * _BYTE / _DEVIATIONS))
    whole = np.clip(scaled, -_BYTE, _BYTE).astype(np.float32)
    return np.pad(whole, ((0, 0), (0, width - words.shape[1])))


def _is_content_word(word: str) -> bool:
    return word not in STOP_WORDS and any(letter.isalnum() for letter in word)
