"""Joins paragraphs that were cut, and puts what stood between their halves behind them.

A paragraph that runs over a page end is often cut by a footnote, a table or a blank line:

    ...because of historical developments dur-      |  ...because of historical developments during the
    TABLE 1 Ethnic groups ...                       |  twentieth century.
    ing the twentieth century.                      |  TABLE 1 Ethnic groups ...
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.ingest.document import Kind
from pincite.ingest.text.block_roles import ClassifiedBlock, Role
from pincite.ingest.text.cut_words import join_cut_words, vocabulary
from pincite.ingest.text.mapped_text import MappedText, Replacement, concatenate
from pincite.ingest.text.markup import clean_line
from pincite.ingest.writing.letter_case import begins_mid_sentence
from pincite.ingest.writing.sentence_ends import cuts_address, ends_sentence
from pincite.ingest.writing.superscripts import SUPERSCRIPT_DIGITS
from pincite.ingest.writing.words import is_unspaced, word_count

_LIST_MARK = re.compile(r"\s*[-*•]\s+")
_ENTRY = re.compile(r"\s*(?:[-*•]\s+|\[\d+\]\s*|\d{1,3}\.\s+)")
_NOTE_NUMBER = re.compile(rf"[{SUPERSCRIPT_DIGITS}*†‡]|\d{{1,3}}\s|\[\^")
_HEADING_MARKS = re.compile(r"^#{1,6}\s+|(?<!\s)\s+#+$")
# Looking back keeps a long run of blanks from being tried from each of them.
_LINE_JOIN = re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
_NEW_LINE = re.compile(r"\n")
_FEW_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of clean text that passages are made of: a paragraph, heading, table row, note or entry.

    `separator` stands between it and the unit before: a blank line, or a line end within a list or table.
    """

    text: MappedText
    role: Role
    kind: Kind
    section: tuple[str, ...]
    separator: str


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on, as the texts it is made of so far, and what was met since."""

    texts: list[MappedText]
    block: ClassifiedBlock
    floats: list[Unit]


def join_paragraphs(blocks: Sequence[ClassifiedBlock], *, markdown: bool) -> list[Unit]:
    """The blocks as units of clean text, in the order in which they are read."""
    known = vocabulary("\n".join(classified.block.text for classified in blocks))
    units: list[Unit] = []
    open_: _Open | None = None

    def close() -> None:
        nonlocal open_
        if open_ is not None:
            units.append(_unit(_joined(open_.texts, known), open_.block))
            units.extend(open_.floats)
            open_ = None

    for classified in blocks:
        if classified.role == "rule":
            continue
        if classified.role == "paragraph":
            text = _joined_lines(classified, known, markdown=markdown)
            if not text.text:
                continue
            if open_ is not None and _continues(open_, classified, text.text):
                open_.texts.append(text)
                open_.block = _lasting(open_.block, classified)
            else:
                close()
                open_ = _Open(texts=[text], block=classified, floats=[])
            continue
        made = _units_of(classified, known, markdown=markdown, previous=_last(units, open_))
        if (
            open_ is not None
            and classified.role in ("footnote", "table", "caption")
            and not ends_sentence(open_.texts[-1].text)
        ):
            _append(open_.floats, made, known)
            continue
        close()
        _append(units, made, known)
    close()
    return units


_NO_SEPARATOR = ""  # the separator of a unit that goes on with the unit before


def _append(units: list[Unit], made: Sequence[Unit], known: frozenset[str]) -> None:
    """Put the made units behind the others; one that goes on with the last becomes part of it."""
    for unit in made:
        if unit.separator == _NO_SEPARATOR and units:
            units[-1] = _unit_with(units[-1], _joined([units[-1].text, unit.text], known))
        else:
            units.append(unit)


def _units_of(
    classified: ClassifiedBlock, known: frozenset[str], *, markdown: bool, previous: Unit | None
) -> list[Unit]:
    if classified.role in ("table", "items", "entries"):
        return _line_units(classified, known, markdown=markdown, previous=previous)
    text = _joined_lines(classified, known, markdown=markdown)
    if not text.text:
        return []
    unit = _unit(text, classified)
    if classified.role == "footnote" and previous is not None and previous.role == "footnote":
        marked = _NOTE_NUMBER.match(text.text)
        if not marked:
            return [
                Unit(text=text, role=unit.role, kind=previous.kind, section=previous.section, separator=_NO_SEPARATOR)
            ]
    return [unit]


def _line_units(
    classified: ClassifiedBlock, known: frozenset[str], *, markdown: bool, previous: Unit | None
) -> list[Unit]:
    """One unit for each row, item or entry; lines that do not begin one go on with the line before."""
    table = classified.role == "table"
    begins = _ENTRY if classified.role == "entries" else _LIST_MARK
    listed = any(begins.match(line.text) for line in classified.block.lines)
    groups: list[list[MappedText]] = []
    for line in classified.block.lines:
        text = line
        if classified.role == "entries" and (mark := _LIST_MARK.match(text.text)):
            text = text.cut(mark.end(), len(text))
        text = clean_line(text, table=table, markdown=markdown)
        if not text.text.strip() or (table and not re.search(r"\w", text.text)):
            continue
        if not table and groups and not (listed and begins.match(line.text)):
            groups[-1].append(text)
        else:
            groups.append([text])
    first_glue = "\n" if previous is not None and previous.role in (classified.role, "caption") else "\n\n"
    made = [
        Unit(
            text=_joined(group, known),
            role=classified.role,
            kind=classified.kind,
            section=classified.section,
            separator="\n" if place else first_glue,
        )
        for place, group in enumerate(groups)
    ]
    if made and classified.role == "entries" and previous is not None and previous.role == "entries":
        first = made[0]
        if (
            not ends_sentence(previous.text.text)
            and begins_mid_sentence(first.text.text)
            and not _ENTRY.match(classified.block.text)
        ):
            made[0] = Unit(
                text=first.text, role=first.role, kind=first.kind, section=first.section, separator=_NO_SEPARATOR
            )
    return made


def _joined_lines(classified: ClassifiedBlock, known: frozenset[str], *, markdown: bool) -> MappedText:
    lines = classified.block.lines
    joined = [part for line in lines for part in (line, MappedText("\n", line.origins[-1:]))]
    text = join_cut_words(concatenate(joined[:-1]), known)
    text = text.rewrite(_LINE_JOIN, _blank_between)
    text = text.rewrite(_HEADING_MARKS, lambda match: ())
    return clean_line(text, markdown=markdown)


def _continues(open_: _Open, classified: ClassifiedBlock, text: str) -> bool:
    """Whether `text` goes on with the open paragraph, rather than beginning a new one."""
    before = open_.texts[-1].text
    if ends_sentence(before) or classified.kind != open_.block.kind or classified.kind == "front_matter":
        return False
    if begins_mid_sentence(text):
        return True
    crossed = classified.block.page > open_.block.block.last_page or bool(open_.floats)
    enough = len(open_.texts) > 1 or word_count(before) >= _FEW_WORDS
    return crossed and enough and classified.section == open_.block.section


def _joined(texts: Sequence[MappedText], known: frozenset[str]) -> MappedText:
    """The texts as one: with a blank between them, cut words and cut addresses put together."""
    if len(texts) == 1:
        return texts[0]
    joined = [texts[0]]
    for before, text in pairwise(texts):
        if not cuts_address(before.text, text.text):
            joined.append(MappedText("\n", before.origins[-1:]))
        joined.append(text)
    return join_cut_words(concatenate(joined), known).rewrite(_NEW_LINE, _blank_between)


def _blank_between(match: re.Match[str]) -> Sequence[Replacement]:
    """What takes the place of a line end: a blank, or nothing where the script puts none between words."""
    before = match.string[max(match.start() - 1, 0) : match.start()]
    return () if is_unspaced(before, match.string[match.end() : match.end() + 1]) else (" ",)


def _last(units: Sequence[Unit], open_: _Open | None) -> Unit | None:
    if open_ is not None:
        return open_.floats[-1] if open_.floats else None
    return units[-1] if units else None


def _lasting(first: ClassifiedBlock, second: ClassifiedBlock) -> ClassifiedBlock:
    """The first block, ending where the second does."""
    block = type(first.block)(lines=first.block.lines, page=first.block.page, last_page=second.block.last_page)
    return ClassifiedBlock(block=block, role=first.role, kind=first.kind, section=first.section)


def _unit(text: MappedText, classified: ClassifiedBlock) -> Unit:
    return Unit(text=text, role=classified.role, kind=classified.kind, section=classified.section, separator="\n\n")


def _unit_with(unit: Unit, text: MappedText) -> Unit:
    return Unit(text=text, role=unit.role, kind=unit.kind, section=unit.section, separator=unit.separator)
