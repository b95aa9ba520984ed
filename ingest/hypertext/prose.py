"""Hypertext as a text that cleaning understands: what is a heading, note, table row or item there is one here.

    <h2>Results</h2>                                      ## Results
    <p>It is long<sup><a href="#n1">1</a></sup>.</p>      It is long¹.
    <li id="n1">Census.</li>                              ¹ Census.
    <tr><th>Kazakh</th><td>6.5</td></tr>                  Kazakh⇥6.5

Tags, attributes and roles decide what is left out: navigation, banners, dialogs, scripts, what is hidden.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pincite.ingest.hypertext.elements import Element, semantics, tag_of, walk, words_of
from pincite.ingest.hypertext.equations import SUPERSCRIPTS, equation, raised
from pincite.ingest.hypertext.left_out_elements import is_left_out
from pincite.ingest.hypertext.note_links import NOTE, REFERENCE, Part
from pincite.ingest.hypertext.tables import Table, is_data, whole_number
from pincite.ingest.hypertext.text_writer import Anchor, Sheet, literal
from pincite.ingest.text.headings import is_caption, read_heading

_BLOCK = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|header|"
    "hgroup|html|legend|main|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_PAGE_BREAKS = frozenset({"pagebreak", "doc-pagebreak"})
_LONGEST_LABEL = 20
_HEADING = re.compile(r"h([1-6])")
_BLOCK_LINE = re.compile(r"(?:\A|(?<=\n\n))[^\n#][^\n]*(?=\n\n|\Z)")
_MARKED_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_LAST_BLANK = re.compile(r"(?<!-) (?=\S+\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A text, the offsets of all page breaks and wanted addresses in it, and where each part of it ends."""

    text: str = field(repr=False)
    anchors: tuple[Anchor, ...]
    ends: tuple[int, ...]


@dataclass(slots=True)
class _Reading:
    sheet: Sheet
    path: str
    wanted: frozenset[str]
    tables: list[Table] = field(default_factory=list)
    items: list[int | None] = field(default_factory=list)
    held: list[Element] = field(default_factory=list)


def write_prose(parts: Sequence[Part], wanted: frozenset[str] = frozenset()) -> Prose:
    """The text of the parts, whose notes are marked, one after another; `wanted` are addresses to be found."""
    sheet = Sheet()
    ends = []
    for part in parts:
        reading = _Reading(sheet, part.path, wanted)
        sheet.break_line(2, always=True)
        if part.path in wanted:
            sheet.anchor(part.path, "")
        for event, element in walk(part.root, _is_whole):
            if event == "start":
                _open(reading, element)
            elif event == "end":
                _close(reading, element)
            else:
                _write_whole(reading, element)
            if event != "start" and element is not part.root and element.tail:
                _write_text(reading, element.tail, within=element.getparent())
        sheet.break_line(2, always=True)
        ends.append(sheet.length)
    sheet.settle()
    return Prose(text=_without_chance_headings(sheet.text), anchors=tuple(sheet.anchors), ends=tuple(ends))


def _is_whole(element: Element) -> bool:
    """Whether the element is written, or left out, as one."""
    if element.get(REFERENCE) is not None or tag_of(element) in ("math", "hr", "br"):
        return True
    if tag_of(element) == "sup":
        return not any(one.get(REFERENCE) is not None for one in element.iter("{*}a"))
    return _is_page_break(element) or is_left_out(element)


def _is_page_break(element: Element) -> bool:
    """Whether the element is the mark of a page's beginning; one that holds the page itself is read like any other."""
    return bool(semantics(element) & _PAGE_BREAKS) and len(words_of(element)) <= _LONGEST_LABEL


def _write_whole(reading: _Reading, element: Element) -> None:
    sheet, tag = reading.sheet, tag_of(element)
    if not tag:
        return
    _note_place(reading, element)
    mark = element.get(REFERENCE)
    if mark is not None:
        words = raised(mark) if mark.isdigit() else f"[{mark}]" if mark.isalpha() else mark
        sheet.put(f",{words}" if sheet.last in SUPERSCRIPTS and sheet.last and mark.isdigit() else words)
    elif _is_page_break(element) or is_left_out(element):
        return
    elif tag == "br":
        sheet.break_again()
    elif tag == "hr":
        sheet.break_line(2)
        if not sheet.flat and not sheet.tight:
            sheet.put("---")
        sheet.break_line(2)
    elif words := literal(equation(element) if tag == "math" else raised(words_of(element))):
        sheet.put(words)


