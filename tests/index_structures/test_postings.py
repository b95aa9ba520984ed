"""Postings hold every row's terms, and joining rows of any segments equals building from those rows."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from numpy.typing import NDArray

from pincite.index.structures.postings import (
    POSTING_ARRAYS,
    Postings,
    build_postings,
    hash_of,
    hashes_of,
    join_postings,
)

any_terms = st.lists(st.lists(st.text(max_size=4), max_size=6), max_size=8)
few_terms = st.sampled_from(("steppe", "step", "қазақ", "дала", "ελλάς", "中国", "é", "e\u0301", "line\nbreak", ""))
segments_of_rows = st.lists(st.lists(st.lists(few_terms, max_size=6), max_size=6), min_size=1, max_size=5)


def rows_of(postings: Postings) -> list[Counter[str]]:
    """How often each row holds each term."""
    rows = [Counter[str]() for _ in range(postings.size)]
    for place, term in enumerate(postings.terms()):
        stretch = slice(int(postings.starts[place]), int(postings.starts[place + 1]))
        for row, count in zip(postings.rows[stretch].tolist(), postings.counts[stretch].tolist(), strict=True):
            rows[row][term] = count
    return rows


def assert_equal(one: Postings, other: Postings) -> None:
    for name in POSTING_ARRAYS:
        first, second = getattr(one, name), getattr(other, name)
        assert (name, first.dtype, first.tolist()) == (name, second.dtype, second.tolist())


def joined(parts: Sequence[Postings], chosen: Sequence[tuple[int, int]]) -> Postings:
    """The chosen rows, pairs of a segment and a row, in this order."""
    new_rows: list[NDArray[np.int64]] = [np.full(part.size, -1, dtype=np.int64) for part in parts]
    for new_row, (part, row) in enumerate(chosen):
        new_rows[part][row] = new_row
    return join_postings(list(zip(parts, new_rows, strict=True)), len(chosen))


@st.composite
def chosen_rows(draw: DrawFn) -> tuple[list[list[list[str]]], list[tuple[int, int]]]:
    """Segments of rows of terms, and some of their rows in any order."""
    segments = draw(segments_of_rows)
    rows = draw(st.permutations([(part, row) for part, rows in enumerate(segments) for row in range(len(rows))]))
    return segments, rows[: draw(st.integers(0, len(rows)))]


@given(any_terms)
def test_every_row_has_its_terms_as_often_as_it_holds_them(token_lists: list[list[str]]) -> None:
    postings = build_postings(token_lists)
    assert rows_of(postings) == [Counter(tokens) for tokens in token_lists]
    assert postings.lengths.tolist() == [len(tokens) for tokens in token_lists]
    assert postings.size == len(token_lists)
    for start, end in zip(postings.starts[:-1].tolist(), postings.starts[1:].tolist(), strict=True):
        assert postings.rows[start:end].tolist() == sorted(set(postings.rows[start:end].tolist()))
    assert postings.hashes.tolist() == sorted(set(postings.hashes.tolist()))


@given(any_terms, st.lists(st.text(max_size=4)))
def test_terms_are_found_by_their_hash(token_lists: list[list[str]], others: list[str]) -> None:
    postings = build_postings(token_lists)
    terms = list(postings.terms())
    assert sorted(terms) == sorted({term for tokens in token_lists for term in tokens})
    assert len(postings) == len(terms)
    assert postings.places(hashes_of(terms)).tolist() == list(range(len(terms)))
    expected = [terms.index(term) if term in terms else -1 for term in others]
    assert postings.places(hashes_of(others)).tolist() == expected
    frequencies = Counter(term for tokens in token_lists for term in set(tokens))
    assert postings.frequencies().tolist() == [frequencies[term] for term in terms]


def test_a_hash_is_the_same_on_every_machine() -> None:
    assert hash_of("қазақ") == 5496324067144499920
    assert hashes_of(["қазақ", "қазақ", ""]).tolist() == [5496324067144499920, 5496324067144499920, hash_of("")]


@given(chosen_rows())
def test_joining_any_rows_equals_building_from_them(
    case: tuple[list[list[list[str]]], list[tuple[int, int]]],
) -> None:
    segments, chosen = case
    parts = [build_postings(rows) for rows in segments]
    assert_equal(joined(parts, chosen), build_postings(segments[part][row] for part, row in chosen))


def test_terms_of_rows_that_are_left_out_are_gone() -> None:
    part = build_postings([["secret", "sea"], ["sea"]])
    assert list(joined([part], [(0, 1)]).terms()) == ["sea"]
    assert b"secret" not in joined([part], [(0, 1)]).text.tobytes()


def test_nothing_can_be_built_and_joined() -> None:
    nothing = build_postings([])
    assert (len(nothing), nothing.size, list(nothing.terms())) == (0, 0, [])
    assert nothing.places(hashes_of(["sea"])).tolist() == [-1]
    assert_equal(join_postings([], 0), nothing)
    assert_equal(joined([build_postings([["sea"]]), nothing], []), nothing)
    assert_equal(joined([nothing, build_postings([[], ["sea"]])], [(1, 0)]), build_postings([[]]))


@pytest.mark.parametrize(("count", "dtype"), [(255, "uint8"), (256, "uint32"), (70_000, "uint32")])
def test_counts_have_a_byte_where_that_is_enough(count: int, dtype: str) -> None:
    many, few = ["sea"] * count, ["sea"] * 255
    postings = build_postings([many, few])
    assert postings.counts.dtype.name == dtype
    assert rows_of(postings) == [{"sea": count}, {"sea": 255}]
    assert postings.lengths.tolist() == [count, 255]
    assert_equal(joined([postings], [(0, 1)]), build_postings([few]))
    assert_equal(joined([build_postings([few]), postings], [(0, 0), (1, 0)]), build_postings([few, many]))


def test_rows_have_two_bytes_where_that_is_enough() -> None:
    token_lists = [*[["sea"]] * (1 << 16), ["sea", "last"]]
    short, long = build_postings(token_lists[:-1]), build_postings(token_lists)
    assert (short.rows.dtype.name, long.rows.dtype.name) == ("uint16", "uint32")
    for postings in (short, long):
        (place,) = postings.places(hashes_of(["sea"])).tolist()
        stretch = postings.rows[postings.starts[place] : postings.starts[place + 1]]
        assert np.array_equal(stretch, np.arange(postings.size))
    (last,) = long.places(hashes_of(["last"])).tolist()
    assert long.rows[long.starts[last] : long.starts[last + 1]].tolist() == [1 << 16]
    assert_equal(join_postings([(long, np.append(np.arange(1 << 16), -1))], 1 << 16), short)
    one = build_postings([token_lists[-1]])
    assert_equal(join_postings([(short, np.arange(1 << 16)), (one, np.array([1 << 16]))], (1 << 16) + 1), long)
