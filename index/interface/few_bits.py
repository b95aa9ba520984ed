"""Unit vectors in four or two bits for each number, each vector with a scale, and their products with a question's.

    a number          -15 -13 ... -1 | 1 ... 13 15     sixteen levels, odd numbers, a third of a deviation apart
    in four bits      the level
    in two bits       -3 -1 | 1 3                      3 from that level on by which the vector's direction is kept best

A vector is its coded numbers times its scale, which makes the inner product of the vector and its code 1 (as in RaBitQ:
Gao and Long, SIGMOD 2024): so its product with any other vector is neither too long nor too short in the mean.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The numbers of a unit vector of d numbers are spread about 0 with a deviation of 1 / sqrt(d).
_STEP = 0.33
_TOP = 15
_FOUR, _TWO = 4, 2
_AT_ONCE = 512  # vectors: their numbers are 800 kB
_EXACT = 1 << 24  # whole numbers up to this are exact in 32 bits

Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FewBits:
    """Coded vectors: codes uint8[n, bytes], the first part of a vector in the lowest bits; scales float16[n]."""

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Asked:
    """A question's vectors in whole numbers float32[q, d], times units float64[q], for codes of so many bits.

    The numbers are as large as can be while every sum of products is exact in 32 bits, in whatever order it is taken:
    so equal vectors get equal scores wherever they stand.
    """

    whole: NDArray[np.float32]
    units: NDArray[np.float64]
    bits: int

    def products(self, coded: FewBits) -> NDArray[np.float32]:
        """Each coded vector by each of the question's: float32[n, q]; `units` are yet to be multiplied.

        In parts that fit the cache.
        """
        codes, top, parts = coded.codes, (1 << self.bits) - 1, 8 // self.bits
        width = codes.shape[1]
        across = np.zeros((parts * width, len(self.whole)), dtype=np.float32)
        across[: self.whole.shape[1]] = self.whole.T
        sums = (top * across.sum(axis=0, dtype=np.float64)).astype(np.float32)
        numbers = np.empty((_AT_ONCE, parts * width), dtype=np.float32)
        products = np.empty((len(codes), len(self.whole)), dtype=np.float32)
        for start in range(0, len(codes), _AT_ONCE):
            part = codes[start : start + _AT_ONCE]
            for place in range(parts):
                numbers[: len(part), place * width : (place + 1) * width] = (part >> place * self.bits) & top
            np.matmul(numbers[: len(part)], across, out=products[start : start + len(part)])
        products *= 2
        products -= sums
        products *= coded.scales.astype(np.float32)[:, np.newaxis]
        return products


def levels_of(vectors: NDArray[np.floating]) -> Levels:
    """The levels of unit vectors [n, d]: int8[n, d], odd numbers."""
    steps = np.floor(vectors * (vectors.shape[1] ** 0.5 / _STEP))
    return np.asarray(np.clip(2 * steps + 1, -_TOP, _TOP), dtype=np.int8)


def in_four_bits(vectors: NDArray[np.float32]) -> FewBits:
    """Unit vectors float32[n, d] in four bits a number."""
    levels = levels_of(vectors)
    return _coded(levels, (levels * vectors.astype(np.float64)).sum(axis=1), _FOUR)


def in_two_bits(levels: Levels) -> FewBits:
    """Vectors of these levels in two bits a number.

    Which numbers are 3 is decided for each vector: those from one of the eight sizes of levels on, by which the angle
    between the vector and its code is smallest.
    """
    numbers, dimension = levels.shape
    sizes = np.abs(levels) >> 1  # 0 ... 7
    places = np.arange(numbers)[:, np.newaxis] * 8 + sizes
    counts = np.bincount(places.ravel(), minlength=8 * numbers).reshape(numbers, 8)
    sums = counts * np.arange(1, 16, 2)
    larger, larger_sums = (np.cumsum(of[:, ::-1], axis=1)[:, ::-1] for of in (counts, sums))
    cosines = (sums.sum(axis=1, keepdims=True) + 2 * larger_sums) / np.sqrt(dimension + 8 * larger)
    numbers_of = np.where(sizes >= cosines.argmax(axis=1)[:, np.newaxis], 3, 1) * np.sign(levels)
    wide = levels.astype(np.int64)
    return _coded(numbers_of, (numbers_of * wide).sum(axis=1) / np.sqrt((wide**2).sum(axis=1)), _TWO)


def unpack_levels(codes: NDArray[np.uint8], dimension: int) -> Levels:
    """The levels of vectors of `dimension` numbers in four bits each: int8[n, dimension]."""
    numbers = np.concatenate([codes & _TOP, codes >> _FOUR], axis=1)[:, :dimension]
    return (2 * numbers.astype(np.int8) - _TOP).astype(np.int8)


def width_of(dimension: int, *, bits: int) -> int:
    """The bytes of a coded vector of `dimension` numbers."""
    return -(-dimension * bits // 8)


def ask(vectors: NDArray[np.float32], *, bits: int) -> Asked:
    """A question's vectors float32[q, d], to be multiplied with codes of so many bits."""
    most = _EXACT // (((1 << bits) - 1) * vectors.shape[1])
    peaks = np.maximum(np.abs(vectors).max(axis=1, initial=0).astype(np.float64), np.finfo(np.float32).tiny)
    whole = np.rint(vectors * (most / peaks)[:, np.newaxis]).astype(np.float32)
    return Asked(whole=whole, units=peaks / most, bits=bits)


def _coded(numbers: NDArray[np.integer], products: NDArray[np.float64], bits: int) -> FewBits:
    """Odd numbers [n, d], and the inner product of each vector and its numbers."""
    parts = 8 // bits
    width = width_of(numbers.shape[1], bits=bits)
    codes = ((numbers + ((1 << bits) - 1)) >> 1).astype(np.uint8)
    codes = np.pad(codes, ((0, 0), (0, parts * width - numbers.shape[1])))
    packed = np.zeros((len(codes), width), dtype=np.uint8)
    for place in range(parts):
        packed |= codes[:, place * width : (place + 1) * width] << np.uint8(place * bits)
    scales = np.divide(1, products, out=np.zeros(len(codes)), where=products > 0)  # 0 for a vector of nothing
    return FewBits(codes=packed, scales=scales.astype(np.float16))
