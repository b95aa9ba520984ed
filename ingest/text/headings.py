"""Headings: which lines are headings, how deep they are, and which part of the work they open."""

import html
import re
from dataclasses import dataclass
from typing import Literal

from pincite.ingest.writing.caption_words import begins_caption, begins_with_number_of_float
from pincite.ingest.writing.letter_case import begins_small, opening_case
from pincite.ingest.writing.months import is_month, names_a_day
from pincite.ingest.writing.section_names import Zone, zone_opened_by
from pincite.ingest.writing.words import word_count

_MARKDOWN = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_NUMBERED = re.compile(r"(?:§\s*)?(\d{1,2}(?:\.\d{1,2}){0,4})(\.?)\s+(?=[^\W\d_]|[“\"‘«])(.+)")
_ROMAN = re.compile(r"([IVX]{1,5})\.\s+(?=\w)(.+)")
_CHINESE = re.compile(r"(?:第[一二三四五六七八九十百]+[章节節部编編]|[一二三四五六七八九十]{1,3}、)\s*(.+)")
_MARKUP = re.compile(r"[*_`\\]+|<[^<>]+>")
# A stop behind four letters or more ends a sentence, behind fewer an abbreviation: "Brown v. Board".
_SENTENCE_BREAK = re.compile(r"(?:\w{4,}\. +|[?!…] +|[。！？])(?P<next>\S)")
_DEEPEST = 9
_MOST_WORDS = 16
_MOST_CHARACTERS = 130
_MOST_CASELESS_WORDS = 8  # where no capital shows that a line stands for itself, it has to be shorter
_LONGEST_CAPTION = 400  # characters; what is longer is a paragraph about the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading: its words without number and markup, the zone of the work that it opens, its form and its depth.

    `depth` is 1 for "#" and for "5", 2 for "##" and for "5.1"; None for a plain line. `form` says which.
    """

    title: str
    zone: Zone
    form: Literal["markdown", "numbered", "plain"]
    depth: int | None
    well_known: bool


def read_heading(line: str) -> Heading | None:
    """The heading that `line` may be, judged by the line alone; None when it cannot be one."""
    stripped = line.strip()
    if (match := _MARKDOWN.fullmatch(stripped)) and len(stripped) <= 2 * _MOST_CHARACTERS:
        title, _ = _without_number(_plain(match[2]))
        return _heading(title or _plain(match[2]), form="markdown", depth=len(match[1]))
    words = _plain(stripped)
    if not words or len(words) > _MOST_CHARACTERS or word_count(words) > _MOST_WORDS or "\t" in line:
        return None
    if begins_with_number_of_float(words) or not any(character.isalpha() for character in words):
        return None
    if names_a_day(words) or is_month(words):
        return None
    title, depth = _without_number(words)
    if depth is not None:
        if re.search(r"[.;,:。；，：]$", title) or begins_small(title) or "://" in title or _breaks_off(title):
            return None
        return _heading(title, form="numbered", depth=depth)
    if not _may_be_plain(words):
        return None
    return _heading(words.rstrip(":").rstrip(), form="plain", depth=None)


def deeper(path: tuple[tuple[int, str], ...], heading: Heading, *, numbered: bool) -> tuple[tuple[int, str], ...]:
    """The section path, as (depth, title) pairs, after `heading` was met within `path`.

    numbered: whether the document numbers its headings; then a plain line that is not a well-known name is a
    part of the numbered section it stands in. Well-known plain names are outermost, numbers stand below them.
    """
    if heading.form == "numbered" and heading.depth is not None:
        depth = heading.depth + 1
    elif heading.depth is not None:
        depth = heading.depth
    elif heading.well_known or not numbered or not path or _is_plain_section(path[0]):
        depth = 1
    else:
        depth = _DEEPEST
    return (*(step for step in path if step[0] < depth), (depth, heading.title))


def _is_plain_section(step: tuple[int, str]) -> bool:
    """Whether the step is an outermost heading that has neither a number nor a well-known name."""
    return step[0] == 1 and zone_opened_by(step[1]) is None


def is_caption(text: str) -> bool:
    """Whether the block is the caption of a table or figure."""
    return len(text) < _LONGEST_CAPTION and begins_caption(_plain(text))


def _heading(title: str, *, form: Literal["markdown", "numbered", "plain"], depth: int | None) -> Heading:
    name = title.rstrip(":.").strip()
    zone = zone_opened_by(name)
    if zone is not None:
        return Heading(title=name, zone=zone, form=form, depth=depth, well_known=True)
    return Heading(title=name or title, zone="section", form=form, depth=depth, well_known=False)


def _without_number(words: str) -> tuple[str, int | None]:
    if match := _NUMBERED.fullmatch(words):
        return match[3], match[1].count(".") + 1
    if match := _ROMAN.fullmatch(words):
        return match[2], 1
    if match := _CHINESE.fullmatch(words):
        return match[1], 1
    return words, None


def _plain(line: str) -> str:
    return html.unescape(" ".join(_MARKUP.sub("", line).split()))


def _breaks_off(words: str) -> bool:
    """Whether a sentence ends within the words and another one begins."""
    return any(match["next"].isalpha() and not match["next"].islower() for match in _SENTENCE_BREAK.finditer(words))


def _may_be_plain(words: str) -> bool:
    """A line of its own that reads like a heading: begins like one and does not end like a sentence."""
    if re.search(r"[.;,!。；，！、۔،।—–-]$", words) or re.search(r"https?://|www\.|@", words):
        return False
    if _breaks_off(words):
        return False
    if words.endswith(":") and len(words.split()) > 5:
        return False
    if ":" in words and words.count(",") > 1:
        return False
    if words.startswith(("(", "[", "-", "•")):
        return False
    case = opening_case(words)
    letter = words.lstrip("\"“‘«'„»¿¡")[:1].isalpha()
    return letter and (case == "upper" or (case == "none" and word_count(words) <= _MOST_CASELESS_WORDS))
