"""Writes elements of hypertext as text that cleaning understands: headings, notes, table rows, list items.

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
from pincite.ingest.hypertext.note_links import NOTE, REFERENCE, HypertextPage
from pincite.ingest.hypertext.tables import Table, is_data, whole_number
from pincite.ingest.hypertext.text_writer import PageMark, TextWriter, literal
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
class WrittenText:
    """A text, its page marks at page breaks and given addresses, and where each page of hypertext ends in it."""

    text: str = field(repr=False)
    page_marks: tuple[PageMark, ...]
    ends: tuple[int, ...]


@dataclass(slots=True)
class _Progress:
    writer: TextWriter
    path: str
    page_addresses: frozenset[str]
    tables: list[Table] = field(default_factory=list)
    items: list[int | None] = field(default_factory=list)
    held: list[Element] = field(default_factory=list)


def write_text(parts: Sequence[HypertextPage], page_addresses: frozenset[str] = frozenset()) -> WrittenText:
    """The text of the pages, whose notes are marked, one after another; `page_addresses` are addresses to be found."""
    writer = TextWriter()
    ends = []
    for part in parts:
        progress = _Progress(writer, part.path, page_addresses)
        writer.break_line(2, always=True)
        if part.path in page_addresses:
            writer.mark_page(part.path, "")
        for event, element in walk(part.root, _is_whole):
            if event == "start":
                _open(progress, element)
            elif event == "end":
                _close(progress, element)
            else:
                _write_whole(progress, element)
            if event != "start" and element is not part.root and element.tail:
                _write_text(progress, element.tail, within=element.getparent())
        writer.break_line(2, always=True)
        ends.append(writer.length)
    writer.place_page_marks()
    return WrittenText(
        text=_without_chance_headings(writer.text), page_marks=tuple(writer.page_marks), ends=tuple(ends)
    )


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


def _write_whole(progress: _Progress, element: Element) -> None:
    writer, tag = progress.writer, tag_of(element)
    if not tag:
        return
    _note_place(progress, element)
    mark = element.get(REFERENCE)
    if mark is not None:
        words = raised(mark) if mark.isdigit() else f"[{mark}]" if mark.isalpha() else mark
        writer.write_markup(f",{words}" if writer.last in SUPERSCRIPTS and writer.last and mark.isdigit() else words)
    elif _is_page_break(element) or is_left_out(element):
        return
    elif tag == "br":
        writer.break_again()
    elif tag == "hr":
        writer.break_line(2)
        if not writer.inline_depth and not writer.item_depth:
            writer.write_markup("---")
        writer.break_line(2)
    elif words := literal(equation(element) if tag == "math" else raised(words_of(element))):
        writer.write_markup(words)


def _open(progress: _Progress, element: Element) -> None:
    writer, tag = progress.writer, tag_of(element)
    _note_place(progress, element)
    if (mark := element.get(NOTE)) is not None:
        _open_note(progress, element, mark)
    elif match := _HEADING.fullmatch(tag):
        writer.break_line(2)
        if not writer.inline_depth:
            writer.break_line(2, always=True)
            writer.set_prefix("#" * int(match[1]) + " ")
        writer.inline_depth += 1
    elif tag in ("caption", "figcaption"):
        writer.break_line(2)
        writer.inline_depth += 1
    elif tag == "table" and not writer.inline_depth and is_data(element):
        writer.break_line(2, always=True)
        progress.tables.append(Table(writer))
    elif progress.tables and tag == "tr":
        progress.tables[-1].open_row()
    elif progress.tables and tag in ("td", "th"):
        progress.tables[-1].open_cell()
    elif tag in ("ul", "ol"):
        writer.break_line(2)
        numbered = tag == "ol" and (element.get("type") or "1") == "1"
        progress.items.append(whole_number(element.get("start"), 1) if numbered else None)
    elif tag == "li":
        _open_item(progress, element)
    elif _BLOCK.fullmatch(tag):
        writer.break_line(2)
    elif tag == "q":
        writer.write_markup("“")
    _write_text(progress, element.text or "", within=element)


def _close(progress: _Progress, element: Element) -> None:
    writer, tag = progress.writer, tag_of(element)
    if element.get(NOTE) is not None:
        writer.inline_depth -= 1
        if progress.held and progress.held[-1] is element:
            progress.held.pop()
            writer.release()
        else:
            writer.set_prefix("")
            writer.break_line(2, always=True)
    elif _HEADING.fullmatch(tag):
        writer.inline_depth -= 1
        writer.set_prefix("")
        writer.break_line(2, always=not writer.inline_depth)
    elif tag in ("caption", "figcaption"):
        _close_caption(progress, element)
    elif tag == "table" and progress.tables and not writer.inline_depth:
        progress.tables.pop()
        writer.break_line(2, always=True)
    elif progress.tables and tag == "tr":
        progress.tables[-1].close_row()
    elif progress.tables and tag in ("td", "th"):
        progress.tables[-1].close_cell(element)
    elif tag in ("ul", "ol"):
        progress.items.pop()
        writer.break_line(2)
    elif tag == "li":
        writer.set_prefix("")
        writer.item_depth -= 1
        writer.break_line(1)
    elif _BLOCK.fullmatch(tag):
        writer.break_line(2)
    elif tag == "q":
        writer.write_markup("”")


def _write_text(progress: _Progress, text: str, *, within: Element) -> None:
    writer = progress.writer
    if tag_of(within) != "pre" or writer.inline_depth:
        writer.write(text)
        return
    for number, line in enumerate(text.split("\n")):
        if number:
            writer.break_again()
        writer.write(line)


def _note_place(progress: _Progress, element: Element) -> None:
    names = [name for name in (element.get("id"), element.get("name")) if name]
    keys = [f"{progress.path}#{name}" for name in names]
    page_break = bool(semantics(element) & _PAGE_BREAKS)
    listed = [key for key in keys if key in progress.page_addresses]
    if page_break or listed:
        label = element.get("title") or element.get("aria-label") or words_of(element)[: _LONGEST_LABEL + 1]
        key = (listed or keys or [""])[0]
        progress.writer.mark_page(key, label if page_break else "")


def _open_note(progress: _Progress, element: Element, mark: str) -> None:
    writer = progress.writer
    if writer.within_line:
        progress.held.append(element)
        writer.hold()
    else:
        writer.break_line(2, always=True)
    if mark.isdigit():
        writer.set_prefix(f"{raised(mark)} ")
    else:
        writer.set_prefix(f"[^{mark}]: " if mark.isalpha() else f"---\n\n{mark} ")
    writer.inline_depth += 1


def _open_item(progress: _Progress, element: Element) -> None:
    writer = progress.writer
    writer.break_line(1)
    number = progress.items[-1] if progress.items else None
    if number is not None:
        number = whole_number(element.get("value"), number)
        progress.items[-1] = number + 1
    if not writer.inline_depth:
        writer.set_prefix("- " if number is None else f"- {number}. ")
    writer.item_depth += 1


def _close_caption(progress: _Progress, element: Element) -> None:
    """A figure's caption brings the description of its picture; a table's without number stays with its rows."""
    writer = progress.writer
    parent = element.getparent()
    if tag_of(element) == "figcaption":
        caption = words_of(element)
        for picture in parent.iter("{*}img") if tag_of(parent) == "figure" else ():
            described = " ".join((picture.get("alt") or "").split())
            if len(described.split()) > 1 and described not in caption:
                writer.write(f" [{described}]")
        writer.inline_depth -= 1
        writer.break_line(2)
        return
    writer.inline_depth -= 1
    writer.break_line(2 if is_caption(words_of(element)) else 1)


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