def _open(reading: _Reading, element: Element) -> None:
    sheet, tag = reading.sheet, tag_of(element)
    _note_place(reading, element)
    if (mark := element.get(NOTE)) is not None:
        _open_note(reading, element, mark)
    elif match := _HEADING.fullmatch(tag):
        sheet.break_line(2)
        if not sheet.flat:
            sheet.break_line(2, always=True)
            sheet.begin("#" * int(match[1]) + " ")
        sheet.flat += 1
    elif tag in ("caption", "figcaption"):
        sheet.break_line(2)
        sheet.flat += 1
    elif tag == "table" and not sheet.flat and is_data(element):
        sheet.break_line(2, always=True)
        reading.tables.append(Table(sheet))
    elif reading.tables and tag == "tr":
        reading.tables[-1].open_row()
    elif reading.tables and tag in ("td", "th"):
        reading.tables[-1].open_cell()
    elif tag in ("ul", "ol"):
        sheet.break_line(2)
        numbered = tag == "ol" and (element.get("type") or "1") == "1"
        reading.items.append(whole_number(element.get("start"), 1) if numbered else None)
    elif tag == "li":
        _open_item(reading, element)
    elif _BLOCK.fullmatch(tag):
        sheet.break_line(2)
    elif tag == "q":
        sheet.put("“")
    _write_text(reading, element.text or "", within=element)


def _close(reading: _Reading, element: Element) -> None:
    sheet, tag = reading.sheet, tag_of(element)
    if element.get(NOTE) is not None:
        sheet.flat -= 1
        if reading.held and reading.held[-1] is element:
            reading.held.pop()
            sheet.release()
        else:
            sheet.begin("")
            sheet.break_line(2, always=True)
    elif _HEADING.fullmatch(tag):
        sheet.flat -= 1
        sheet.begin("")
        sheet.break_line(2, always=not sheet.flat)
    elif tag in ("caption", "figcaption"):
        _close_caption(reading, element)
    elif tag == "table" and reading.tables and not sheet.flat:
        reading.tables.pop()
        sheet.break_line(2, always=True)
    elif reading.tables and tag == "tr":
        reading.tables[-1].close_row()
    elif reading.tables and tag in ("td", "th"):
        reading.tables[-1].close_cell(element)
    elif tag in ("ul", "ol"):
        reading.items.pop()
        sheet.break_line(2)
    elif tag == "li":
        sheet.begin("")
        sheet.tight -= 1
        sheet.break_line(1)
    elif _BLOCK.fullmatch(tag):
        sheet.break_line(2)
    elif tag == "q":
        sheet.put("”")


def _write_text(reading: _Reading, text: str, *, within: Element) -> None:
    sheet = reading.sheet
    if tag_of(within) != "pre" or sheet.flat:
        sheet.write(text)
        return
    for number, line in enumerate(text.split("\n")):
        if number:
            sheet.break_again()
        sheet.write(line)


def _note_place(reading: _Reading, element: Element) -> None:
    names = [name for name in (element.get("id"), element.get("name")) if name]
    keys = [f"{reading.path}#{name}" for name in names]
    page_break = bool(semantics(element) & _PAGE_BREAKS)
    wanted = [key for key in keys if key in reading.wanted]
    if page_break or wanted:
        label = element.get("title") or element.get("aria-label") or words_of(element)[: _LONGEST_LABEL + 1]
        key = (wanted or keys or [""])[0]
        reading.sheet.anchor(key, label if page_break else "")


def _open_note(reading: _Reading, element: Element, mark: str) -> None:
    sheet = reading.sheet
    if sheet.within_line:
        reading.held.append(element)
        sheet.hold()
    else:
        sheet.break_line(2, always=True)
    if mark.isdigit():
        sheet.begin(f"{raised(mark)} ")
    else:
        sheet.begin(f"[^{mark}]: " if mark.isalpha() else f"---\n\n{mark} ")
    sheet.flat += 1


def _open_item(reading: _Reading, element: Element) -> None:
    sheet = reading.sheet
    sheet.break_line(1)
    number = reading.items[-1] if reading.items else None
    if number is not None:
        number = whole_number(element.get("value"), number)
        reading.items[-1] = number + 1
    if not sheet.flat:
        sheet.begin("- " if number is None else f"- {number}. ")
    sheet.tight += 1


def _close_caption(reading: _Reading, element: Element) -> None:
    """A figure's caption brings the description of its picture; a table's without number stays with its rows."""
    sheet = reading.sheet
    parent = element.getparent()
    if tag_of(element) == "figcaption":
        caption = words_of(element)
        for picture in parent.iter("{*}img") if tag_of(parent) == "figure" else ():
            described = " ".join((picture.get("alt") or "").split())
            if len(described.split()) > 1 and described not in caption:
                sheet.write(f" [{described}]")
        sheet.flat -= 1
        sheet.break_line(2)
        return
    sheet.flat -= 1
    sheet.break_line(2 if is_caption(words_of(element)) else 1)


def _without_chance_headings(text: str) -> str:
    """The text with its lines cut in two where they would be taken for headings and are none.

    Only where headings are marked: a text that marks none may still have lines that serve as headings.
    """
    if len(_MARKED_HEADING.findall(text)) < 2:
        return text

    def cut(match: re.Match[str]) -> str:
        heading = read_heading(match[0])
        return match[0] if heading is None or heading.well_known else _LAST_BLANK.sub("\n", match[0], count=1)

    return _BLOCK_LINE.sub(cut, text)
