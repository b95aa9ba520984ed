"""What a page end leaves behind in a text that lost its pages, in the text between one piece and the next.

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

from pincite.ingest.lost_pages.source_pieces import Piece

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
    """How much a trace says.

    share: of a hundred page starts, how many leave it (a rough share, as a fraction); how often it stands
    elsewhere is counted in the text itself. limit: the most it may count for, as a logarithm of odds.
    """

    words: str
    share: float
    limit: float
    confidence: Confidence


KINDS_OF_TRACE: Mapping[TraceName, TraceKind] = {
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
class Trace:
    """A sign that a page begins at `start` (its first words), or already at `begin` (a running line above them)."""

    name: TraceName
    begin: int
    start: int
    words: str
    label: str | None = None


_MARKS_BEHIND = re.compile(r"(?:[\s⁰¹²³⁴-⁹*_†‡\"”’»)\]]|<sup>[^<>]*</sup>)+$")
_SENTENCE_END = re.compile(r"[.?!:…]$")
_MARKS_BEFORE = re.compile(r"^(?:[\s*_\"“‘«(\[]|<[pi]>)+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*$")
_ADDRESS_FIRST = re.compile(r"(?:https?://|www\.)")
_CUT_ADDRESS = re.compile(r"[/_=&?-]$")
_CUT_WORD = re.compile(r"[^\W\d_]-$")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)]|[a-z]\)|\[\d+\])\s+\S")
_SENTENCE_GAP = re.compile(r"[.?!…][\"”’»)\]*]*(?:<sup>[^<>]*</sup>)*\s+(?=\S)|\n+(?=\S)")
_FLOATS = ("footnote", "rule", "caption", "table")
_RUNNING_TEXT = ("paragraph", "items", "entries")
_LONG = 150  # characters: a paragraph that may well have been cut, rather than a line of a title page
_SHORT = 40
_NOTICE = 200  # characters: what is shorter has no page begun for it
_ENDNOTES = 8  # more notes than this at one place, being most of the text's notes, are endnotes
_ITEMS_A_BLOCK = 3
_FRONT_SHARE = 0.1  # of the text, at most, may be a title page
_DENSE = 300_000  # characters: in a longer text the ends of sentences are not tried, there being enough paragraphs


def traces_between(pieces: Sequence[Piece]) -> list[Trace]:
    """The traces between the pieces, in the order of the text."""
    found = [*_cuts(pieces), *_feet(pieces), *_gaps(pieces), *_headings(pieces)]
    return sorted(found, key=lambda trace: (trace.start, trace.name))


def fillings(source: str, pieces: Sequence[Piece]) -> list[Trace]:
    """The places where a page may begin that left no trace: ends of paragraphs and of sentences."""
    foot, front = _foot_notes(pieces), _front_end(pieces)
    found = [
        _trace("paragraph", piece)
        for before, piece in pairwise(pieces)
        if before.role not in ("heading", "caption", "rule")
        and piece.role != "rule"
        and piece.start not in foot
        and before.start >= front
    ]
    if len(source) > _DENSE:
        return found
    for piece in pieces:
        if piece.start in foot or piece.start < front or piece.role in ("heading", "rule", "caption"):
            continue
        for match in _SENTENCE_GAP.finditer(source, piece.start, piece.end):
            if match.end() < piece.end:
                words = KINDS_OF_TRACE["sentence"].words
                found.append(Trace(name="sentence", begin=match.end(), start=match.end(), words=words))
    return sorted(found, key=lambda trace: trace.start)


def ended(text: str) -> bool:
    """Whether the text ends as a sentence does: note marks and closing quotes behind it do not count."""
    bare = _MARKS_BEHIND.sub("", text)
    if _SENTENCE_END.search(bare or text):
        return True
    address = _ADDRESS.search(text.rstrip("<>)] *"))
    return address is not None and not _CUT_ADDRESS.search(address[0])


def _cuts(pieces: Sequence[Piece]) -> Iterator[Trace]:
    """Sentences and words that go on after a blank line, or after what stands in their way."""
    for index, piece in enumerate(pieces[:-1]):
        if piece.role in _RUNNING_TEXT:
            after = next((at for at in range(index + 1, len(pieces)) if pieces[at].role not in _FLOATS), None)
        else:
            after = index + 1 if piece.role == "footnote" and pieces[index + 1].role == "footnote" else None
        if after is None or ended(piece.text):
            continue
        between, going_on = pieces[index + 1 : after], pieces[after]
        if going_on.role not in (*_RUNNING_TEXT, piece.role) or _ITEM.match(going_on.text):
            continue
        opening = _MARKS_BEFORE.sub("", going_on.text)
        if _ADDRESS_FIRST.match(opening):
            continue
        lower, hyphen = opening[:1].islower(), _CUT_WORD.search(piece.text) is not None
        long = len(piece.text) >= _LONG and (len(going_on.text) >= _SHORT or piece.text.endswith(","))
        if not lower and (not long or piece.role == "footnote"):
            continue
        yield from _cut_at(between, going_on, lower=lower, hyphen=hyphen)


def _cut_at(between: Sequence[Piece], going_on: Piece, *, lower: bool, hyphen: bool) -> Iterator[Trace]:
    notes = [at for at, piece in enumerate(between) if piece.role == "footnote"]
    floats = [piece for piece in between if piece.role in ("caption", "table")]
    if notes:
        behind = between[notes[-1] + 1 :]
        first = next((piece for piece in behind if piece.role != "rule"), going_on)
        yield _trace("notes_in_sentence" if lower else "notes", first)
    elif floats:
        yield _trace("float_in_sentence", floats[0])
        yield _trace("float_before_end", going_on)
    elif hyphen and lower:
        yield _trace("cut_word", going_on)
    else:
        yield _trace("cut_sentence" if lower else "cut_at_capital", going_on)


def _feet(pieces: Sequence[Piece]) -> Iterator[Trace]:
    """The ends of notes that stand between whole paragraphs."""
    for begin, end in _note_runs(pieces):
        if end < len(pieces) and begin > 0:
            yield _trace("notes", pieces[end])


def _foot_notes(pieces: Sequence[Piece]) -> set[int]:
    """Where the notes at page feet begin."""
    return {piece.start for begin, end in _note_runs(pieces) for piece in pieces[begin:end]}


def _note_runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """The runs [begin, end) of notes at page feet: not endnotes, nor the affiliations above the first heading."""
    total = sum(1 for piece in pieces if piece.role == "footnote")
    front = _front_end(pieces)
    index = 0
    while index < len(pieces):
        if pieces[index].role != "footnote":
            index += 1
            continue
        after = index
        while after < len(pieces) and pieces[after].role in ("footnote", "rule"):
            after += 1
        endnotes = after - index > _ENDNOTES and (after - index) * 2 > total
        ruled = index > 0 and pieces[index - 1].role == "rule"
        if not endnotes and (ruled or pieces[index].start >= front):
            yield index, after
        index = after


def _front_end(pieces: Sequence[Piece]) -> int:
    """Where the first heading stands: what is above it, on a title page, is no place for a page to end."""
    first = next((piece.start for piece in pieces if piece.depth > 0), 0)
    return first if pieces and first <= _FRONT_SHARE * pieces[-1].end else 0


def _gaps(pieces: Sequence[Piece]) -> Iterator[Trace]:
    """Blank lines within tables and lists whose lines else follow each other, and lists that are taken up again."""
    listed = False
    for before, after in pairwise(pieces):
        if before.role == after.role == "table" and "\t" in before.text and "\t" in after.text:
            yield _trace("cut_table", after)
        elif before.role == after.role and before.role in ("entries", "items"):
            if not ended(before.text) and not _ITEM.match(after.text):
                continue
            if max(_items(before), _items(after)) >= _ITEMS_A_BLOCK:
                yield _trace("list_gap", after)
        elif listed and after.role == "entries" and before.role == "paragraph" and ended(before.text):
            yield _trace("list_gap", after)
        listed = listed or before.role == "entries"


def _headings(pieces: Sequence[Piece]) -> Iterator[Trace]:
    """Headings of the first level, but for those over a mere line, as key words and notices have."""
    for before, piece, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if piece.role != "heading" or piece.depth != 1 or before.role == "heading":
            continue
        if after.role != "paragraph" or len(after.text) >= _NOTICE:
            yield _trace("heading", piece)


def _items(piece: Piece) -> int:
    return sum(1 for line in piece.text.split("\n") if _ITEM.match(line))


def _trace(name: TraceName, piece: Piece) -> Trace:
    return Trace(name=name, begin=piece.start, start=piece.start, words=KINDS_OF_TRACE[name].words)
