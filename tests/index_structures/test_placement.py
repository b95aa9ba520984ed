import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from spread_passages import spread

from pincite.index.structures.placement import place_rows

counts, segment_counts, seeds = st.integers(0, 40), st.integers(1, 6), st.integers(0, 999)


def test_positions_follow_from_the_rows_of_segments() -> None:
    placement = place_rows([np.array([1, 2, 4]), np.array([0, 3])])
    assert placement.segment_of.tolist() == [1, 0, 0, 1, 0]
    assert placement.row_of.tolist() == [0, 0, 1, 1, 2]
    assert len(placement) == 5
    assert len(place_rows([])) == 0


@given(count=counts, segments=segment_counts, seed=seeds)
def test_every_position_is_at_its_segment_and_row(count: int, segments: int, seed: int) -> None:
    placement = spread(count, segments=segments, seed=seed)
    for position in range(count):
        segment, row = int(placement.segment_of[position]), int(placement.row_of[position])
        assert placement.positions[segment][row] == position


@given(count=st.integers(1, 40), segments=segment_counts, seed=seeds, chosen=st.lists(st.integers(0, 999)))
def test_arrays_are_read_by_position(count: int, segments: int, seed: int, chosen: list[int]) -> None:
    placement = spread(count, segments=segments, seed=seed)
    whole = np.random.default_rng(seed).random((count, 3))
    positions = np.array([one % count for one in chosen], dtype=np.int64)
    parts = [whole[at] for at in placement.positions]
    assert np.array_equal(placement.gathered(parts, positions), whole[positions])
    column = placement.by_position([part[:, 0] for part in parts], np.float64)
    assert (column.dtype.name, column.tolist()) == ("float64", whole[:, 0].tolist())


@given(count=st.integers(1, 40), segments=segment_counts, seed=seeds, chosen=st.lists(st.integers(0, 999)))
def test_parts_are_all_of_the_positions_by_segment(count: int, segments: int, seed: int, chosen: list[int]) -> None:
    placement = spread(count, segments=segments, seed=seed)
    positions = np.array([one % count for one in chosen], dtype=np.int64)
    found = np.full(len(positions), -1, dtype=np.int64)
    numbers = []
    for number, places, rows in placement.parts(positions):
        numbers.append(number)
        found[places] = placement.positions[number][rows]
    assert found.tolist() == positions.tolist()
    assert numbers == sorted({int(placement.segment_of[position]) for position in positions})
