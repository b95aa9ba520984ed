"""The pages of the printed book in its electronic edition, from its page marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.ingest.document import Page
from pincite.ingest.hypertext.element_writer import WrittenText
from pincite.ingest.pages.page_starts import PageStart
from pincite.ingest.writing.page_words import PAGE_WORD, PAGE_WORD_BEHIND
from pincite.ingest.writing.roman_numerals import roman_value

_PAGE_WORD = re.compile(rf"(?<!\w){PAGE_WORD}\s*(?=\w)", re.IGNORECASE)
_PAGE_WORD_BEHIND = re.compile(rf"(?<=\d)\s*{PAGE_WORD_BEHIND}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """A page in the book's own list of pages: where it begins, and what is printed on it."""

    key: str
    label: str


def book_page_starts(written: WrittenText, listed: Sequence[ListedPage]) -> tuple[PageStart, ...]:
    """The pages of the printed book, or none where its marks cannot be trusted for every passage.

    They are trusted when every page has a label, no two the same, and the labels count on without a gap (roman
    numbers may be followed by arabic ones from 1); and, where the book lists its pages, when the list names
    exactly the marks in the text, in the order of the text, by the same labels. One mark too few would put the
    text of two pages on one, and no reader could tell which.

    Text before the first mark, and in files after the one with the last, stands on no printed page: it is a
    page of its own without label, with basis "none".
    """
    labels = [_bare(page_mark.label) for page_mark in written.page_marks]
    if listed:
        if [page.key for page in listed] != [page_mark.key for page_mark in written.page_marks]:
            return ()
        named = [_bare(page.label) for page in listed]
        if any(label and label != name for label, name in zip(labels, named, strict=True)):
            return ()
        labels = named
    if not labels or "" in labels or len(set(labels)) < len(labels):
        return ()
    if not all(_counts_on(before, after) for before, after in pairwise(labels)):
        return ()
    places = [(page_mark.offset, label) for page_mark, label in zip(written.page_marks, labels, strict=True)]
    return _with_unprinted(written, places)


def _with_unprinted(written: WrittenText, places: Sequence[tuple[int, str]]) -> tuple[PageStart, ...]:
    starts: list[tuple[int, str | None]] = [*places]
    if written.text[: places[0][0]].strip():
        starts.insert(0, (0, None))
    end = next((end for end in written.ends if end > places[-1][0]), len(written.text))
    if written.text[end:].strip():
        starts.append((end, None))
    return tuple(
        PageStart(page=Page(number=number, label=label, basis="marker" if label else "none"), offset=offset)
        for number, (offset, label) in enumerate(starts, start=1)
    )


def _bare(label: str) -> str:
    bare = _PAGE_WORD.sub("", " ".join(label.split()), count=1)
    return _PAGE_WORD_BEHIND.sub("", bare).strip(" .,:;-–—[]")


def _counts_on(before: str, after: str) -> bool:
    """Whether `after` can be the label of the next page; what is no number ("plate 3") can follow anything."""
    earlier, later = _number(before), _number(after)
    if earlier is None or later is None:
        return True
    if earlier[0] == later[0]:
        return later[1] == earlier[1] + 1
    return later[1] in (1, earlier[1] + 1)


def _number(label: str) -> tuple[str, int] | None:
    """The counting that a label belongs to, "arabic" or "roman", and its number in it."""
    if re.fullmatch(r"[0-9]{1,5}", label):
        return "arabic", int(label)
    roman = roman_value(label)
    return None if roman is None else ("roman", roman)
