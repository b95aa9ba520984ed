"""Which lines run from page to page, and which only recur."""

import pytest

from pincite.ingest.text.recurring_lines import line_form, running_lines


def on_pages(*texts: str) -> list[tuple[int, str]]:
    return list(enumerate(texts))


@pytest.mark.parametrize(
    "lines",
    [
        ("The Lancet 2019",) * 4,
        ("Deutsches Ärzteblatt 7", "Deutsches Ärzteblatt 8", "Deutsches Ärzteblatt 9"),
        ("Вестник права, 2019, с. 5", "Вестник права, 2019, с. 6", "Вестник права, 2019, с. 7"),
    ],
)
def test_lines_that_stay_or_grow_with_the_page_run(lines: tuple[str, ...]) -> None:
    assert running_lines(on_pages(*lines), pages=len(lines)) == [list(range(len(lines)))]


@pytest.mark.parametrize(
    "lines",
    [
        ("Figure 1", "Figure 2", "Figure 3"),
        ("The patient was 12.", "The patient was 13.", "The patient was 14."),
        ("Results", "Results"),
        ("Group of 5 rats", "Group of 9 rats", "Group of 2 rats", "Group of 7 rats"),
    ],
)
def test_lines_that_count_something_else_do_not(lines: tuple[str, ...]) -> None:
    assert running_lines(on_pages(*lines), pages=len(lines)) == []


def test_a_line_must_stand_on_a_third_of_the_pages() -> None:
    assert running_lines([(page, "Nature") for page in range(3)], pages=12) == []


def test_numbers_do_not_change_the_form_of_a_line() -> None:
    assert line_form("Nature 12 (2019)") == line_form("Nature 7 (2020)") == "Nature # (#)"
