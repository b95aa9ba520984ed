"""Cuts a cleaned text into passages: whole sentences of one kind and section, of a size that the encoder reads.

    units      | heading | paragraph        | paragraph | note | paragraph |
    passages   | passage          | passage             | note | passage   |

Passages do not overlap and leave out nothing but white space.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pincite.ingest.document import Kind, Passage
from pincite.ingest.text.clean_text import CleanText
from pincite.ingest.text.paragraph_joining import Unit
from pincite.ingest.text.passage_context import heading_context
from pincite.ingest.text.sentences import sentence_spans

PASSAGES_VERSION = "1"

# Two special tokens, and some for tokenizers that count a text as a little more than the sum of its parts.
_SPARE = 6
_CONTEXT = 64
_LONG_TOKEN = 12  # characters; so many for each token are looked at when a long stretch is cut
# A passage of less than this share of the target takes in the beginning of the next paragraph rather than stand alone.
_ENOUGH = 1 / 3

TokenCounter = Callable[[str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageParams:
    """Sizes in tokens of the encoder.

    `window` is the most that the encoder reads, special tokens and heading context included; `target` is the
    size of text a passage is filled up to; `context` is the most that its heading context may take.
    """

    window: int
    target: int = 190
    context: int = _CONTEXT


def params_for(window: int) -> PassageParams:
    """The sizes for an encoder that reads `window` tokens."""
    return PassageParams(window=window, context=min(_CONTEXT, window // 4))


@dataclass(frozen=True, slots=True)
class _Atom:
    """The smallest thing that is not cut: a sentence, a table row, an entry; with its size in tokens.

    `bound` says that no passage may end here: a heading stays with what it stands over.
    """

    start: int
    end: int
    tokens: int
    bound: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring units of one kind and section."""

    kind: Kind
    section: tuple[str, ...]
    atoms: list[_Atom]


def cut_passages(
    clean: CleanText, *, document_id: str, title: str, language: str, count: TokenCounter, params: PassageParams
) -> tuple[Passage, ...]:
    """The passages of a cleaned text, in order.

    count: the number of tokens of a text, without special tokens.
    """
    text = clean.text.text
    passages: list[Passage] = []
    for run in _runs(clean, language=language, count=count, params=params):
        room = params.window - _SPARE - count(fitting_context(title, run.section, count=count, params=params))
        for start, end in _fill(run.atoms, target=min(params.target, room), room=room):
            passages.append(
                _passage(
                    document_id, len(passages) + 1, kind=run.kind, section=run.section, place=(start, end), text=text
                )
            )
    return tuple(passages)


def fitting_context(title: str, section: Sequence[str], *, count: TokenCounter, params: PassageParams) -> str:
    """The heading context, shortened from its middle until it leaves the text its room."""
    for parts in (section, section[-2:], section[-1:], ()):
        context = heading_context(title, parts)
        if count(context) <= params.context:
            return context
    words = title.split()
    while words and count(" ".join(words)) > params.context:
        words.pop()
    return " ".join(words)


def _runs(clean: CleanText, *, language: str, count: TokenCounter, params: PassageParams) -> Iterator[_Run]:
    text = clean.text.text
    run: _Run | None = None
    waiting: list[_Atom] = []  # headings whose content has not come yet
    last: tuple[Kind, tuple[str, ...]] = ("body", ())
    for start, end, unit in clean.units:
        if unit.role == "heading":
            if run is not None:
                yield run
                run = None
            waiting.append(_Atom(start, end, count(text[start:end]), bound=True, opens=True))
            last = (unit.kind, unit.section)
            continue
        if run is not None and (run.kind, run.section) != (unit.kind, unit.section):
            yield run
            run = None
        if run is None:
            run = _Run(unit.kind, unit.section, waiting)
            waiting = []
        run.atoms.extend(_atoms(text, (start, end), unit, language=language, count=count, params=params))
    if run is not None:
        yield run
    if waiting:
        yield _Run(*last, waiting)


def _atoms(
    text: str, place: tuple[int, int], unit: Unit, *, language: str, count: TokenCounter, params: PassageParams
) -> Iterator[_Atom]:
    start, end = place
    if unit.role in ("paragraph", "footnote", "items"):
        spans = [(start + a, start + b) for a, b in sentence_spans(text[start:end], language)]
    else:
        spans = [(start, end)]
    most = params.window - _SPARE - params.context
    first = True
    for a, b in spans:
        for c, d in _cut_to(text, (a, b), count=count, most=most):
            yield _Atom(c, d, count(text[c:d]), bound=unit.role == "caption", opens=first)
            first = False


def _cut_to(text: str, place: tuple[int, int], *, count: TokenCounter, most: int) -> Iterator[tuple[int, int]]:
    """The stretch, cut at blanks where it is longer than the encoder can read."""
    start, end = place
    while end - start > most * _LONG_TOKEN or count(text[start:end]) > most:
        low, high = start + 1, min(end, start + most * _LONG_TOKEN)
        while high - low > 1:  # the longest beginning that fits
            middle = (low + high) // 2
            low, high = (middle, high) if count(text[start:middle]) <= most else (low, middle)
        blank = max(text.rfind(mark, start + (low - start) // 2, low) for mark in (" ", "\n", "\t"))
        cut = blank + 1 if blank > start else low
        yield start, cut
        start = cut
    yield start, end


def _fill(atoms: Sequence[_Atom], *, target: int, room: int) -> Iterator[tuple[int, int]]:
    """Passages [start, end) of about `target` tokens, never more than `room`.

    A paragraph that does not fit any more begins the next passage; one that is too long for a passage is cut
    between sentences into parts of about the same size.
    """
    group: list[_Atom] = []
    for paragraph in _paragraphs(atoms):
        size = sum(atom.tokens for atom in paragraph)
        filled = sum(atom.tokens for atom in group)
        if group and filled + size > target and filled >= target * _ENOUGH and not group[-1].bound:
            yield group[0].start, group[-1].end
            group, filled = [], 0
        if filled + size <= target:
            group += paragraph
            continue
        parts = -(-(filled + size) // target)
        share = (filled + size) / parts
        for atom in paragraph:
            filled = sum(one.tokens for one in group)
            shared = filled + atom.tokens / 2 > share and not (group and group[-1].bound)
            if group and (shared or filled + atom.tokens > room):
                yield group[0].start, group[-1].end
                group = []
            group.append(atom)
    if group:
        yield group[0].start, group[-1].end


def _paragraphs(atoms: Sequence[_Atom]) -> Iterator[list[_Atom]]:
    paragraph: list[_Atom] = []
    for atom in atoms:
        if atom.opens and paragraph and not paragraph[-1].bound:
            yield paragraph
            paragraph = []
        paragraph.append(atom)
    if paragraph:
        yield paragraph


def _passage(
    document_id: str, ordinal: int, *, kind: Kind, section: tuple[str, ...], place: tuple[int, int], text: str
) -> Passage:
    start, end = place
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    end = start + len(stretch.strip())
    made_of = "\x1f".join((document_id, kind, *section, str(start), str(end), text[start:end]))
    digest = hashlib.sha256(made_of.encode()).hexdigest()[:8]
    return Passage(
        id=f"{document_id}:{ordinal:04d}-{digest}",
        document_id=document_id,
        kind=kind,
        section=section,
        text=text[start:end],
        start=start,
        end=end,
    )
