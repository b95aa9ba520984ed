"""Vectors in four and in two bits: how near they stay, and that products are the same wherever a vector stands."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pincite.index.interface.few_bits import (
    FewBits,
    ask,
    in_four_bits,
    in_two_bits,
    levels_of,
    unpack_levels,
    width_of,
)


def unit(rows: int, size: int = 384, *, seed: int = 5) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, size))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def products(coded: FewBits, asked: NDArray[np.float32], *, bits: int) -> NDArray[np.float64]:
    question = ask(asked, bits=bits)
    return np.asarray(question.products(coded) * question.units)


def numbers_of(coded: FewBits, dimension: int) -> NDArray[np.int64]:
    """The numbers in two bits, one after another."""
    rows = [[(int(byte) >> 2 * part) & 3 for part in range(4) for byte in row] for row in coded.codes]
    return 2 * np.array(rows)[:, :dimension] - 3


def test_levels_are_odd_and_a_third_of_a_deviation_apart() -> None:
    deviation = 1 / np.sqrt(4)
    vectors = np.array([[0.1, -0.1, 0.4, -0.4], [0.7, 5, -5, 0]]) * deviation
    assert levels_of(vectors).tolist() == [[1, -1, 3, -3], [5, 15, -15, 1]]


@pytest.mark.parametrize("size", [384, 65, 2])
def test_levels_in_four_bits_can_be_read_back(size: int) -> None:
    vectors = unit(6, size)
    coded = in_four_bits(vectors)
    assert coded.codes.shape == (6, width_of(size, bits=4)) == (6, (size + 1) // 2)
    assert unpack_levels(coded.codes, size).tolist() == levels_of(vectors).tolist()


def test_two_bits_are_those_with_the_smallest_angle() -> None:
    levels = levels_of(unit(20, 40))
    found = numbers_of(in_two_bits(levels), 40)
    for level, numbers in zip(levels.astype(int), found, strict=True):
        codes = [np.where(np.abs(level) >= least, 3, 1) * np.sign(level) for least in range(1, 16, 2)]
        cosines = [code @ level / np.linalg.norm(code) for code in codes]
        assert numbers @ level / np.linalg.norm(numbers) == pytest.approx(max(cosines))


@pytest.mark.parametrize(("bits", "off"), [(4, 0.03), (2, 0.1)])
def test_products_are_near_and_a_vector_is_wholly_itself(bits: int, off: float) -> None:
    vectors, asked = unit(50), unit(7, seed=6)
    coded = in_four_bits(vectors) if bits == 4 else in_two_bits(levels_of(vectors))
    np.testing.assert_allclose(products(coded, asked, bits=bits), vectors @ asked.T, atol=off)
    np.testing.assert_allclose(np.diag(products(coded, vectors, bits=bits)), 1, atol=0.02)


@settings(max_examples=30)
@given(count=st.integers(1, 1200), size=st.integers(2, 70), seed=st.integers(0, 99))
def test_products_do_not_depend_on_what_else_is_compared(count: int, size: int, seed: int) -> None:
    vectors, asked = unit(count, size, seed=seed), unit(3, size, seed=seed + 1)
    coded, place = in_two_bits(levels_of(vectors)), seed % count
    alone = FewBits(codes=coded.codes[place : place + 1], scales=coded.scales[place : place + 1])
    together = products(coded, asked, bits=2)
    assert together[place].tolist() == products(alone, asked, bits=2)[0].tolist()
    assert together[:, 1].tolist() == products(coded, asked[1:2], bits=2)[:, 0].tolist()


def test_no_vectors_and_vectors_of_nothing_can_be_kept() -> None:
    assert len(in_four_bits(np.empty((0, 8), dtype=np.float32))) == 0
    nothing = in_four_bits(np.zeros((1, 8), dtype=np.float32))
    assert products(nothing, unit(1, 8), bits=4).tolist() == [[0.0]]
    assert products(in_four_bits(unit(1, 8)), np.zeros((1, 8), dtype=np.float32), bits=4).tolist() == [[0.0]]
