"""A work as bibliographies need it: what its CSL-JSON record says, read once and checked.

A record is somebody's JSON: a field that is not as CSL-JSON has it is left out, never passed on to a bibliography.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pincite.ingest.record import Record

Role = Literal["author", "editor", "translator", "container-author", "collection-editor"]

# The variables of CSL-JSON that hold text, of those that a bibliography prints.
TEXTS = (
    "DOI",
    "ISBN",
    "ISSN",
    "URL",
    "chapter-number",
    "collection-number",
    "collection-title",
    "container-title",
    "edition",
    "genre",
    "issue",
    "number",
    "page",
    "publisher",
    "publisher-place",
    "title-short",
    "volume",
)

# CSL lets a text hold these few tags; a bibliography in plain text has no use for them.
_MARKUP = re.compile(r"</?(?:i|b|sc|sub|sup|span)\b[^>]*>")
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_FIELDS = {"title": "title", "author": "author", "issued": "year"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person, or an organisation: then `family` is its whole name and `literal` is true.

    `particle` belongs to the family name ("van" Gogh), `suffix` follows all ("Jr.").
    """

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day, month or year; `until` is its end where it is a stretch of time. Each is (year, month, day), cut short
    where less is known. `circa` says that it is only about right.
    """

    parts: tuple[int, ...]
    until: tuple[int, ...] = ()
    circa: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A work; `texts` holds those of TEXTS that are known. `doubt` says what of it was guessed, or is empty."""

    id: str
    type: str
    title: str
    language: str
    people: Mapping[Role, tuple[Person, ...]]
    issued: Date | None
    accessed: Date | None
    texts: Mapping[str, str]
    doubt: str

    def text(self, name: str) -> str:
        """A variable of TEXTS, empty where it is not known."""
        return self.texts.get(name, "")


def work_of(record: Record) -> Work:
    """The work that a record describes."""
    csl = record.csl
    texts = {name: text for name in TEXTS if (text := _text(csl.get(name)))}
    if "DOI" in texts:
        texts["DOI"] = _RESOLVER.sub("", texts["DOI"])
    issued = _date(csl.get("issued"))
    return Work(
        id=record.id,
        type=_text(csl.get("type")) or "document",
        title=_MARKUP.sub("", record.title),
        language=record.language,
        people={role: people for role in get_args(Role) if (people := _people(csl.get(role)))},
        issued=issued,
        accessed=_date(csl.get("accessed")),
        texts=texts,
        doubt=_doubt(csl.get("custom")),
    )


def pages_of(work: Work) -> tuple[str, str]:
    """The first and last page that the record names, as printed; the last is empty for a single page."""
    first, _, last = re.sub(r"\s*[–—-]+\s*", "–", work.text("page")).partition("–")
    return first.strip(), last.strip()


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(_MARKUP.sub("", str(value)).split())


def _people(items: Any) -> tuple[Person, ...]:
    found = []
    for item in items if isinstance(items, list) else ():
        name = {key: _text(value) for key, value in item.items()} if isinstance(item, dict) else {}
        if name.get("literal"):
            found.append(Person(family=name["literal"], literal=True))
        elif name.get("family"):
            dropping = name.get("dropping-particle", "")
            given = f"{name.get('given', '')} {dropping}".strip()
            particle, suffix = name.get("non-dropping-particle", ""), name.get("suffix", "")
            found.append(Person(family=name["family"], given=given, particle=particle, suffix=suffix))
        elif name.get("given"):
            found.append(Person(family=name["given"], literal=True))
    return tuple(found)


def _date(value: Any) -> Date | None:
    if not isinstance(value, dict) or not isinstance(value.get("date-parts"), list):
        return None
    ends = [_parts(one) for one in value["date-parts"][:2]]
    if not ends or not ends[0]:
        return None
    until = ends[1] if len(ends) > 1 and ends[1] != ends[0] else ()
    return Date(parts=ends[0], until=until, circa=bool(value.get("circa", False)))


def _parts(values: Any) -> tuple[int, ...]:
    """Year, month and day as far as they are numbers that can be: a month is 1 to 12."""
    found: list[int] = []
    for value, most in zip(values if isinstance(values, list) else (), (9999, 12, 31), strict=False):
        text = str(value).strip()
        if not text.lstrip("-").isdecimal() or not (1 <= int(text) <= most or not found):
            break
        found.append(int(text))
    return tuple(found)


def _doubt(custom: Any) -> str:
    guessed = custom.get("guessed") if isinstance(custom, dict) else None
    names = [_FIELDS[name] for name in guessed if name in _FIELDS] if isinstance(guessed, list) else []
    if not names:
        return ""
    listed = " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
    return f"{listed[:1].upper()}{listed[1:]} guessed from the file; check before citing"
