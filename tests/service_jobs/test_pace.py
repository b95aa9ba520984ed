"""How fast passages are embedded, and for how much longer, by a clock that the tests set."""

import pytest
from set_clock import SetClock

from pincite.service.jobs.pace import Pace


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def test_nothing_is_said_before_there_is_a_pace(clock: SetClock) -> None:
    pace = Pace(clock)
    assert pace.words() == ""
    pace.note("embedding passages", 0, 100)
    clock.now += 4
    pace.note("embedding passages", 80, 100)
    assert pace.words() == ""
    clock.now += 1
    assert pace.words() == "16 a second, less than a minute left"


def test_documents_to_be_read_are_taken_to_be_like_those_that_were(clock: SetClock) -> None:
    pace = Pace(clock)
    for number in range(2):
        pace.note("reading documents", number, 10)
        pace.note("embedding passages", 300 * number, 300 * (number + 1))
        clock.now += 15
        pace.note("embedding passages", 300 * (number + 1), 300 * (number + 1))
    assert pace.per_second() == 600 / 30
    assert pace.left_s() == 8 * 300 / 20
    assert pace.words() == "20 a second, about 2 minutes left"


def test_documents_without_new_passages_are_no_measure_of_the_others(clock: SetClock) -> None:
    pace = Pace(clock)
    pace.note("reading documents", 97, 100)
    pace.note("embedding passages", 0, 600)
    clock.now += 30
    pace.note("embedding passages", 600, 600)
    assert pace.left_s() == 2 * 600 / 20


def test_only_the_last_minute_counts(clock: SetClock) -> None:
    pace = Pace(clock)
    done = 0
    for passages in [100] * 10 + [10] * 60:
        pace.note("embedding passages", done, 10_000)
        clock.now += 1
        done += passages
    pace.note("embedding passages", done, 10_000)
    assert pace.per_second() == 10


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (10 + 59, "less than a minute left"),
        (10 + 61, "about 1 minute left"),
        (10 + 8 * 60, "about 8 minutes left"),
        (10 + 89 * 60, "about 89 minutes left"),
        (10 + 3 * 3600, "about 3 hours left"),
    ],
)
def test_the_time_left_is_in_words(clock: SetClock, total: int, said: str) -> None:
    pace = Pace(clock)
    pace.note("embedding passages", 0, total)
    clock.now += 10
    pace.note("embedding passages", 10, total)
    assert pace.words() == f"1 a second, {said}"


def test_a_slow_pace_is_said_by_the_minute(clock: SetClock) -> None:
    pace = Pace(clock)
    pace.note("embedding passages", 0, 100)
    clock.now += 40
    pace.note("embedding passages", 20, 100)
    assert pace.words() == "30 a minute, about 3 minutes left"
