"""The bibliographic record of a document: CSL-JSON, checked once when it is read."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from pincite.ingest.errors import BadRecord

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person (family and given name) or an organisation (`literal`)."""

    family: str
    given: str = ""
    literal: bool = False

    def __str__(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a work. `csl` is the CSL-JSON item as it was given; the rest is read from it.

    `circa` says that the year is only about right; `language` is a lower-case ISO 639-1 code.
    """

    id: str
    title: str
    authors: tuple[Name, ...]
    year: int | None
    circa: bool
    language: str
    csl: Mapping[str, Any]


def read_record(item: Any, *, where: str) -> Record:
    """The record in the CSL-JSON `item`; `where` names its file in messages.

    Raises BadRecord, naming the field, when the item cannot be used.
    """
    if not isinstance(item, dict):
        raise BadRecord(f"{where}: a record must be a JSON object with CSL-JSON fields, not {type(item).__name__}")
    try:
        json.dumps(item, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadRecord(f"{where}: holds half a character (a lone surrogate, {error}); correct the record") from error
    identifier = item.get("id")
    if not isinstance(identifier, str) or not _ID.fullmatch(identifier):
        raise BadRecord(
            f"{where}: 'id' must be a citation key of letters, digits, '-', '_' and '.', such as "
            f"'yessirkep2025', not {identifier!r}"
        )
    title = item.get("title")
    if not isinstance(title, str) or not title.strip():
        raise BadRecord(f"{where}: record {identifier}: 'title' is missing or empty; give the work's title")
    language = item.get("language", "en")
    if not isinstance(language, str):
        raise BadRecord(f"{where}: record {identifier}: 'language' must be a code such as 'en', not {language!r}")
    year, circa = _issued(item.get("issued"), where=f"{where}: record {identifier}")
    return Record(
        id=identifier,
        title=" ".join(title.split()),
        authors=_names(item.get("author", []), where=f"{where}: record {identifier}"),
        year=year,
        circa=circa,
        language=language.split("-")[0].lower() or "en",
        csl=item,
    )


def author_forms(name: Name) -> frozenset[str]:
    """The forms by which an author may be asked for, as `folded`: "doe", "ann doe", "doe, ann", "doe ann"."""
    given, family = folded(name.given), folded(name.family)
    return frozenset({family, f"{given} {family}".strip(), f"{family}, {given}", f"{family} {given}".strip()})


def folded(text: str) -> str:
    """The text without case, accents, and superfluous blanks."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def citation_key(*, family: str, year: int | None, fallback: str) -> str:
    """A readable id: "yessirkep2025" from the first author and the year, else from `fallback` (a file name).

    Names in other scripts are written in Latin letters, the same on every machine: "петров2011" is "petrov2011".
    """
    stem = f"{family}{year or ''}" if family else fallback
    # Composed first: in pieces, the Russian "й" would be an "и" and a mark.
    latin = "".join(map(_in_latin, unicodedata.normalize("NFKC", stem)))
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", latin).strip("-._").lower()[:90].rstrip("-._") or "document"


def _in_latin(character: str) -> str:
    """A letter or digit of any script in plain Latin ones: "Щ" is "Shch", "ø" is "o", "ь" is nothing."""
    if character.isascii() or not (character.isalnum() or unicodedata.combining(character)):
        return character
    return "".join(letter for letter in anyascii(character) if letter.isalnum())


def _names(items: Any, *, where: str) -> tuple[Name, ...]:
    if not isinstance(items, list):
        raise BadRecord(f"{where}: 'author' must be a list of names, not {type(items).__name__}")
    names = []
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("literal"), str) and item["literal"]:
            names.append(Name(family=item["literal"], literal=True))
        elif isinstance(item, dict) and isinstance(item.get("family"), str) and item["family"]:
            names.append(Name(family=item["family"], given=str(item.get("given", ""))))
        else:
            raise BadRecord(f"{where}: each 'author' needs 'family' (and 'given') or 'literal', not {item!r}")
    return tuple(names)


def _issued(issued: Any, *, where: str) -> tuple[int | None, bool]:
    if issued is None:
        return None, False
    try:
        year = int(issued["date-parts"][0][0])
        circa = bool(issued.get("circa", False))
    except (TypeError, KeyError, IndexError, ValueError, AttributeError) as error:
        raise BadRecord(
            f"{where}: 'issued' must be like {{\"date-parts\": [[2025, 3, 27]]}}, not {issued!r}"
        ) from error
    return year, circa
