"""Files read in another process: the same answers, and no harm from a parser that hangs, swells, dies or lies."""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from typeset import encrypted, pdf, with_labels
from waiting import wait_until

from pincite.ingest.errors import (
    IngestError,
    NoTextLayer,
    ParserFailed,
    ParserLimitExceeded,
    ParserUnavailable,
    UnreadablePDF,
)
from pincite.ingest.layout.word_boxes import Box
from pincite.ingest.pdf.pdfium import draw_page
from pincite.ingest.readers import read_media
from pincite.ingest.sandbox.parser import File, Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.ingest.sandbox.worker_messages import Drawing

PDF = "application/pdf"
PAPER = with_labels(pdf([["For thirty years now"], ["and so on."]], title="Ч. 1"), [(0, 1, "/r", None, 11)])
ROGUE = (sys.executable, "-B", "-P", str(Path(__file__).parents[1] / "helpers" / "rogue_parser.py"))
SMALL = ParserLimits(seconds=600, memory_mib=512, output_mib=1, input_mib=4)


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(ParserLimits(), 1) as parser:
        yield parser


@pytest.fixture(scope="module")
def rogue() -> Iterator[Parser]:
    with Parser(SMALL, 1, command=ROGUE) as parser:
        yield parser


def told(parser: Parser, order: str) -> str:
    order = order.replace("PID", str(os.getpid()))  # in no test's name: the workers of a run must agree on those
    return parser.read(order.encode(), "paper.txt", "text/plain").text


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PAPER, PDF),
        ("Қазақстан, тәуелсіздік\fpage two 😀".encode(), "text/plain"),
        (b"# Heading\n\nText.", "text/markdown"),
    ],
    ids=["PDF", "text", "Markdown"],
)
def test_a_file_reads_as_it_does_in_this_process(parser: Parser, content: bytes, media_type: str) -> None:
    assert parser.read(content, "a", media_type) == read_media(content, "a", media_type)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"Just text.", PDF),
        (PAPER[: len(PAPER) // 3], PDF),
        (encrypted(PAPER, "secret"), PDF),
        (pdf([[], []]), PDF),
        ("naïve".encode("latin-1"), "text/plain"),
        (b" ", "text/plain"),
        (b"x", "image/png"),
    ],
    ids=["no PDF", "truncated", "encrypted", "pictures", "encoding", "empty", "unknown type"],
)
def test_a_file_is_refused_as_it_is_in_this_process(parser: Parser, content: bytes, media_type: str) -> None:
    with pytest.raises(IngestError) as here:
        read_media(content, "bad.pdf", media_type)
    with pytest.raises(IngestError) as there:
        parser.read(content, "bad.pdf", media_type)
    assert (there.type, str(there.value)) == (here.type, str(here.value))


