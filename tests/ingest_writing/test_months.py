"""Dates with their day, months with their year, and what only looks like them."""

import pytest

from pincite.ingest.writing.months import is_month, names_a_day


@pytest.mark.parametrize(
    "text",
    [
        "13 February 2018",
        "Received: 5 мая 2020 г.",
        "Berlin, den 3. Januar 1999",
        "OCT 1 2024",
        "3 de mayo de 2020",
        "2019年3月1日",
        "2020-05-03",
        "12 يناير 2021",
    ],
)
def test_dates_name_a_day(text: str) -> None:
    assert names_a_day(text)


@pytest.mark.parametrize(
    "text", ["November 2017", "Top 10 companies 2020", "Agenda 21 after 2015", "May 68", "мая 2020"]
)
def test_other_numbers_and_words_do_not(text: str) -> None:
    assert not names_a_day(text)


@pytest.mark.parametrize("text", ["November 2017", "März 2020", "мая 2020", "Sept. 2019", "2019年3月"])
def test_months_with_their_year(text: str) -> None:
    assert is_month(text)


@pytest.mark.parametrize("text", ["The March 2019 survey", "Marching 2019", "2019", "May"])
def test_other_lines_are_no_months(text: str) -> None:
    assert not is_month(text)
