"""Paragraphs of a text that has every line of the page on a line of its own, as PDF readers give it."""

import re
from collections import Counter
from collections.abc import Sequence

from ingest.headings import is_caption, read_heading
from ingest.mapped import MappedText, concatenate

_SENTENCE_END = re.compile(r"[.?!:…][\"”’»)\]\d⁰¹²³⁴-⁹]*\s*$")
_DIGITS = re.compile(r"\d+")
_BEGINS = re.compile(r"\s*(?:[-•–]\s|\[\d+\]\s|[⁰¹²³⁴-⁹]+\s?\S)")
_SHORT = 0.85  # of the usual line; a line shorter than this that ends a sentence ends its paragraph
_RECURRENCES = 3


def separate_paragraphs(text: MappedText) -> MappedText:
    """The text with a blank line put where a paragraph, heading or running line begins or ends.

    Pages are divided by blank lines already. Works line by line from the lengths of lines and from what they
    look like; a paragraph that is missed only makes a longer paragraph.
    """
    pages = _pages(text)
    running = _running_forms([[line.text for line in page] for page in pages])
    parts: list[MappedText] = []
    for page in pages:
        usual = _usual_length([len(line.text) for line in page])
        for index, line in enumerate(page):
            parts.append(line)
            if index + 1 < len(page):
                apart = _apart(line.text, page[index + 1].text, usual=usual, running=running)
                parts.append(_glue("\n\n" if apart else "\n", line))
        if page:
            parts.append(_glue("\n\n", page[-1]))
    return concatenate(parts)


def _apart(line: str, following: str, *, usual: float, running: frozenset[str]) -> bool:
    if _form(line) in running or _form(following) in running:
        return True
    if _BEGINS.match(following) and _SENTENCE_END.search(line):
        return True
    if is_caption(following) or (is_caption(line) and _SENTENCE_END.search(line)):
        return True
    heading, next_heading = read_heading(line), read_heading(following)
    for one, text in ((heading, line), (next_heading, following)):
        if one is not None and (one.form != "plain" or one.well_known) and len(text) < usual * _SHORT:
            return True
    return len(line) < usual * _SHORT and _SENTENCE_END.search(line) is not None


def _pages(text: MappedText) -> list[list[MappedText]]:
    pages: list[list[MappedText]] = []
    for match in re.finditer(r"(?:[^\n]+\n?)+", text.text):
        lines = []
        for line in re.finditer(r"[^\n]+", match[0]):
            if line[0].strip():
                lines.append(text.cut(match.start() + line.start(), match.start() + line.end()))
        if lines:
            pages.append(lines)
    return pages


def _running_forms(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The lines, digits apart, that stand among the first or last two of at least three pages and a third of them."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_form(line) for line in (*page[:2], *page[-2:])})
    often = max(_RECURRENCES, len(pages) // 3)
    return frozenset(form for form, count in counts.items() if count >= often)


def _form(line: str) -> str:
    return _DIGITS.sub("#", line.strip())


def _usual_length(lengths: Sequence[int]) -> float:
    ordered = sorted(lengths)
    return float(ordered[int(len(ordered) * 0.75)]) if ordered else 0.0


def _glue(characters: str, line: MappedText) -> MappedText:
    return MappedText(characters, line.origins[-1:].repeat(len(characters)))
