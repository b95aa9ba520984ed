"""Finds the footnotes and endnotes of hypertext: the links to them, and the elements that hold their texts.

... is long<sup><a id="r1" href="#n1">[1]</a></sup> and ...      the link is marked with its note's mark, "1"
<li id="n1"><a href="#r1">↑</a> The Federal Service.</li>        so is the note; the way back is taken out
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from pincite.ingest.hypertext.elements import Element, semantics, tag_of, walk, words_of
from pincite.ingest.text.headings import read_heading

# Attributes set in the tree: the mark of the note, on the link that leads to it and on the element that is it.
REFERENCE = "pincite-reference"
NOTE = "pincite-note"

_MARK = re.compile(r"[\[(]?(\d{1,3}|[*†‡§]{1,3}|[a-z]{1,2}|[ivxl]{1,6})[\])]?")
_REFERENCES = frozenset({"noteref", "doc-noteref"})
_BACKLINKS = frozenset({"backlink", "doc-backlink", "referrer"})
_NOTES = frozenset({"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"})
_BIBLIOGRAPHY = frozenset({"bibliography", "biblioentry", "doc-bibliography", "doc-biblioentry"})
_NOTE_TAGS = frozenset({"li", "p", "aside", "div", "dd", "section"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_RETURN_ARROWS = re.compile(r"[\s^↑↩\ufe0e\ufe0f]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class HypertextPage:
    """One page of hypertext: its path in its archive ("" where it stands alone) and its root element."""

    path: str
    root: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    element: Element
    mark: str
    note: Element


def address(path: str, link: str) -> str:
    """The place that a link in the part `path` leads to: "text/notes.xhtml#n1"; empty when it leads outside."""
    target, _, fragment = link.partition("#")
    if "://" in target or target.startswith(("mailto:", "data:", "/")):
        return ""
    part = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))) if target else path
    return f"{part}#{unquote(fragment)}" if fragment else part


def mark_notes(parts: Sequence[HypertextPage]) -> None:
    """Mark, in the trees of the parts, the references to notes and the notes, and take out the links back."""
    targets, listed = _targets(parts)
    links = list(_links(parts, targets))
    led_to: dict[Element, list[_Link]] = {}
    for link in links:
        link.element.set(REFERENCE, link.mark)
        if link.note not in listed and _can_be_note(link.note):
            led_to.setdefault(link.note, []).append(link)
    for note, leading in led_to.items():
        holds_another = any(other is not note and other in led_to for other in note.iter())
        if not holds_another and not any(note in link.element.iterancestors() for link in leading):
            note.set(NOTE, leading[0].mark)
            _tidy(note, leading[0].mark, {name for link in leading for name in _names(link.element)})


def _targets(parts: Sequence[HypertextPage]) -> tuple[Mapping[str, Element], frozenset[Element]]:
    """The elements that links can lead to, by address, and those that belong to a list of references."""
    targets: dict[str, Element] = {}
    listed: set[Element] = set()
    for part in parts:
        in_references = False
        for element in part.root.iter():
            tag = tag_of(element)
            if tag in _HEADINGS:
                heading = read_heading(words_of(element))
                in_references = heading is not None and heading.zone == "references"
            name = (element.get("id") or (element.get("name") if tag == "a" else "")) if tag else ""
            if name and f"{part.path}#{name}" not in targets:
                holder = _holder(element)
                targets[f"{part.path}#{name}"] = holder
                if in_references or any(semantics(one) & _BIBLIOGRAPHY for one in (holder, *holder.iterancestors())):
                    listed.add(holder)
    return targets, frozenset(listed)


def _holder(element: Element) -> Element:
    """The block that the target of a link begins: the target itself, or what it stands at the beginning of."""
    holder = element
    while not _can_be_note(holder):
        parent = holder.getparent()
        if parent is None or holder.getprevious() is not None or (parent.text or "").strip():
            return element
        holder = parent
    return holder


def _can_be_note(element: Element) -> bool:
    return tag_of(element) in _NOTE_TAGS or bool(semantics(element) & _NOTES)


def _links(parts: Sequence[HypertextPage], targets: Mapping[str, Element]) -> Iterator[_Link]:
    for part in parts:
        for link in part.root.iter("{*}a"):
            place = address(part.path, link.get("href") or "")
            match = _MARK.fullmatch(words_of(link)) if "#" in place else None
            if match is None or place not in targets or semantics(link) & _BACKLINKS:
                continue
            if semantics(link) & _REFERENCES or _is_raised(link):
                yield _Link(element=link, mark=match[1], note=targets[place])


def _is_raised(link: Element) -> bool:
    around = (link, link.getparent())
    return any(tag_of(one) == "sup" for one in around) or any(tag_of(child) == "sup" for child in link.iter())


def _names(link: Element) -> Iterator[str]:
    """The names by which a note may lead back to the link: its own, and those of what is close around or in it."""
    near = [link, *link.iter(), *list(link.iterancestors())[:2]]
    for element in near:
        if tag_of(element) in ("a", "sup", "span"):
            yield from (name for name in (element.get("id"), element.get("name")) if name)


def _tidy(note: Element, mark: str, ways_back: set[str]) -> None:
    """Take out of a note its links back, and the mark where the note repeats it."""
    for link in list(note.iter("{*}a")):
        place = (link.get("href") or "").partition("#")[2]
        if semantics(link) & _BACKLINKS or (place and unquote(place) in ways_back):
            _take_out(link)
    # "1" alone or "[1]" or "1." is the mark; "1 January" and "1.5 million" are words of the note.
    repeated = re.compile(rf"\s*(?:[\[(]{re.escape(mark)}[\])]|{re.escape(mark)}(?:[.:)](?!\d)|\s*$))\s*")
    for event, element in walk(note, lambda _: False):
        side = "tail" if event == "end" and element is not note else "text"
        words = getattr(element, side) or ""
        if event == "end" and element is note:
            return
        if _RETURN_ARROWS.fullmatch(words):
            setattr(element, side, "")
        elif words:
            setattr(element, side, repeated.sub("", words, count=1) if repeated.match(words) else words)
            return


def _take_out(link: Element) -> None:
    """Remove a link, not what follows it."""
    parent, before = link.getparent(), link.getprevious()
    tail = link.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    elif parent is not None:
        parent.text = (parent.text or "") + tail
    if parent is not None:
        parent.remove(link)
