"""Lines that hold nothing but a page number: "12", "- 12 -", "Page 12 of 30", "стр. 12", "第 12 页", "xiv"."""

import re
from dataclasses import dataclass

from pincite.ingest.writing.page_words import OUT_OF, PAGE_WORD, PAGE_WORD_BEHIND
from pincite.ingest.writing.roman_numerals import ROMAN_NUMERAL

_LINE = re.compile(
    rf"(?P<before>[\[({{<|*_=~–—-]*)\s*(?P<word>{PAGE_WORD}\s*)?(?P<label>\d{{1,4}}|{ROMAN_NUMERAL})"
    rf"(?P<behind>\s*{PAGE_WORD_BEHIND})?(?P<total>\s*{OUT_OF}\s*\d{{1,4}})?\s*(?P<after>[\])}}>|*_=~–—-]*)",
    re.IGNORECASE,
)
_EQUATION = frozenset("(){}<>")  # "(12)" alone on a line is the number of an equation


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumberLine:
    """A line with the page number `label`.

    explicit: it says that it is one, by a word, a total or dashes on both sides. bracketed: "[12]", which may be the
    number of a reference as well.
    """

    label: str
    explicit: bool
    bracketed: bool


def read_page_number(line: str) -> PageNumberLine | None:
    """The page number that is all of the line; None for any other line."""
    match = _LINE.fullmatch(line.strip())
    if match is None:
        return None
    around = match["before"] + match["after"]
    bracketed = "[" in around or "]" in around
    named = any(match[part] is not None for part in ("word", "behind", "total"))
    if not named and _EQUATION & set(around):
        return None
    explicit = named or (not bracketed and bool(match["before"]) and bool(match["after"]))
    return PageNumberLine(label=match["label"], explicit=explicit, bracketed=bracketed)
