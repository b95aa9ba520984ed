"""Which passages are ranked at all: restrictions by document, author, year, kind and language."""

from collections.abc import Collection
from dataclasses import dataclass, field

from pincite.index.errors import BadFilter
from pincite.ingest.document import KINDS, Kind


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

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The first and the last year."""
        return self.year_from, self.year_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The passages that may be ranked: those that a reader's filters allow, and that all of this leaves.

    without: documents that have changed since. in_languages: those of the documents, where some are named;
    not_in_languages: those of documents that are left out. What is asked for and what a reader may see is said here
    and nowhere else, so that a collection or a right to read is one field more.
    """

    filters: Filters = field(default_factory=Filters)
    without: frozenset[str] = frozenset()
    in_languages: frozenset[str] = frozenset()
    not_in_languages: frozenset[str] = frozenset()


def check_filters(filters: Filters, known: Collection[str]) -> None:
    """Raises BadFilter for a document that is not among those known, a kind that does not exist, years in wrong order.

    A typing error must not look like an empty library.
    """
    for identifier in filters.documents:
        if identifier not in known:
            raise BadFilter(
                f"filters.documents: there is no document {identifier!r} here; the list of documents names them all"
            )
    for kind in filters.kinds:
        if kind not in KINDS:
            raise BadFilter(f"filters.kinds: there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    first, last = filters.years
    if first is not None and last is not None and first > last:
        raise BadFilter(f"filters.years: 'from' ({first}) is after 'to' ({last})")
