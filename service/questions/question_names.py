"""The names, years and words of a question: what a later question can take up or put in another's place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["name", "possessive", "adjective", "year"]

# Words that ask, bind and point: none of them says what a question is about.
_FUNCTION_WORDS = """
    a an the of in on at to for from by with about as into than then that this these those and or but not no nor if
    is are was were be been being do does did done has have had having can could will would shall should may might must
    what which who whom whose when where why how many much long often far it its they them their he him his she her we
    our us you your i me my there here any some all each both either own such so also just only very more most less
    please tell give describe explain say says according between during since until toward towards against regarding
    concerning one ones other others another same
    что как какой какая какое какие каких каким какую кто кого кем где когда почему зачем сколько и а или но не ни в во
    на по с со к ко о об от до из за у для при это этот эта эти тот та те ли бы же был была были есть его её их они он
    она мы вы я то так чем чём нём них
    не қандай қай кім қашан қалай неге қанша қайда және мен бен пен немесе бұл сол ол олар оның олардың үшін туралы
    бойынша ал ма ме ба бе па пе ше
"""
_BARE = frozenset(_FUNCTION_WORDS.split())
_PREPOSITION = re.compile(
    r"\b(in|at|on|within|inside|to|toward|towards|against|for|with|of|by|from|between|among|about|under|after|before)"
    r"(?:\s+the)?\s+$",
    re.IGNORECASE,
)
_WORD = r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w’'-]*\w|[A-Z]"
# "Central Asia", "the Belt and Road Initiative": capitals with at most one small word between them.
_NAME = re.compile(rf"(?:{_WORD})(?:\s+(?:(?:of|and|de|for|the)\s+(?:the\s+)?)?(?:{_WORD}))*")
_YEARS = re.compile(r"\b(?:1[5-9]|20)\d\d(?:\s*[–-]\s*(?:1[5-9]|20)?\d\d|s)?\b")
_ADJECTIVE = re.compile(r"(?:ian|ean|can|ese|ish|sian|kish|kh|ch|zakh|stani|raqi|raeli|[a-z]i|ntal|tern)$")
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
    for match in _NAME.finditer(question):
        found.extend(_names_in(question, match.start(), match[0]))
    return tuple(sorted(found, key=lambda mention: mention.start))


def names(question: str) -> tuple[Mention, ...]:
    """The names of a question, without its years."""
    return tuple(mention for mention in mentions(question) if mention.form != "year")


def words(text: str) -> list[str]:
    """The words of a text."""
    return re.findall(r"[\w’'-]*\w", text)


def content_words(text: str) -> list[str]:
    """The words that say what a question is about, in order, each once."""
    found = (word for word in words(text) if _ENDING.sub("", word).lower() not in _BARE)
    return list(dict.fromkeys(found))


def is_function_word(word: str) -> bool:
    """Whether the word says nothing of what a question is about."""
    return word.lower() in _BARE


def names_in_a_row(question: str, found: Sequence[Mention]) -> tuple[Mention, ...]:
    """The first two names or more that stand in a row: "China, Russia and the EU"; none where none do."""
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
    follows = re.match(r"\s+([a-zа-я]\w+)", question[start + len(text) :])
    return (
        " " not in text and bool(_ADJECTIVE.search(text)) and follows is not None and not is_function_word(follows[1])
    )
