"""Whether there is room on the disk."""

from pathlib import Path

import pytest

from pincite.ingest.disk_space import check_space, free_bytes, size
from pincite.ingest.errors import DiskTooSmall


def test_too_little_room_is_refused_with_numbers(tmp_path: Path) -> None:
    with pytest.raises(DiskTooSmall) as told:
        check_space(tmp_path, 1_200_000, what="adding", free=lambda folder: 900)
    assert str(told.value).startswith(f"{tmp_path}: adding needs about 1.2 MB (1,200,000 bytes), and 900 bytes")
    assert "make room" in str(told.value)


def test_just_enough_room_is_enough(tmp_path: Path) -> None:
    check_space(tmp_path, 900, what="adding", free=lambda folder: 900)


def test_room_is_known_for_a_folder_that_is_yet_to_be_made(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "there") > 0


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (9_960, "10 kB"),
        (999_600, "1.0 MB"),
        (9_600_000, "9.6 MB"),
        (87_000_000, "87 MB"),
        (3 * 10**15, "3000 TB"),
    ],
)
def test_sizes_are_in_units_that_people_read(number: int, shown: str) -> None:
    assert size(number) == shown
