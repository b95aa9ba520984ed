"""Whether a quote really stands in a document, and where.

A quote is looked up letter by letter first, then in a normal form in which only the typesetting is levelled:

    white space                          any run of it is one blank; none at the ends
    quotation marks and apostrophes      all are the same mark; those around the whole quote do not count
    hyphens and dashes                   all are the same sign, with or without blanks around it
    ligatures, accents                   "ﬁ" is "fi"; a letter and its accent are one character, however coded
    soft hyphens, zero-width characters  are not there
    "…"                                  is "..."
    footnote marks                       raised digits behind a mark or a word are not there; "km²" and "10⁶" stay
    a word cut at a line end             "develop-⏎ments" in the quote is "developments" or "develop-ments"
    the ends of the quote                its first letter may be a capital or not; a stop or comma at its end is free

Everything else must be the same: case, numbers, every word. A quote must begin and end between words, so "able to win"
does not stand in "unable to win", "aligned" not in "non-aligned", and "000 km" not in "7,000 km".
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Match = Literal["exact", "normalised"]


# How near a stretch of a document comes to a quote.
Closeness = Literal["exact", "normalised", "close", "none"]

MAX_QUOTE_CHARACTERS = 5000

_QUOTATION = "\"'`´ʼ′″‘’‚‛“”„‟«»‹›＂＇"
_HYPHENS = "-‐‑"
_DASHES = _HYPHENS + "‒–—―−﹘﹣－"
_ENDINGS = ".,;:…"
_NOTHING = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "…": "..."}
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SQUARE_AND_CUBE = ("²", "³")  # of a unit; behind a word they may be its exponent, so they stay

# What is written otherwise in the normal form: the alternatives of one pattern, the likeliest first.
_TYPESETTING = re.compile(
    r"(?P<cut>\u00ad[^\S\n]*\n\s*)"
    rf"|(?P<dash>[\s{_NOTHING}]*[{_DASHES}]+[\s{_NOTHING}]*)"
    rf"|(?P<blank>[\s{_NOTHING}]*\s[\s{_NOTHING}]*)"
    rf"|(?P<mark>[{_QUOTATION}])"
    rf"|(?P<raised>[{_RAISED}]+)"
    rf"|(?P<nothing>[{_NOTHING}]+)"
    rf"|(?P<ligature>[{''.join(_LIGATURES)}])"
    r"|(?P<accented>\w[\u0300-\u036f]+)"
)
_CUT_WORD = re.compile(rf"(?<=[^\W\d_])[{_HYPHENS}][^\S\n]*\n\s*(?=[^\W\d_])")
_CUT = "\x00"
_NEAR = 8  # characters around a quote that say whether it ends between words


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePlace:
    """The quote stands at the characters [start, end) of the text."""

    start: int
    end: int
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A text in normal form and where its parts come from.

    The part of `text` from starts[i] to starts[i + 1] is that of the original from sources[i] to sources[i + 1];
    where copied[i], letter by letter.
    """

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]
    copied: tuple[bool, ...]

    def source_start(self, position: int) -> int:
        """Where the character at `position` begins in the original."""
        part = bisect_right(self.starts, position) - 1
        return self.sources[part] + (position - self.starts[part] if self.copied[part] else 0)

    def source_end(self, position: int) -> int:
        """Where the character at `position` ends in the original."""
        part = bisect_right(self.starts, position) - 1
        return self.sources[part] + position - self.starts[part] + 1 if self.copied[part] else self.sources[part + 1]


def find_quote(text: str, quote: str, *, within: tuple[int, int] | None = None) -> QuotePlace | None:
    """Where the quote stands in `text`, first of all letter by letter; None where it does not.

    within: only between these offsets.
    """
    start, end = within or (0, len(text))
    return next(iter(_exact(text, quote.strip(), start, end)), None) or _as_normalised(text, quote, start, end)


def find_all(text: str, quote: str) -> tuple[QuotePlace, ...]:
    """Every place where the quote stands in `text`, in order: all letter by letter, or all in normal form."""
    exact = tuple(_exact(text, quote.strip(), 0, len(text)))
    return exact or tuple(_all_normalised(text, quote, 0, len(text)))


@lru_cache(maxsize=16)
def normalise(text: str) -> Normalised:
    """The text in normal form. Kept for a few texts, for each is asked about again and again."""
    pieces, starts, sources, copied = list[str](), list[int](), list[int](), list[bool]()
    length = at = 0

    def add(piece: str, source: int, *, is_copy: bool) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            starts.append(length)
            sources.append(source)
            copied.append(is_copy)
            length += len(piece)

    for found in _TYPESETTING.finditer(text):
        if found.group() == " ":
            continue
        add(text[at : found.start()], at, is_copy=True)
        add(_normal(found, text), found.start(), is_copy=False)
        at = found.end()
    add(text[at:], at, is_copy=True)
    # What is not there at the end of a part still lies between it and the next one.
    return Normalised(
        text="".join(pieces), starts=(*starts, length), sources=(*sources, len(text)), copied=(*copied, False)
    )


