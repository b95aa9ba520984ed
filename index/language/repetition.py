"""Whether passages repeat one another, as those of two versions of a document or of a reprint do."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_SHINGLE = 4  # words that follow each other: whoever writes on the same subject shares words, but seldom four in a row
_SHARE = 0.9  # of its runs; the rest are reading errors, and the places where the passages were cut
_FEWEST = 8  # words: shorter texts, such as captions, may well occur twice
_BITS = 2048  # of a sketch: a passage of the usual size has some 90 runs

Sketches = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shingled:
    """The words of a text, those that are names or numbers, and its runs of words, all without case.

    Runs of words are called shingles (Broder, "On the resemblance and containment of documents", 1997).
    """

    words: frozenset[str]
    distinctive: frozenset[str]
    shingles: frozenset[tuple[str, ...]]


def sketches(texts: Iterable[str]) -> Sketches:
    """For each text how many runs of words it has, and a bit for each of them: uint64[n, 1 + 2048 / 64].

    Two texts of which one repeats the other have nearly the same bits, so that few texts need to be read.
    """
    rows = [_sketch(text) for text in texts]
    return np.stack(rows) if rows else np.empty((0, 1 + _BITS // 64), dtype=np.uint64)


def repeats(texts: Sequence[str]) -> list[bool]:
    """For each text whether one before it, that repeats none itself, says nearly the same in the same words.

    A number or a name of its own makes a text another one: reports of two years differ by little else.
    """
    return repeated_among(sketches(texts), lambda places: [texts[place] for place in places])


def repeated_among(rows: Sketches, texts_at: Callable[[Sequence[int]], Sequence[str]]) -> list[bool]:
    """As `repeats`, for the texts with these sketches; only texts that may be repeats are read, all at once."""
    counts, bits = rows[:, 0].astype(np.int64), rows[:, 1:]
    lost = np.bitwise_count(bits[:, None] & ~bits[None]).sum(axis=2, dtype=np.int64)
    # Each bit that the other lacks stands for at least one run that it lacks.
    possible = np.tril(lost <= (1 - _SHARE) * counts[:, None] + 1e-9, -1) & (counts > 0)[:, None]
    read = np.flatnonzero(possible.any(axis=0) | possible.any(axis=1)).tolist()
    shingled = dict(zip(read, map(_shingled, texts_at(read)), strict=True)) if read else {}
    repeated = list[bool]()
    for place, row in enumerate(possible):
        others = (other for other in np.flatnonzero(row).tolist() if not repeated[other])
        repeated.append(any(_repeats(shingled[place], shingled[other]) for other in others))
    return repeated


def _repeats(one: _Shingled, other: _Shingled) -> bool:
    shared = len(one.shingles & other.shingles)
    return shared > 0 and shared >= _SHARE * len(one.shingles) and one.distinctive <= other.words


def _shingled(text: str) -> _Shingled:
    words = _WORD.findall(text)
    folds = [word.casefold() for word in words]
    shingles = zip(*(folds[start:] for start in range(_SHINGLE)), strict=False) if len(words) >= _FEWEST else ()
    return _Shingled(
        words=frozenset(folds),
        distinctive=frozenset(fold for word, fold in zip(words, folds, strict=True) if _is_distinctive(word)),
        shingles=frozenset(shingles),
    )


def _sketch(text: str) -> Sketches:
    shingles = _shingled(text).shingles
    bits = np.zeros(_BITS, dtype=np.uint8)
    bits[[crc32(" ".join(run).encode()) % _BITS for run in shingles]] = 1
    whole = np.packbits(bits, bitorder="little").view(np.uint64)
    return np.concatenate([np.array([len(shingles)], dtype=np.uint64), whole])


def _is_distinctive(word: str) -> bool:
    return word[0].isupper() or any(character.isdigit() for character in word)
