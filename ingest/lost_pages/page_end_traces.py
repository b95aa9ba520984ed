"""Finds the traces that page ends leave in a text which lost its pages, between one block and the next.

...the main purpose of these                a paragraph that ends in the middle of a sentence
---                                         notes that stand between the paragraph and its other half
<sup>3</sup> Nye, *Soft Power*, 11.
<sup>4</sup> Idem, 12.
agreements was to open the market.          here begins the page
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pincite.ingest.lost_pages.source_blocks import SourceBlock
from pincite.ingest.writing.letter_case import begins_small
from pincite.ingest.writing.sentence_ends import SENTENCE_TERMINALS, ends_sentence

TraceName = Literal[
    "given",
    "form_feed",
    "page_number",
    "running_line",
    "cut_word",
    "cut_sentence",
    "notes_in_sentence",
    "cut_at_capital",
    "float_in_sentence",
    "float_before_end",
    "notes",
    "cut_table",
    "list_gap",
    "heading",
    "paragraph",
    "sentence",
]
Confidence = Literal["certain", "likely", "guess"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceKind:
    """How much a kind of trace counts.

    share: of a hundred page starts, how many leave it (a rough share, as a fraction); how often it stands
    elsewhere is counted in the text itself. limit: the most it may count for, as a logarithm of odds.
    """

    words: str
    share: float
    limit: float
    confidence: Confidence


TRACE_KINDS: Mapping[TraceName, TraceKind] = {
    "given": TraceKind(words="given by you", share=1.0, limit=30, confidence="certain"),
    "form_feed": TraceKind(words="a form feed", share=1.0, limit=25, confidence="certain"),
    "page_number": TraceKind(words="a page number", share=1.0, limit=20, confidence="certain"),
    "running_line": TraceKind(words="a running line", share=1.0, limit=14, confidence="certain"),
    "cut_word": TraceKind(words="a hyphenated word is cut by a blank line", share=0.05, limit=10, confidence="certain"),
    "cut_sentence": TraceKind(words="a sentence is cut by a blank line", share=0.5, limit=10, confidence="certain"),
    "notes_in_sentence": TraceKind(words="notes cut a sentence", share=0.4, limit=10, confidence="certain"),
    "cut_at_capital": TraceKind(
        words="a paragraph stops without end; the next begins with a capital", share=0.15, limit=7, confidence="likely"
    ),
    "float_in_sentence": TraceKind(
        words="a table or caption cuts a sentence and may head the page", share=0.1, limit=8, confidence="likely"
    ),
    "float_before_end": TraceKind(
        words="a table or caption cuts a sentence and may end the page before", share=0.03, limit=6, confidence="likely"
    ),
    "notes": TraceKind(words="notes stand between two paragraphs", share=0.3, limit=8, confidence="likely"),
    "cut_table": TraceKind(words="a table is cut by a blank line", share=0.1, limit=9, confidence="likely"),
    "list_gap": TraceKind(words="a gap in a list", share=0.1, limit=8, confidence="likely"),
    "heading": TraceKind(words="a heading of the first level", share=0.08, limit=6.5, confidence="likely"),
    "paragraph": TraceKind(words="filled by length, at the end of a paragraph", share=0.6, limit=8, confidence="guess"),
    "sentence": TraceKind(words="filled by length, at the end of a sentence", share=0.4, limit=8, confidence="guess"),
}
FILLED: frozenset[TraceName] = frozenset({"paragraph", "sentence"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTrace:
    """A sign that a page begins at `start` (its first words), or already at `begin` (a running line above them)."""

    name: TraceName
    begin: int
    start: int
    words: str
    label: str | None = None


_MARKS_BEFORE = re.compile(r"^(?:[\s*_\"“‘«(\[]|<[pi]>)+")
_ADDRESS_FIRST = re.compile(r"(?:https?://|www\.)")
_CUT_WORD = re.compile(r"[^\W\d_]-$")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)]|[a-z]\)|\[\d+\])\s+\S")
_SENTENCE_GAP = re.compile(rf"[{SENTENCE_TERMINALS}][\"”’»)\]*]*(?:<sup>[^<>]*</sup>)*\s+(?=\S)|\n+(?=\S)")
_FLOATS = ("footnote", "rule", "caption", "table")
_RUNNING_TEXT = ("paragraph", "items", "entries")
_LONG = 150  # characters: a paragraph that may well have been cut, rather than a line of a title page
_SHORT = 40
_NOTICE = 200  # characters: what is shorter has no page begun for it
_ENDNOTES = 8  # more notes than this at one place, being most of the text's notes, are endnotes
_ITEMS_A_BLOCK = 3
_FRONT_SHARE = 0.1  # of the text, at most, may be a title page
_DENSE = 300_000  # characters: in a longer text the ends of sentences are not tried, there being enough paragraphs


def traces_between(blocks: Sequence[SourceBlock]) -> list[PageTrace]:
    """The traces between the blocks, in the order of the text."""
    found = [*_cuts(blocks), *_feet(blocks), *_gaps(blocks), *_headings(blocks)]
    return sorted(found, key=lambda trace: (trace.start, trace.name))


def filling_starts(source: str, blocks: Sequence[SourceBlock]) -> list[PageTrace]:
    """Places without a trace where a page may begin all the same: the ends of paragraphs and of sentences."""
    foot, front = _foot_notes(blocks), _front_end(blocks)
    found = [
        _trace("paragraph", block)
        for before, block in pairwise(blocks)
        if before.role not in ("heading", "caption", "rule")
        and block.role != "rule"
        and block.start not in foot
        and before.start >= front
    ]
    if len(source) > _DENSE:
        return found
    for block in blocks:
        if block.start in foot or block.start < front or block.role in ("heading", "rule", "caption"):
            continue
        for match in _SENTENCE_GAP.finditer(source, block.start, block.end):
            if match.end() < block.end:
                words = TRACE_KINDS["sentence"].words
                found.append(PageTrace(name="sentence", begin=match.end(), start=match.end(), words=words))
    return sorted(found, key=lambda trace: trace.start)


def _cuts(blocks: Sequence[SourceBlock]) -> Iterator[PageTrace]:
    """Sentences and words that go on after a blank line, a note or a table."""
    for index, block in enumerate(blocks[:-1]):
        if block.role in _RUNNING_TEXT:
            after = next((at for at in range(index + 1, len(blocks)) if blocks[at].role not in _FLOATS), None)
        else:
            after = index + 1 if block.role == "footnote" and blocks[index + 1].role == "footnote" else None
        if after is None or ends_sentence(block.text):
            continue
        between, going_on = blocks[index + 1 : after], blocks[after]
        if going_on.role not in (*_RUNNING_TEXT, block.role) or _ITEM.match(going_on.text):
            continue
        opening = _MARKS_BEFORE.sub("", going_on.text)
        if _ADDRESS_FIRST.match(opening):
            continue
        lower, hyphen = begins_small(opening), _CUT_WORD.search(block.text) is not None
        long = len(block.text) >= _LONG and (len(going_on.text) >= _SHORT or block.text.endswith(","))
        if not lower and (not long or block.role == "footnote"):
            continue
        yield from _cut_at(between, going_on, lower=lower, hyphen=hyphen)


def _cut_at(between: Sequence[SourceBlock], going_on: SourceBlock, *, lower: bool, hyphen: bool) -> Iterator[PageTrace]:
    notes = [at for at, block in enumerate(between) if block.role == "footnote"]
    floats = [block for block in between if block.role in ("caption", "table")]
    if notes:
        behind = between[notes[-1] + 1 :]
        first = next((block for block in behind if block.role != "rule"), going_on)
        yield _trace("notes_in_sentence" if lower else "notes", first)
    elif floats:
        yield _trace("float_in_sentence", floats[0])
        yield _trace("float_before_end", going_on)
    elif hyphen and lower:
        yield _trace("cut_word", going_on)
    else:
        yield _trace("cut_sentence" if lower else "cut_at_capital", going_on)


def _feet(blocks: Sequence[SourceBlock]) -> Iterator[PageTrace]:
    """The ends of notes that stand between whole paragraphs."""
    for begin, end in _note_runs(blocks):
        if end < len(blocks) and begin > 0:
            yield _trace("notes", blocks[end])


def _foot_notes(blocks: Sequence[SourceBlock]) -> set[int]:
    """The offsets of the notes that stand at the foot of a page."""
    return {block.start for begin, end in _note_runs(blocks) for block in blocks[begin:end]}


def _note_runs(blocks: Sequence[SourceBlock]) -> Iterator[tuple[int, int]]:
    """The runs [begin, end) of notes at page feet: not endnotes, nor the affiliations above the first heading."""
    total = sum(1 for block in blocks if block.role == "footnote")
    front = _front_end(blocks)
    index = 0
    while index < len(blocks):
        if blocks[index].role != "footnote":
            index += 1
            continue
        after = index
        while after < len(blocks) and blocks[after].role in ("footnote", "rule"):
            after += 1
        endnotes = after - index > _ENDNOTES and (after - index) * 2 > total
        ruled = index > 0 and blocks[index - 1].role == "rule"
        if not endnotes and (ruled or blocks[index].start >= front):
            yield index, after
        index = after


def _front_end(blocks: Sequence[SourceBlock]) -> int:
    """Where the first heading stands: what is above it, on a title page, is no place for a page to end."""
    first = next((block.start for block in blocks if block.depth > 0), 0)
    return first if blocks and first <= _FRONT_SHARE * blocks[-1].end else 0


def _gaps(blocks: Sequence[SourceBlock]) -> Iterator[PageTrace]:
    """Blank lines within tables and lists that have none elsewhere, and lists that continue after a paragraph."""
    listed = False
    for before, after in pairwise(blocks):
        if before.role == after.role == "table" and "\t" in before.text and "\t" in after.text:
            yield _trace("cut_table", after)
        elif before.role == after.role and before.role in ("entries", "items"):
            if not ends_sentence(before.text) and not _ITEM.match(after.text):
                continue
            if max(_items(before), _items(after)) >= _ITEMS_A_BLOCK:
                yield _trace("list_gap", after)
        elif listed and after.role == "entries" and before.role == "paragraph" and ends_sentence(before.text):
            yield _trace("list_gap", after)
        listed = listed or before.role == "entries"


def _headings(blocks: Sequence[SourceBlock]) -> Iterator[PageTrace]:
    """Headings of the first level, but for those over a mere line, as key words and notices have."""
    for before, block, after in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if block.role != "heading" or block.depth != 1 or before.role == "heading":
            continue
        if after.role != "paragraph" or len(after.text) >= _NOTICE:
            yield _trace("heading", block)


def _items(block: SourceBlock) -> int:
    return sum(1 for line in block.text.split("\n") if _ITEM.match(line))


def _trace(name: TraceName, block: SourceBlock) -> PageTrace:
    return PageTrace(name=name, begin=block.start, start=block.start, words=TRACE_KINDS[name].words)
