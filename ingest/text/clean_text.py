"""From a source text and its page starts to the cleaned text that is searched, quoted and cited."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.ingest.media_types import LAID_OUT, MARKDOWN, PLAIN
from pincite.ingest.pages.page_starts import PageStart
from pincite.ingest.text.block_roles import classify_blocks
from pincite.ingest.text.blocks import split_blocks
from pincite.ingest.text.mapped_text import MappedText, concatenate, map_source
from pincite.ingest.text.markup import separate_headings
from pincite.ingest.text.normalisation import normalise
from pincite.ingest.text.paragraph_joining import Unit, join_paragraphs
from pincite.ingest.text.recurring_lines import drop_running_lines

CLEANING_VERSION = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """The cleaned text, and its units with their places [start, end) in it."""

    text: MappedText
    units: tuple[tuple[int, int, Unit], ...]


def clean(source: str, starts: Sequence[PageStart], *, media_type: str = PLAIN) -> CleanText:
    """The cleaned text of `source`, whose pages begin at `starts` (none where it has no pages)."""
    offsets = [start.offset for start in starts]
    text = normalise(map_source(source))
    if media_type == MARKDOWN:
        text = separate_headings(text)
    blocks = split_blocks(text, offsets)
    if media_type in LAID_OUT:
        blocks = drop_running_lines(blocks, pages=len(offsets))
    units = join_paragraphs(classify_blocks(blocks), markdown=media_type == MARKDOWN)
    parts: list[MappedText] = []
    places: list[tuple[int, int, Unit]] = []
    at = 0
    for unit in units:
        if parts:
            separator = MappedText(unit.separator, parts[-1].origins[-1:].repeat(len(unit.separator)))
            parts.append(separator)
            at += len(separator)
        parts.append(unit.text)
        places.append((at, at + len(unit.text), unit))
        at += len(unit.text)
    return CleanText(text=concatenate(parts), units=tuple(places))