def _normal(found: re.Match[str], text: str) -> str:
    match found.lastgroup:
        case "dash":
            return "-"
        case "blank":
            return " "
        case "mark":
            return "'"
        case "raised":
            return found.group() if _is_number(found, text) else ""
        case "ligature":
            return _LIGATURES[found.group()]
        case "accented":
            return unicodedata.normalize("NFC", found.group())
        case _:
            return ""


def _is_number(raised: re.Match[str], text: str) -> bool:
    """Whether raised digits are an exponent, or may be one, and no footnote mark."""
    before = text[raised.start() - 1 : raised.start()]
    if before.isalpha():
        return raised.group() in _SQUARE_AND_CUBE
    return not before or before not in _QUOTATION + _ENDINGS + "!?)]"


def _as_normalised(text: str, quote: str, start: int, end: int) -> QuotePlace | None:
    return next(iter(_all_normalised(text, quote, start, end)), None)


def _all_normalised(text: str, quote: str, start: int, end: int) -> list[QuotePlace]:
    pattern = _pattern(quote)
    if pattern is None:
        return []
    normalised = normalise(text)
    found = list[QuotePlace]()
    for match in pattern.finditer(normalised.text):
        first, last = normalised.source_start(match.start()), normalised.source_end(match.end() - 1)
        first += len(text[first:last]) - len(text[first:last].lstrip())  # a dash was taken with the blanks around it
        if start <= first and last <= end and _between_words(text, first, last):
            found.append(QuotePlace(start=first, end=last, match="normalised"))
    return found


def _pattern(quote: str) -> re.Pattern[str] | None:
    """What the normal form of the quote looks like; None where nothing is left of it."""
    joined = _CUT_WORD.sub(_CUT, quote.replace(_CUT, ""))
    wanted = normalise(joined).text.strip(" ").rstrip("".join(_ENDINGS) + " ")
    if len(wanted) > 1 and wanted[0] == wanted[-1] == "'":
        wanted = wanted[1:-1]
    wanted = wanted.strip(" ").rstrip("".join(_ENDINGS) + " ")
    if not any(character.isalnum() for character in wanted):
        return None
    first, rest = wanted[0], wanted[1:]
    begin = f"[{re.escape(first.lower())}{re.escape(first.upper())}]" if _has_two_cases(first) else re.escape(first)
    return re.compile(begin + re.escape(rest).replace(re.escape(_CUT), "-?"))


def _has_two_cases(letter: str) -> bool:
    return letter.lower() != letter.upper() and len(letter.lower()) == len(letter.upper()) == 1


def _exact(text: str, quote: str, start: int, end: int) -> list[QuotePlace]:
    found = list[QuotePlace]()
    if not any(character.isalnum() for character in quote):
        return found
    at = text.find(quote, start, end)
    while at >= 0:
        if _between_words(text, at, at + len(quote)):
            found.append(QuotePlace(start=at, end=at + len(quote), match="exact"))
        at = text.find(quote, at + 1, end)
    return found


def _between_words(text: str, start: int, end: int) -> bool:
    """Whether the characters [start, end) begin and end between words and numbers."""
    before, after = text[max(start - _NEAR, 0) : start][::-1], text[end : end + _NEAR]
    return not _joined(before, text[start], ahead=False) and not _joined(after, text[end - 1], ahead=True)


def _joined(outside: str, edge: str, *, ahead: bool) -> bool:
    """Whether the word or number at an end of the quote goes on outside.

    edge: the outermost character of the quote. outside: what follows, read away from the quote.
    """
    outside = outside.lstrip(_NOTHING)
    beside, beyond = outside[:1], outside[1:2]
    if not edge.isalnum() or not beside:
        return False
    if beside.isalnum() or unicodedata.combining(beside):
        return beside not in _RAISED
    if beside in ".,":  # a decimal or thousands sign
        return edge.isdigit() and beyond.isdigit()
    if beside in "'’ʼ":
        return edge.isalpha() and beyond.isalpha() and ahead
    if beside in _DASHES and not ahead and edge.isdigit():  # a sign, but not the dash of a range
        return not beyond.isalnum()
    return beside in _HYPHENS and edge.isalpha() and beyond.isalpha()
