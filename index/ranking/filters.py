"""Which passages are ranked at all: restrictions by document, author, year, kind and language."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import BadFilter
from pincite.ingest.document import KINDS, Kind
from pincite.ingest.record import Name, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Restrictions that must all hold; an empty one restricts nothing.

    Years are inclusive, and a document without a year is outside every range. Authors are matched without
    regard to case and accents by family name, "Given Family", "Family, Given" or an organisation's name.
    """

    documents: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    kinds: tuple[Kind, ...] = ()
    languages: tuple[str, ...] = ()


def allowed_documents(records: Sequence[Record], filters: Filters) -> NDArray[np.bool_]:
    """For each document whether the filters let it through.

    Raises BadFilter for a document that is not there, a kind that does not exist, a range that ends before it
    begins: a typing error must not look like an empty library.
    """
    _check(records, filters)
    wanted = {_fold(author) for author in filters.authors}
    languages = {language.split("-")[0].lower() for language in filters.languages}
    return np.array(
        [
            (not filters.documents or record.id in filters.documents)
            and (not wanted or any(_forms(author) & wanted for author in record.authors))
            and _in_years(record.year, filters)
            and (not languages or record.language in languages)
            for record in records
        ],
        dtype=np.bool_,
    )


def _check(records: Sequence[Record], filters: Filters) -> None:
    known = {record.id for record in records}
    for identifier in filters.documents:
        if identifier not in known:
            raise BadFilter(
                f"filters.documents: there is no document {identifier!r} here; the list of documents names them all"
            )
    for kind in filters.kinds:
        if kind not in KINDS:
            raise BadFilter(f"filters.kinds: there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    if filters.year_from is not None and filters.year_to is not None and filters.year_from > filters.year_to:
        raise BadFilter(f"filters.years: 'from' ({filters.year_from}) is after 'to' ({filters.year_to})")


def _in_years(year: int | None, filters: Filters) -> bool:
    if filters.year_from is None and filters.year_to is None:
        return True
    return (
        year is not None
        and (filters.year_from is None or year >= filters.year_from)
        and (filters.year_to is None or year <= filters.year_to)
    )


def _forms(name: Name) -> set[str]:
    given, family = _fold(name.given), _fold(name.family)
    return {family, f"{given} {family}".strip(), f"{family}, {given}", f"{family} {given}".strip()}


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
