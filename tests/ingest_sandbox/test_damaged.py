"""Many damaged and odd PDFs: each is read or refused with a reason, and nothing else happens."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from damaged import mutants, originals
from odd import ODD

from pincite.ingest.errors import IngestError, ParserFailed, ParserLimitExceeded
from pincite.ingest.sandbox.parser import File, Parser
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.ingest.source import Source

PDF = "application/pdf"
# Small, so that a file which would run on costs the test little.
LIMITS = ParserLimits(seconds=4, memory_mib=512, output_mib=32, input_mib=64)


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(LIMITS, 2) as parser:
        yield parser


def outcome(name: str, done: Future[Source]) -> str:
    """ "read", or the class of the refusal, once it is seen to name the file and say why."""
    error = done.exception()
    if error is None:
        source = done.result()
        pages = [start.page.number for start in source.starts]
        offsets = [start.offset for start in source.starts]
        assert pages == list(range(1, len(pages) + 1)), name
        assert offsets == sorted(offsets), name
        assert 0 <= offsets[0] <= offsets[-1] <= len(source.text), name
        assert source.text.strip(), name
        source.text.encode()
        return "read"
    assert isinstance(error, IngestError), (name, error)
    assert str(error).startswith(f"{name}: "), error
    assert len(str(error)) > len(name) + 10, error
    return type(error).__name__


def outcomes(parser: Parser, files: list[tuple[str, bytes]]) -> dict[str, str]:
    sent = (File(content=content, name=name, media_type=PDF) for name, content in files)
    done = parser.read_many(sent)
    return {name: outcome(name, future) for (name, _), future in zip(files, done, strict=True)}


def test_damaged_files_are_each_read_or_refused(parser: Parser, full: bool) -> None:
    count = 2000 if full else 300
    files = list(mutants(originals(), count, seed=3))
    assert len({content for _, content in files}) > 0.9 * count
    found = Counter(outcomes(parser, files).values())
    assert found.total() == count
    assert found["read"] > count // 10
    assert found["UnreadablePDF"] > count // 10
    assert 0 < parser.peak_mib < LIMITS.memory_mib


def test_every_odd_file_is_read_or_refused(parser: Parser) -> None:
    found = outcomes(parser, [(f"{name}.pdf", make()) for name, make in ODD.items()])
    assert found["good.pdf"] == "read"
    assert Counter(found.values())["read"] > 10
    assert {found[f"{name}.pdf"] for name in ("bomb of 1 GiB", "bomb in layers")} == {ParserLimitExceeded.__name__}
    assert 0 < parser.peak_mib < LIMITS.memory_mib
    # What the reader does not foresee is told as ParserFailed: a defect of ours, if a harmless one.
    assert [name for name, became in found.items() if became == ParserFailed.__name__] == []


def test_the_same_damage_is_done_at_every_run() -> None:
    assert list(mutants(originals(), 50, seed=3)) == list(mutants(originals(), 50, seed=3))


def test_a_good_file_reads_as_before_after_all_that(parser: Parser) -> None:
    source = parser.read(originals()[0], "good.pdf", PDF)
    assert "Kazakhstan has bordered both Russia and China." in source.text
    assert len(source.starts) == 3
