"""RIS, the format of reference managers: one tag a line."""

from collections.abc import Iterable, Mapping

import rispy

from pincite.service.citations.csl_work import Date, Person, Work, pages_of

_TYPES: Mapping[str, str] = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "article": "ELEC",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "entry-dictionary": "DICT",
    "entry-encyclopedia": "ENCYC",
    "legislation": "STAT",
    "manuscript": "MANSCPT",
    "paper-conference": "CPAPER",
    "post": "ICOMM",
    "post-weblog": "BLOG",
    "report": "RPRT",
    "thesis": "THES",
    "webpage": "ELEC",
}


class _Writer(rispy.RisWriter):  # type: ignore[misc]
    """The library numbers its references ("1."), which is no part of RIS."""

    def set_header(self, count: int) -> str:
        return ""


def write_ris(works: Iterable[Work]) -> str:
    """A RIS file with an entry for each work."""
    return str(rispy.dumps([_entry(work) for work in works], implementation=_Writer))


def _entry(work: Work) -> dict[str, str | list[str]]:
    first, last = pages_of(work)
    issued = work.issued
    tags: dict[str, str | list[str]] = {
        "type_of_reference": _TYPES.get(work.type, "GEN"),
        "id": work.id,
        "authors": [_name(person) for person in work.people.get("author", ())],
        "secondary_authors": [_name(person) for person in work.people.get("editor", ())],
        "title": work.title,
        "secondary_title": work.text("container-title") or work.text("collection-title"),
        "year": _year(issued) if issued else "",
        "date": _date(issued) if issued and len(issued.parts) > 1 else "",
        "volume": work.text("volume"),
        "number": work.text("issue"),
        "start_page": first,
        "end_page": last,
        "custom7": work.text("number"),  # C7: an article number
        "edition": work.text("edition"),
        "publisher": work.text("publisher"),
        "place_published": work.text("publisher-place"),
        "type_of_work": work.text("genre"),
        "issn": work.text("ISBN") or work.text("ISSN"),
        "doi": work.text("DOI"),
        "urls": [work.text("URL")] if work.text("URL") else [],
        "access_date": _date(work.accessed) if work.accessed else "",
        "language": work.language,
        "notes": _notes(work),
    }
    return {tag: value for tag, value in tags.items() if value}


def _name(person: Person) -> str:
    """ "van Last, First, Jr."; an organisation as it is, with no comma after it."""
    if person.literal:
        return person.family
    family = f"{person.particle} {person.family}".strip()
    return ", ".join(part for part in (family, person.given, person.suffix) if part)


def _year(date: Date) -> str:
    # The standard's form is YYYY/MM/DD/other: the last part is free, and says here that the year is about right.
    return f"{date.parts[0]}///ca." if date.circa else str(date.parts[0])


def _date(date: Date) -> str:
    parts = [str(date.parts[0]), *(f"{part:02}" for part in date.parts[1:]), "", ""][:3]
    return "/".join([*parts, "ca." if date.circa else ""])


def _notes(work: Work) -> list[str]:
    notes = [work.doubt] if work.doubt else []
    if work.issued is not None and work.issued.circa:
        notes.append(f"The year is approximate: ca. {work.issued.parts[0]}")
    return notes
