"""Headings: which lines are headings, how deep they are, and what the well-known ones announce."""

import html
import re
from dataclasses import dataclass
from typing import Literal

Zone = Literal["front_matter", "abstract", "introduction", "references", "notes", "back_matter", "section"]

_MARKDOWN = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})(\.?)\s+(?=[^\W\d_]|[“\"‘«])(.+)")
_ROMAN = re.compile(r"([IVX]{1,5})\.\s+(?=\w)(.+)")
_MARKS = re.compile(r"[*_`\\]+|<[^<>]+>")
_CAPTION = re.compile(r"(?:table|figure|fig\.|chart|box|таблица|рисунок|рис\.|кесте|сурет)\s*\d+", re.IGNORECASE)

# Lower-case names in English, Russian and Kazakh, as they stand over the parts of a paper.
_WELL_KNOWN: tuple[tuple[Zone, str], ...] = (
    ("abstract", r"abstract|summary|executive summary|аннотация|резюме|андатпа|түйіндеме|түйін"),
    (
        "front_matter",
        r"key ?words|(?:table of )?contents|list of (?:tables|figures|abbreviations|acronyms)|acronyms|abbreviations|"
        r"ключевые слова|содержание|оглавление|список сокращений|түйін(?:ді)? сөздер|мазмұны",
    ),
    ("introduction", r"introduction|preface|foreword|background|введение|предисловие|кіріспе"),
    (
        "references",
        r"references?(?: list)?|bibliography|works cited|literature(?: cited)?|sources(?: cited)?|literature list|"
        r"(?:список )?(?:использованн\w+ )?(?:литератур\w+|источник\w+)(?: и литератур\w+)?|библиограф\w+(?: список)?|"
        r"(?:пайдаланыл\w+ )?әдебиет\w*(?: тізімі)?",
    ),
    ("notes", r"(?:end|foot)?notes|примечания|ескертпелер|сноски"),
    (
        "back_matter",
        r"acknowledge?ments?|funding(?: (?:statement|information))?|(?:data|code) availability(?: statement)?|"
        r"availability of data and materials?|ethics? (?:statement|approval).*|authors?['’]? contributions?|"
        r"authors?['’]? information|about the authors?|(?:declaration of )?(?:conflicts? of|competing) interests?|"
        r"publisher['’]?s? note|supplementary (?:materials?|information)|generative ai statement|disclosure statement|"
        r"interviews|appendix(?: \w{1,3})?|annex(?: \w{1,3})?|"
        r"благодарности|финансирование|приложени[ея](?: \w{1,3})?|қосымша(?: \w{1,3})?",
    ),
    (
        "section",
        r"methods?|methodology|materials and methods|data(?: and methods)?|results|findings|discussion|"
        r"results and discussion|conclusions?(?: and .{3,40})?|literature review|theoretical framework|"
        r"concluding remarks|методы|методология|результаты|обсуждение|заключение|выводы|обзор литературы|"
        r"әдістер|нәтижелер|қорытынды|талқылау",
    ),
)
_PATTERNS = tuple((zone, re.compile(pattern, re.IGNORECASE)) for zone, pattern in _WELL_KNOWN)
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? (?:\d{1,2}, ?)?(?:\d{1,2} )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_DEEPEST = 9
_MOST_WORDS = 16
_MOST_CHARACTERS = 130


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
    if not words or len(words) > _MOST_CHARACTERS or len(words.split()) > _MOST_WORDS or "\t" in line:
        return None
    if _CAPTION.match(words) or not any(character.isalpha() for character in words):
        return None
    title, depth = _without_number(words)
    if depth is not None:
        if re.search(r"[.;,:]$", title) or title[0].islower() or re.search(r"https?://|[.!?] ", title):
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
    elif heading.well_known or not numbered or not path:
        depth = 1
    else:
        depth = _DEEPEST
    return (*(step for step in path if step[0] < depth), (depth, heading.title))


def is_caption(text: str) -> bool:
    """Whether the block is the caption of a table or figure."""
    return _CAPTION.match(_plain(text)) is not None and len(text) < 400


def _heading(title: str, *, form: Literal["markdown", "numbered", "plain"], depth: int | None) -> Heading:
    name = title.rstrip(":.").strip()
    for zone, pattern in _PATTERNS:
        if pattern.fullmatch(name):
            return Heading(title=name, zone=zone, form=form, depth=depth, well_known=True)
    return Heading(title=name or title, zone="section", form=form, depth=depth, well_known=False)


def _without_number(words: str) -> tuple[str, int | None]:
    if match := _NUMBERED.fullmatch(words):
        return match[3], match[1].count(".") + 1
    if match := _ROMAN.fullmatch(words):
        return match[2], 1
    return words, None


def _plain(line: str) -> str:
    return html.unescape(" ".join(_MARKS.sub("", line).split()))


def _may_be_plain(words: str) -> bool:
    """A line of its own that reads like a heading: begins like one and does not end like a sentence."""
    if re.search(r"[.;,!—–-]$", words) or re.search(r"https?://|www\.|@|[.!?] [A-ZА-Я]", words):
        return False
    if words.endswith(":") and len(words.split()) > 5:
        return False
    if _DATE.search(words) or (":" in words and words.count(",") > 1):
        return False
    first = re.sub(r"^[\"“‘«'(\[]+", "", words)[:1]
    return first.isupper() and not words.startswith(("(", "[", "-", "•"))
