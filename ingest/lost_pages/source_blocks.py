"""A source text as blocks, each with its place in the source and its role: paragraph, heading, note, table, list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pincite.ingest.text.block_roles import Role, classify_blocks
from pincite.ingest.text.blocks import Block, split_blocks
from pincite.ingest.text.mapped_text import MappedText, map_source
from pincite.ingest.text.normalisation import normalise


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line that is not blank: its words and their place [start, end) in the source."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceBlock:
    """Lines that stand together, at [start, end) of the source; `depth` is how deep the section is they stand in."""

    role: Role
    text: str
    start: int
    end: int
    depth: int


def split_source(source: str) -> list[Block]:
    """The blocks of the source."""
    return split_blocks(normalise(map_source(source)), [])


def lines_of(split: Iterable[Block]) -> list[SourceLine]:
    """The lines of the blocks, without the white space around them."""
    return [_line(line) for block in split for line in block.lines]


def read_source_blocks(split: Sequence[Block], leave_out: Iterable[SourceLine] = ()) -> list[SourceBlock]:
    """The blocks of the text, without the lines to leave out; a block that held one of these is two blocks."""
    starts = {line.start for line in leave_out}
    kept = [part for block in split for part in _parted(block, starts)]
    blocks = []
    for part in classify_blocks(kept):
        lines = lines_of([part.block])
        text = "\n".join(line.text for line in lines)
        blocks.append(
            SourceBlock(role=part.role, text=text, start=lines[0].start, end=lines[-1].end, depth=len(part.section))
        )
    return blocks


def _parted(block: Block, starts: set[int]) -> list[Block]:
    groups: list[list[MappedText]] = [[]]
    for line in block.lines:
        if _line(line).start in starts:
            groups.append([])
        else:
            groups[-1].append(line)
    if len(groups) == 1:
        return [block]
    return [Block(lines=tuple(group), page=0, last_page=0) for group in groups if group]


def _line(line: MappedText) -> SourceLine:
    bare = line.strip()
    return SourceLine(text=bare.text, start=int(bare.origins[0]), end=int(bare.origins[-1]) + 1)
