"""Cuts a cleaned text into passages: whole sentences of one kind and section, of about one size.

    units      | heading | paragraph        | paragraph | note | paragraph |
    passages   | passage          | passage             | note | passage   |

Passages do not overlap and leave out nothing but white space. Where they are cut depends on the text and its language
alone: no encoder and no record has a part in it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.ingest.document import Kind, Passage
from pincite.ingest.text.clean_text import CleanText
from pincite.ingest.text.paragraph_joining import Unit
from pincite.ingest.text.sentences import sentence_spans
from pincite.ingest.writing.text_size import fitting_end, text_size

PASSAGES_VERSION = "2"

# A passage of less than this share of the target takes in the beginning of the next paragraph rather than stand alone.
_ENOUGH = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageParams:
    """Sizes as of text_size: what a passage is filled up to, and the most that it may have.

    With its context the largest passage is about what an encoder with a window of 256 word pieces reads at once.
    """

    target: int = 210
    most: int = 230


PASSAGE_PARAMS = PassageParams()


@dataclass(frozen=True, slots=True)
class _Atom:
    """The smallest thing that is not cut: a sentence, a table row, an entry; with its size.

    `bound` says that no passage may end here: a heading stays with what it stands over.
    """

    start: int
    end: int
    size: int
    bound: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring units of one kind and section."""

    kind: Kind
    section: tuple[str, ...]
    atoms: list[_Atom]


def cut_passages(
    clean: CleanText, *, document_id: str, language: str, params: PassageParams = PASSAGE_PARAMS
) -> tuple[Passage, ...]:
    """The passages of a cleaned text, in order."""
    text = clean.text.text
    passages: list[Passage] = []
    for run in _runs(clean, language=language, params=params):
        for start, end in _fill(run.atoms, params=params):
            passages.append(
                _passage(
                    document_id, len(passages) + 1, kind=run.kind, section=run.section, place=(start, end), text=text
                )
            )
    return tuple(passages)


def _runs(clean: CleanText, *, language: str, params: PassageParams) -> Iterator[_Run]:
    text = clean.text.text
    run: _Run | None = None
    waiting: list[_Atom] = []  # headings whose content has not come yet
    last: tuple[Kind, tuple[str, ...]] = ("body", ())
    for start, end, unit in clean.units:
        if unit.role == "heading":
            if run is not None:
                yield run
                run = None
            waiting += [
                _Atom(a, b, text_size(text[a:b]), bound=True, opens=a == start)
                for a, b in _cut_to(text, (start, end), most=params.most)
            ]
            last = (unit.kind, unit.section)
            continue
        if run is not None and (run.kind, run.section) != (unit.kind, unit.section):
            yield run
            run = None
        if run is None:
            run = _Run(unit.kind, unit.section, waiting)
            waiting = []
        run.atoms.extend(_atoms(text, (start, end), unit, language=language, params=params))
    if run is not None:
        yield run
    if waiting:
        yield _Run(*last, waiting)


def _atoms(text: str, place: tuple[int, int], unit: Unit, *, language: str, params: PassageParams) -> Iterator[_Atom]:
    start, end = place
    if unit.role in ("paragraph", "footnote", "items"):
        spans = [(start + a, start + b) for a, b in sentence_spans(text[start:end], language)]
    else:
        spans = [(start, end)]
    first = True
    for a, b in spans:
        for c, d in _cut_to(text, (a, b), most=params.most):
            yield _Atom(c, d, text_size(text[c:d]), bound=unit.role == "caption", opens=first)
            first = False


def _cut_to(text: str, place: tuple[int, int], *, most: int) -> Iterator[tuple[int, int]]:
    """The stretch, cut where it is longer than a passage may be; at blanks where it has any."""
    start, end = place
    while start < end:
        cut = fitting_end(text, most, start=start, end=end)
        yield start, cut
        start = cut


def _fill(atoms: Sequence[_Atom], *, params: PassageParams) -> Iterator[tuple[int, int]]:
    """Passages [start, end) filled up to the target, never above what they may have.

    A paragraph that does not fit any more begins the next passage; one that is too long for a passage is cut
    between sentences into parts of about the same size.
    """
    target = params.target
    group: list[_Atom] = []
    for paragraph in _paragraphs(atoms):
        size = sum(atom.size for atom in paragraph)
        filled = sum(atom.size for atom in group)
        if group and filled + size > target and filled >= target * _ENOUGH and not group[-1].bound:
            yield group[0].start, group[-1].end
            group, filled = [], 0
        if filled + size <= target:
            group += paragraph
            continue
        parts = -(-(filled + size) // target)
        share = (filled + size) / parts
        for atom in paragraph:
            filled = sum(one.size for one in group)
            shared = filled + atom.size / 2 > share and not (group and group[-1].bound)
            if group and (shared or filled + atom.size > params.most):
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
