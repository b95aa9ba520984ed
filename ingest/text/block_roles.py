"""What each block of a text is: heading, paragraph, footnote, table, reference, and in which section."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.ingest.document import Kind
from pincite.ingest.text.blocks import Block
from pincite.ingest.text.headings import Heading, deeper, is_caption, read_heading
from pincite.ingest.text.markup import clean_line
from pincite.ingest.writing.caption_words import begins_table_note
from pincite.ingest.writing.letter_case import begins_mid_sentence
from pincite.ingest.writing.section_names import Zone
from pincite.ingest.writing.sentence_ends import ends_sentence
from pincite.ingest.writing.superscripts import SUPERSCRIPT_DIGITS, without_superscript
from pincite.ingest.writing.words import word_count

Role = Literal["heading", "paragraph", "items", "footnote", "caption", "table", "entries", "rule"]

_RULE = re.compile(r"(?:[-*_=~—–]\s*){3,}")
_NOTE_MARK = re.compile(rf"<sup>\s*\W?\d{{1,3}}\s*</sup>|[{SUPERSCRIPT_DIGITS}]{{1,3}}|\[\^\w+\]:")
# Behind a raised number it is an isotope: "¹³C". Symbols that are words too ("In", "As", "I") are left out.
_ELEMENT = re.compile(
    r"(?:H|Li|B|C|N|O|F|Na|Mg|Al|Si|P|S|Cl|K|Ca|Cr|Fe|Co|Ni|Cu|Zn|Ga|Ge|Se|Br|Kr|Rb|Sr|Y|Zr|Mo|Tc|Ru|Pd|Ag|Cd|Sn|Te|Xe|"
    r"Cs|Ba|Lu|Re|Ir|Pt|Au|Hg|Tl|Pb|Bi|Po|Rn|Ra|Th|U|Pu)(?=[\s{-])"
)
_STARRED = re.compile(r"\\?[*†‡]\s?(?=\w)")
_PLAIN_NUMBER = re.compile(r"(\d{1,3})\s+(?=[^\W\d_]|[“\"])")
_ITEM = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)]|[^\W\d_]\))\s+\S")
_ADDRESS = re.compile(r"\s*[<\[(]*(?:https?://|www\.)\S+\s*", re.IGNORECASE)
# What publishers print about the rights of a work; a text about licences is none.
_RIGHTS = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|"
    r"все права защищены|барлық құқықтар|جميع الحقوق محفوظة|版权所有|版權所有|creative commons|licen[cs]ed under|"
    r"doi:\s*10\.",
    re.IGNORECASE,
)
# An entry of a list of references begins with an author, "Doe, J." or "Doe JA,", and has a year.
_WORK = re.compile(
    r"\s*[-*•]\s+[^\W\d_][\w'’ -]{1,60}?(?:,? (?:[^\W\d_]\.[ -]?){1,4}|,? [^\W\d_a-z]{1,3}[,.]).*(?:1[5-9]|20)\d\d"
)
_REFERENCE_SIGN = re.compile(r"\d|https?://|www\.")
_PIPE_ROW = re.compile(r"\s*\|.*\|\s*")
_LONG_PARAGRAPH = 60  # words; front matter rarely has paragraphs so long
_FEW_WORDS = 8
_FRONT_SHARE = 0.3
_WITHOUT_SECTIONS: tuple[Zone, ...] = ("front_matter", "abstract", "introduction", "references", "notes")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifiedBlock:
    """A block, what it is, the kind of passage it belongs to, and its section from the outermost in."""

    block: Block
    role: Role
    kind: Kind
    section: tuple[str, ...]


@dataclass(slots=True)
class _ReadingState:
    """Where in the document the reader is."""

    zone: Zone
    path: tuple[tuple[int, str], ...] = ()
    previous: Role = "rule"
    next_note: int = 1
    caption: tuple[str, ...] = ()


def classify_blocks(blocks: Sequence[Block]) -> list[ClassifiedBlock]:
    """The blocks with their roles, kinds and sections."""
    headings = _headings(blocks)
    numbered = sum(1 for heading in headings if heading is not None and heading.form == "numbered") > 1
    body_from = _front_end(blocks, headings)
    state = _ReadingState(zone="front_matter" if body_from else "section")
    classified = []
    references: tuple[str, ...] = ()
    for index, block in enumerate(blocks):
        if index == body_from and state.zone in _WITHOUT_SECTIONS:
            state.zone, state.path, state.next_note = "section", (), 1
        heading = headings[index]
        if heading is not None and index < body_from and heading.zone not in ("abstract", "front_matter"):
            heading = None
        if heading is not None and state.zone in ("references", "notes") and heading.form == "plain":
            ends_list = state.zone == "references" and _ends_references(blocks, index)
            heading = heading if heading.well_known or ends_list else None
        if heading is not None and not _is_note(block, state):
            if state.zone in _WITHOUT_SECTIONS and (heading.form != "numbered" or heading.depth == 1):
                state.path = ()
            state.zone = heading.zone
            state.path = deeper(state.path, heading, numbered=numbered)
            role: Role = "heading"
        else:
            role = _role(block, state)
        kind = _kind(block, role, state, front=index < body_from)
        section = tuple(title for _, title in state.path)
        if role == "caption":
            state.caption = (" ".join(clean_line(block.lines[0]).text.split()),)
        elif role not in ("table", "rule"):
            state.caption = ()
        if role in ("caption", "table") and kind == "table":
            section += state.caption
        if state.zone == "references":
            references = section
        classified.append(
            ClassifiedBlock(block=block, role=role, kind=kind, section=references if role == "entries" else section)
        )
        state.previous = role
    return classified


def _headings(blocks: Sequence[Block]) -> list[Heading | None]:
    """For each block the heading it is, seen with the text that follows; a heading stands over something."""
    found: list[Heading | None] = []
    read = [read_heading(block.lines[0].text) if len(block.lines) == 1 else None for block in blocks]
    marked = sum(1 for heading in read if heading is not None and heading.form == "markdown") > 1
    for index, block in enumerate(blocks):
        heading = read[index]
        if marked and heading is not None and heading.form == "plain" and not heading.well_known:
            heading = None  # a text that marks its headings marks all of them
        if heading is not None and heading.form != "markdown" and not heading.well_known:
            following = next((one.text for one in blocks[index + 1 : index + 12] if not _is_float(one)), "")
            before = blocks[index - 1].text.rstrip() if index else ""
            cut = heading.form == "plain" and before[-1:].isalpha() and word_count(before) > _LONG_PARAGRAPH // 2
            if (
                index + 1 == len(blocks)
                or begins_mid_sentence(following)
                or (cut and blocks[index - 1].last_page != block.page)
            ):
                heading = None
        found.append(heading)
    return found


def _ends_references(blocks: Sequence[Block], index: int) -> bool:
    """Whether the line is a heading that ends a list of references: neither it nor the text below cites a work.

    An entry, and each part of one that is cut, stands beside a year, a number or an address.
    """
    following = blocks[index + 1].text if index + 1 < len(blocks) else ""
    cites = _REFERENCE_SIGN.search(f"{blocks[index].text} {following}") is not None
    return not cites and word_count(following) >= _FEW_WORDS and ends_sentence(following)


def _is_float(block: Block) -> bool:
    """Whether the block can stand in the middle of a sentence: a note, a table, its caption, a rule."""
    text = block.text.strip()
    return bool(
        _NOTE_MARK.match(text)
        or "\t" in text
        or _RULE.fullmatch(text)
        or _PIPE_ROW.match(text)
        or begins_table_note(text)
        or is_caption(text)
    )


def _front_end(blocks: Sequence[Block], headings: Sequence[Heading | None]) -> int:
    """The place of the first block that is not front matter, 0 when the text has none."""
    total = sum(len(block.text) for block in blocks) or 1
    read = 0
    first_long: int | None = None
    for index, block in enumerate(blocks):
        if read / total > _FRONT_SHARE:
            break
        heading = headings[index]
        if heading is not None and (
            heading.zone == "introduction" or (heading.form == "numbered" and heading.depth == 1)
        ):
            return index
        if first_long is None and _runs_on(block):
            first_long = index
        read += len(block.text)
    if first_long is None:
        return 0
    # A heading right above the first long paragraph belongs to it.
    return first_long - 1 if first_long and headings[first_long - 1] is not None else first_long


def _runs_on(block: Block) -> bool:
    """Whether the block is a paragraph of the work, such as an abstract, and not a notice about it."""
    text = block.text
    return word_count(text) >= _LONG_PARAGRAPH and "\t" not in text and not _RIGHTS.search(text[:300])


def _role(block: Block, state: _ReadingState) -> Role:
    text = block.text
    if len(block.lines) == 1 and _RULE.fullmatch(text.strip()):
        return "rule"
    if _is_note(block, state):
        return "footnote"
    rows = sum(1 for line in block.lines if "\t" in line.text.strip("\n ") or _PIPE_ROW.fullmatch(line.text))
    if rows and rows * 2 >= len(block.lines):
        return "table"
    if state.previous in ("table", "caption") and begins_table_note(text):
        return "table"
    if is_caption(text):
        return "caption"
    if state.zone == "references" or _lists_works(block):
        return "entries"
    if _ITEM.match(block.lines[0].text) and (len(block.lines) > 1 or len(text) < 400):
        return "items"
    return "paragraph"


def _lists_works(block: Block) -> bool:
    """Whether the block is a piece of a reference list that stands elsewhere (the second column of a page)."""
    items = [line.text for line in block.lines if _ITEM.match(line.text)]
    return len(items) > 2 and sum(1 for item in items if _WORK.match(item)) >= 0.7 * len(items)


def _is_note(block: Block, state: _ReadingState) -> bool:
    """Whether the block is a footnote or endnote, or goes on with the one before it."""
    text = block.text.lstrip()
    if (match := _NOTE_MARK.match(text)) and not _ELEMENT.match(text, match.end()):
        digits = re.sub(r"\D", "", without_superscript(match[0]))
        state.next_note = int(digits) + 1 if digits else state.next_note
        return True
    if state.zone == "references":
        return False
    if state.previous == "footnote" and _ADDRESS.fullmatch(text):
        return True
    if state.zone == "notes":
        return read_heading(text) is None or len(block.lines) > 1
    if state.previous == "rule" and _STARRED.match(text):
        return True
    match = _PLAIN_NUMBER.match(text)
    if match and 1 < int(match[1]) == state.next_note and read_heading(text) is None:
        state.next_note += 1
        return True
    return False


def _kind(block: Block, role: Role, state: _ReadingState, *, front: bool) -> Kind:
    if role == "footnote":
        return "front_matter" if front else "footnote"
    if role in ("table", "caption"):
        return "front_matter" if front else "table"
    if state.zone == "references" or role == "entries":
        return "reference"
    if not front:
        return "body"
    if state.zone == "abstract" and (role == "heading" or word_count(block.text) >= _LONG_PARAGRAPH // 3):
        return "body"
    return "body" if _runs_on(block) else "front_matter"
