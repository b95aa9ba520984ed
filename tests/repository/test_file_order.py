"""The dearest files of tests come first, and each of them exists."""

from pathlib import Path

import pytest
from file_order import DEAREST, place_of

TESTS = Path(__file__).parents[1]


def test_every_file_that_is_to_come_first_exists() -> None:
    assert [name for name in DEAREST if not (TESTS / name).is_file()] == []


def test_the_dearest_come_first_and_all_others_stay_as_they_came(request: pytest.FixtureRequest) -> None:
    places = [place_of("/".join(item.path.parts[-2:])) for item in request.session.items]
    assert places == sorted(places)
    assert place_of("repository/test_file_order.py") == len(DEAREST)
