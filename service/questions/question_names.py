"""The names, years and words of a question, which a later question can take up or replace."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.service.questions.capitals import CAPITALS
from pincite.service.questions.function_words import FUNCTION_WORDS

Form = Literal["name", "possessive", "adjective", "year"]

_PREPOSITION = re.compile(
    r"\b(in|at|on|within|inside|to|toward|towards|against|for|with|of|by|from|between|among|about|under|after|before)"
    r"(?:\s+the)?\s+$",
    re.IGNORECASE,
)
_WORD = rf"[{CAPITALS}][\w’'-]*\w|[{CAPITALS}]"
# "Lake Baikal", "the Law of the Sea": capitals with small words between them.
_NAME = re.compile(rf"(?:{_WORD})(?:\s+(?:(?:of|and|de|for|the)\s+(?:the\s+)?)?(?:{_WORD}))*")
_YEARS = re.compile(r"\b(?:1\d|20)\d\d(?:\s*[–-]\s*(?:1\d|20)?\d\d|s)?\b|\b\d{1,4} (?:BCE?|CE|AD)\b")
# The endings with which English makes adjectives of places, and the adjectives of states that have none of them.
_ADJECTIVE = re.compile(
    r".+(?:[eic]an|ese|ish|ic|stani|(?:north|south|east|west)ern)|Afghan|Arab|Argentine|Azerbaijani|Bahraini|Bangladeshi|"
    r"Croat|Cypriot|Czech|Dutch|Emirati|French|German|Greek|Iraqi|Israeli|Kazakh|Kuwaiti|Kyrgyz|Lao|Malagasy|Nepali|Omani|"
    r"Philippine|Qatari|Roman|Saudi|Serb|Slovak|Slovene|Somali|Swiss|Tajik|Thai|Turkmen|Uzbek|Welsh|Yemeni",
    re.IGNORECASE,
)
# Of the names in a question the first of these is what it is about, and after that the one that acts.
_NEAREST = ("about", "", "of", "by", "from", "between", "among", "with", "for", "against", "toward", "towards", "to")
SUBJECT_RANK = _NEAREST.index("")
_ENDING = re.compile(r"(?:['’]s|(?<=s)['’])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name or year at the characters [start, end) of a question.

    `text` is without a possessive ending; `preposition` is the word that governs it, empty where there is none.
    """

    text: str
    start: int
    end: int
    form: Form
    preposition: str


def mentions(question: str) -> tuple[Mention, ...]:
    """The names and years of a question, in order."""
    found = [_mention(question, match.start(), match[0], form="year") for match in _YEARS.finditer(question)]
    years = tuple(found)
    for match in _NAME.finditer(question):
        if not any(year.start < match.start() < year.end for year in years):  # the "BC" of "44 BC" is no name
            found.extend(_names_in(question, match.start(), match[0]))
    return tuple(sorted(found, key=lambda mention: mention.start))


def subject_rank(mention: Mention) -> int:
    """How near a name is to the subject of its question, by the preposition that governs it; 0 is nearest."""
    return _NEAREST.index(mention.preposition) if mention.preposition in _NEAREST else len(_NEAREST)


def names(question: str) -> tuple[Mention, ...]:
    """The names of a question, without its years."""
    return tuple(mention for mention in mentions(question) if mention.form != "year")


def words(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"[\w’'-]*\w", text)


def content_words(text: str) -> list[str]:
    """The words of a text that are no function words, in order, each once."""
    found = (word for word in words(text) if _ENDING.sub("", word).lower() not in FUNCTION_WORDS)
    return list(dict.fromkeys(found))


def is_function_word(word: str) -> bool:
    """Whether the word only asks, binds or points."""
    return word.lower() in FUNCTION_WORDS


def names_in_a_row(question: str, found: Sequence[Mention]) -> tuple[Mention, ...]:
    """The first names in a row, two or more: "China, Russia and the EU"; empty where there is no row."""
    row = list(found[:1])
    for one in found[1:]:
        if re.fullmatch(r",?\s*(?:(?:and|or)\s+)?(?:the\s+)?", question[row[-1].end : one.start]):
            row.append(one)
        elif len(row) > 1:
            break
        else:
            row = [one]
    return tuple(row) if len(row) > 1 else ()


def listed(texts: Sequence[str]) -> str:
    """ "China, Russia and the EU"."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]])


def with_article(question: str, mention: Mention) -> str:
    """The name as it stands in the question, with its article where it has one."""
    return f"the {mention.text}" if re.search(r"\b[Tt]he\s+$", question[: mention.start]) else mention.text


def _names_in(question: str, start: int, text: str) -> list[Mention]:
    """The names in a row of capitals: its first word may only open the question, "and" may part two names."""
    while is_function_word(text.partition(" ")[0]):
        rest = text.partition(" ")[2].lstrip()
        if not rest:
            return []
        start, text = start + len(text) - len(rest), rest
    found, offset = list[Mention](), 0
    for part in re.split(r"((?<=['’]s)\s+|\s+and\s+(?=\w+$)|\s+and\s+the\s+)", text):
        if part.strip() and part.strip() not in ("and", "and the"):
            found.append(_mention(question, start + offset, part))
        offset += len(part)
    return found


def _mention(question: str, start: int, text: str, *, form: Form | None = None) -> Mention:
    before = _PREPOSITION.search(question[:start])
    bare = _ENDING.sub("", text)
    if form is None:
        form = "possessive" if bare != text else "adjective" if _is_adjective(question, start, text) else "name"
    return Mention(
        text=bare, start=start, end=start + len(text), form=form, preposition=before[1].lower() if before else ""
    )


def _is_adjective(question: str, start: int, text: str) -> bool:
    """Whether it stands before a noun and ends as "Chinese", "Russian", "Turkish" do."""
    follows = re.match(r"\s+([^\W\d_]\w+)", question[start + len(text) :])
    return (
        " " not in text
        and bool(_ADJECTIVE.fullmatch(text))
        and follows is not None
        and follows[1][0].islower()
        and not is_function_word(follows[1])
    )
