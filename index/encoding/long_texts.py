"""Texts that are longer than an encoder's window: read in overlapping parts of about one size; nothing is cut off.

    text     |-----------------------------------------|
    parts    |-----------------|
                          |-----------------|
                                       |---------------|
    words    |--------------|------------|-------------|    each from the part that has more of the text around it

The vector is the mean of those of the parts, made as long as one again. A text that fits is read as it is.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import TextTooLong
from pincite.index.interface.word_vectors import EncodedText

LONG_TEXTS_VERSION = 1  # another way of reading long texts needs other vectors
_OVERLAP = 1 / 4  # of the window
_LONG_WORD = 1 / 4  # of the window; a word with more is cut, an address for example
_WORD = re.compile(r"\s*\S+")


@dataclass(frozen=True, slots=True)
class _Part:
    """The characters [start, end) of a text are read together; the words of [first, last) are taken from here."""

    start: int
    end: int
    first: int
    last: int


def read_text(text: str, encoder: Encoder) -> EncodedText:
    """The vector of a text and those of its words, however long it is.

    Raises TextTooLong where the window is too small for a single character.
    """
    try:
        return encoder.read(text)
    except TextTooLong:
        parts = _parts(text, encoder)
    read = [(part, encoder.read(text[part.start : part.end])) for part in parts]
    taken = [_own_words(text, part, encoded) for part, encoded in read]
    return EncodedText(
        vector=_mean([encoded.vector for _, encoded in read]),
        words=tuple(word for encoded in taken for word in encoded.words),
        word_vectors=np.concatenate([encoded.word_vectors for encoded in taken]),
    )


def encode_text(text: str, encoder: Encoder) -> NDArray[np.float32]:
    """The vector of a text, float32[d] of unit length, as `read_text` gives it."""
    try:
        vector: NDArray[np.float32] = encoder.encode([text])[0]
    except TextTooLong:
        return _mean(encoder.encode([text[part.start : part.end] for part in _parts(text, encoder)]))
    return vector


def _mean(vectors: Sequence[NDArray[np.float32]] | NDArray[np.float32]) -> NDArray[np.float32]:
    mean: NDArray[np.float32] = np.asarray(vectors, dtype=np.float32).mean(axis=0)
    norm = np.float32(np.linalg.norm(mean))
    return mean / norm if norm else mean


def _parts(text: str, encoder: Encoder) -> list[_Part]:
    """The parts of a text, each of which fits the window.

    A tokenizer may count a part as a little more than the sum of its words: then there is less room for each.
    """
    own = encoder.count_tokens("")
    room = encoder.max_tokens - own
    while room > 0:
        parts = _parts_within(_units(text, encoder, own=own, most=max(1, int(room * _LONG_WORD))), room)
        if all(encoder.count_tokens(text[part.start : part.end]) <= encoder.max_tokens for part in parts):
            return parts
        room = room * 3 // 4
    raise TextTooLong(f"the encoder's window of {encoder.max_tokens} word pieces is too small for {text[:60]!r}...")


def _units(text: str, encoder: Encoder, *, own: int, most: int) -> list[tuple[int, int, int]]:
    """Where the words of a text stand, with the blanks before them, and their word pieces; long words in halves."""

    def halved(start: int, end: int) -> Iterator[tuple[int, int, int]]:
        pieces = encoder.count_tokens(text[start:end]) - own
        if pieces <= most or end - start == 1:
            yield start, end, pieces
        else:
            middle = (start + end) // 2
            yield from halved(start, middle)
            yield from halved(middle, end)

    return [unit for word in _WORD.finditer(text) for unit in halved(*word.span())]


def _parts_within(units: Sequence[tuple[int, int, int]], room: int) -> list[_Part]:
    """As few parts of equal size as there can be with at most `room` word pieces, and an overlap, each."""
    ends = list(accumulate(pieces for _, _, pieces in units))
    total, overlap = ends[-1], int(room * _OVERLAP)
    count = max(1, -(-(total - overlap) // (room - overlap)))
    step = -(-(total - overlap) // count)
    begins = [end - pieces for end, (_, _, pieces) in zip(ends, units, strict=True)]
    firsts, lasts = [0], []
    for place in range(step, step * count, step):
        lasts.append(max(bisect_right(ends, place + overlap) - 1, firsts[-1]))
        firsts.append(min(bisect_left(begins, place), lasts[-1] + 1, len(units) - 1))
    lasts.append(len(units) - 1)
    middles = [(last + first + 1) // 2 for last, first in zip(lasts, firsts[1:], strict=False)]
    bounds = [0, *(units[middle][0] for middle in middles), units[-1][1]]
    return [
        _Part(units[first][0], units[last][1], *bound)
        for first, last, bound in zip(firsts, lasts, pairwise(bounds), strict=True)
    ]


def _own_words(text: str, part: _Part, encoded: EncodedText) -> EncodedText:
    """The words that are taken from this part. Encoders give them in their order, in small letters."""
    folded = text[part.start : part.end].casefold()
    first = len(text[part.start : part.first].casefold())
    last = len(text[part.start : part.last].casefold())
    places, at = [], 0
    for place, word in enumerate(encoded.words):
        found = folded.find(word, at)
        begin = found if found >= 0 else at
        if first <= begin < last:
            places.append(place)
        at = begin + len(word) if found >= 0 else at
    return EncodedText(
        vector=encoded.vector,
        words=tuple(encoded.words[place] for place in places),
        word_vectors=encoded.word_vectors[places],
    )
