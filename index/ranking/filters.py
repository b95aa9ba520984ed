"""Which passages are ranked at all: restrictions by document, author, year, kind and language."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import BadFilter
from pincite.index.segments.segment import KIND_CODES
from pincite.index.snapshots.snapshot import Snapshot
from pincite.ingest.document import KINDS, Kind
from pincite.ingest.record import folded


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


def allowed_passages(
    snapshot: Snapshot, filters: Filters, *, changed: Collection[str] = ()
) -> NDArray[np.bool_] | None:
    """bool[n]: the passages that may be ranked; None when all may.

    changed: documents that were removed or replaced since the snapshot was published. Raises BadFilter for a document
    that is not there, a kind that does not exist, a range that ends before it begins: a typing error must not look like
    an empty library.
    """
    _check(snapshot, filters)
    allowed: NDArray[np.bool_] | None = None
    if filters.documents or filters.authors or filters.languages or _years(filters) != (None, None):
        found = snapshot.library.selected(
            documents=filters.documents,
            authors=[folded(author) for author in filters.authors],
            years=_years(filters),
            languages=[language.split("-")[0].lower() for language in filters.languages],
        )
        allowed = snapshot.only(found)
    if changed:
        current = ~snapshot.only(changed)
        allowed = current if allowed is None else allowed & current
    if filters.kinds:
        of_kind = np.isin(snapshot.kind_of, [KIND_CODES[kind] for kind in filters.kinds])
        allowed = of_kind if allowed is None else allowed & of_kind
    return None if allowed is None or allowed.all() else allowed


def _check(snapshot: Snapshot, filters: Filters) -> None:
    for identifier in filters.documents:
        if not len(snapshot.documents.numbers([identifier])):
            raise BadFilter(
                f"filters.documents: there is no document {identifier!r} here; the list of documents names them all"
            )
    for kind in filters.kinds:
        if kind not in KINDS:
            raise BadFilter(f"filters.kinds: there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    first, last = _years(filters)
    if first is not None and last is not None and first > last:
        raise BadFilter(f"filters.years: 'from' ({first}) is after 'to' ({last})")


def _years(filters: Filters) -> tuple[int | None, int | None]:
    return filters.year_from, filters.year_to