@pytest.mark.parametrize(
    ("order", "error", "said"),
    [
        ("swell", ParserLimitExceeded, r"^paper\.txt: needs more than 512 MiB.* PINCITE_PARSER_MEMORY_MIB"),
        ("grow 2000000", ParserLimitExceeded, r"^paper\.txt: holds more than 1 MiB.* PINCITE_PARSER_OUTPUT_MIB"),
        ("crash", ParserFailed, r"^paper\.txt: the parser died while reading it \(SIGSEGV"),
        ("exit 3", ParserFailed, r"^paper\.txt: the parser died while reading it \(exit status 3"),
        ("stumble /Kids", ParserFailed, r"^paper\.txt: .*KeyError: '/Kids' \(rogue_parser\.py, line \d+\)"),
        ("refuse paper.txt: pictures", NoTextLayer, r"^paper\.txt: pictures$"),
        ("blame paper.txt", ParserFailed, "no valid answer"),
        ("lie", ParserLimitExceeded, "holds more than 1 MiB"),
        ("disguise", ParserFailed, "no valid answer .a text/html"),
    ],
)
def test_a_parser_that_goes_wrong_is_reported_and_the_next_file_is_read(
    rogue: Parser, order: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        told(rogue, order)
    assert told(rogue, "the next file") == "the next file"


def test_a_parser_that_hangs_is_reported_and_the_next_file_is_read() -> None:
    with Parser(replace(SMALL, seconds=2), 1, command=ROGUE) as parser:
        with pytest.raises(ParserLimitExceeded, match=r"^paper\.txt: takes longer than 2 seconds.* PINCITE_PARSER_SEC"):
            told(parser, "hang")
        assert told(parser, "the next file") == "the next file"


def test_a_file_that_is_too_large_is_not_even_sent(rogue: Parser) -> None:
    with pytest.raises(ParserLimitExceeded, match=r"^big\.txt: is larger than 4 MiB.* PINCITE_PARSER_INPUT_MIB"):
        rogue.read(b"x" * (4 * 2**20 + 1), "big.txt", "text/plain")


def test_what_a_library_prints_is_no_answer(rogue: Parser) -> None:
    assert told(rogue, "talk 2000") == "talked"


@pytest.mark.parametrize(
    "order",
    ["open /etc/passwd", f"open {Path(__file__)}", "list /", "write /tmp/pincite-was-here", "delete /tmp/pincite-none"]
    + ["connect 9", "run /bin/true", "fork", "kill PID"],
)
def test_a_parser_reaches_no_file_no_network_and_no_process(rogue: Parser, order: str) -> None:
    assert told(rogue, order) == "PermissionError"


def test_a_parser_starts_no_thread(rogue: Parser) -> None:
    assert told(rogue, "thread") == "RuntimeError"


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
@pytest.mark.parametrize(
    ("order", "wall"),
    [
        ("open /etc/passwd 0", "landlock"),
        (f"open {Path(__file__)} 0", "landlock"),
        ("creat /tmp/pincite-was-here 384", "landlock"),
        ("unlink /etc/hostname", "landlock"),
        ("socket 2 1 0", "seccomp"),
        ("socket 2 2 0", "seccomp"),
        ("socket 1 1 0", "seccomp"),
        ("fork", "seccomp"),
        ("execv /bin/true 0", "seccomp"),
        ("kill PID 0", "seccomp"),
        ("syscall 425 8 0", "seccomp"),
    ],
)
def test_code_outside_python_reaches_nothing_either(rogue: Parser, order: str, wall: str) -> None:
    if not getattr(rogue.walls, wall):
        pytest.skip(f"this kernel has no {wall}")
    assert told(rogue, f"call {order}").startswith("-1 ")
    assert not Path("/tmp/pincite-was-here").exists()


def test_a_parser_sees_none_of_our_environment(rogue: Parser) -> None:
    assert "PATH" in os.environ
    assert "'PATH'" not in told(rogue, "environment")


def test_a_worker_reads_one_file_after_another_and_is_replaced_in_time(rogue: Parser) -> None:
    pids = [told(rogue, "pid") for _ in range(120)]
    assert 2 <= len(set(pids)) <= 4


def test_two_workers_work_at_the_same_time() -> None:
    with Parser(SMALL, 2, command=ROGUE) as parser, ThreadPoolExecutor(2) as threads:
        reading = [threads.submit(told, parser, "hang") for _ in range(2)]
        wait_until(lambda: len(parser._busy) == 2)
        parser.close()
        assert all(isinstance(one.exception(), ParserFailed) for one in reading)


def test_many_files_come_back_in_order_and_a_bad_one_stops_none(rogue: Parser) -> None:
    orders = ["one", "crash", "three", "stumble x", *map(str, range(20))]
    files = (File(content=order.encode(), name="a.txt", media_type="text/plain") for order in orders)
    read = ["failed" if done.exception() else done.result().text for done in rogue.read_many(files)]
    assert read == ["one", "failed", "three", "failed", *map(str, range(20))]


def test_closing_ends_every_worker() -> None:
    with Parser(SMALL, 2, command=ROGUE) as parser:
        pid = int(told(parser, "pid"))
        threads = ThreadPoolExecutor(1)
        reading = threads.submit(told, parser, "hang")
        wait_until(lambda: len(parser._busy) == 1)
        other = int(told(parser, "pid"))
    threads.shutdown()
    assert isinstance(reading.exception(), ParserFailed)
    assert not any(Path(f"/proc/{worker}").exists() for worker in {pid, other})
    with pytest.raises(ParserUnavailable, match="is closed"):
        told(parser, "pid")


def test_a_worker_that_does_not_start_is_told() -> None:
    broken = (sys.executable, "-c", "raise SystemExit('no such library')")
    with Parser(SMALL, 1, command=broken) as parser, pytest.raises(ParserUnavailable, match="no such library"):
        told(parser, "pid")


def test_a_worker_stays_within_its_memory(rogue: Parser) -> None:
    assert 0 < rogue.peak_mib < SMALL.memory_mib


def test_a_worker_draws_what_this_process_would(parser: Parser) -> None:
    content = pdf([["Bears eat honey."], ["Bees make it."]])
    boxes = ((72.0, 50.0, 200.0, 70.0),)
    drawn = parser.draw(content, "bears.pdf", Drawing(number=2, scale=1.0, marked=boxes))
    assert drawn == draw_page(content, 2, scale=1.0, marked=[Box(*box) for box in boxes])
    assert parser.read(content, "bears.pdf", "application/pdf").starts[1].page.number == 2


def test_a_page_that_is_not_there_is_refused(parser: Parser) -> None:
    with pytest.raises(UnreadablePDF, match="page 3 cannot be drawn"):
        parser.draw(pdf([["Bears eat honey."]]), "bears.pdf", Drawing(number=3, scale=1.0))
