"""What is shown of a long command: by a clock that the tests set, so that none of them waits."""

import io
from contextlib import redirect_stderr

from rich.console import Console
from set_clock import SetClock

from pincite.service.commands.progress_display import ProgressLines, bars, progress


def test_a_quick_command_prints_no_line() -> None:
    clock, stream = SetClock(), io.StringIO()
    lines = ProgressLines(stream, clock=clock)
    for clock.now in (0.0, 5.0, 9.9):
        lines.show("reading documents", 1, 3)
    assert stream.getvalue() == ""


def test_a_line_comes_every_ten_seconds_at_most() -> None:
    clock, stream = SetClock(), io.StringIO()
    lines = ProgressLines(stream, clock=clock)
    for second in range(36):
        clock.now = float(second)
        lines.show("reading documents", second, 500)
    told = stream.getvalue().splitlines()
    assert told == [f"reading documents {second} of 500" for second in (10, 20, 30)]


def test_a_line_says_what_is_done_how_fast_and_for_how_much_longer() -> None:
    clock, stream = SetClock(), io.StringIO()
    lines = ProgressLines(stream, clock=clock)
    lines.show("opening the encoder", 0, 1)
    for number in range(120):
        lines.show("reading documents", number, 500)
        clock.now += 1
        lines.show("embedding passages", 20 * number, 20 * (number + 1))
    assert stream.getvalue().splitlines()[-1] == (
        "reading documents 119 of 500, embedding passages 2380 of 2400, 20 a second, about 6 minutes left"
    )


def test_pages_stand_beside_the_documents_that_they_are_of() -> None:
    clock, stream = SetClock(), io.StringIO()
    lines = ProgressLines(stream, clock=clock)
    lines.show("reading documents", 3, 9)
    clock.now = 10
    lines.show("reading pages", 1480, 1480)
    assert stream.getvalue() == "reading documents 3 of 9, 1,480 pages\n"
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with bars(console, clock=clock) as show:
        show("reading pages", 0, 0)
        show("reading documents", 3, 9)
        show("reading pages", 1480, 1480)
        show("reading documents", 4, 9)
    file = console.file
    assert isinstance(file, io.StringIO)
    assert "1,480 pages" in file.getvalue()
    assert "reading pages" not in file.getvalue()


def test_a_stage_of_one_step_is_named_while_it_lasts() -> None:
    clock, stream = SetClock(), io.StringIO()
    lines = ProgressLines(stream, clock=clock)
    clock.now = 10
    lines.show("opening the encoder", 0, 1)
    lines.show("reading documents", 4, 4)
    clock.now = 20
    lines.show("writing the index", 0, 1)
    assert stream.getvalue().splitlines() == ["opening the encoder", "reading documents 4 of 4, writing the index"]


def test_a_reader_who_has_gone_ends_nothing() -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    clock = SetClock()
    lines = ProgressLines(Gone(), clock=clock)
    clock.now = 10
    lines.show("reading documents", 1, 3)


def test_bars_show_documents_passages_pace_and_time_left() -> None:
    clock, stream = SetClock(), io.StringIO()
    with bars(Console(file=stream, width=160, force_terminal=True), clock=clock) as show:
        show("reading documents", 120, 500)
        show("embedding passages", 0, 400)
        clock.now = 10
        show("embedding passages", 200, 400)
    told = stream.getvalue()
    assert "120/500" in told
    assert "200/400" in told
    assert "20 a second, about 2 hours left" in told  # (200 + 379 * 400) / 20 s


def test_nothing_is_shown_where_json_is_printed() -> None:
    with redirect_stderr(io.StringIO()) as stream, progress(quiet=True) as show:
        show("reading documents", 1, 3)
    assert stream.getvalue() == ""
