"""The options that several commands have."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, cast

import typer

from pincite.index.interface.filters import Filters
from pincite.ingest.document import KINDS, Kind

Data = Annotated[Path, typer.Option("--data", envvar="PINCITE_DATA", help="The data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Identifiers = Annotated[list[str], typer.Argument(metavar="ID...", help="Document ids; `pincite list` shows them.")]
HERE = Path("data")
_YEARS = re.compile(r"(?P<single>\d{1,4})|(?P<first>\d{1,4})?-(?P<last>\d{1,4})?")

Documents = Annotated[list[str] | None, typer.Option("--document", help="Only this document (may be repeated).")]
Authors = Annotated[list[str] | None, typer.Option("--author", help="Only works by this author (may be repeated).")]
Years = Annotated[
    str | None, typer.Option("--year", metavar="FROM-TO", help="Only these years: 2020, 2018-2023, 2020-.")
]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only this kind of passage (may be repeated).")]
Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Only works in this language (may be repeated).")
]


def filters_of(*, documents: Documents, authors: Authors, years: Years, kinds: Kinds, languages: Languages) -> Filters:
    """The filters of these options. Raises BadParameter, a usage error."""
    try:
        return parse_filters(documents=documents, authors=authors, years=years, kinds=kinds, languages=languages)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def parse_filters(
    *,
    documents: Sequence[str] | None,
    authors: Sequence[str] | None,
    years: str | None,
    kinds: Sequence[str] | None,
    languages: Sequence[str] | None,
) -> Filters:
    """The filters of the options. Raises ValueError with a message for the user."""
    first, last = _years(years)
    for kind in kinds or ():
        if kind not in KINDS:
            raise ValueError(f"there is no kind {kind!r}; the kinds are {', '.join(KINDS)}")
    return Filters(
        documents=tuple(documents or ()),
        authors=tuple(authors or ()),
        year_from=first,
        year_to=last,
        kinds=cast(tuple[Kind, ...], tuple(kinds or ())),
        languages=tuple(languages or ()),
    )


def _years(years: str | None) -> tuple[int | None, int | None]:
    if years is None:
        return None, None
    match = _YEARS.fullmatch(years.strip())
    if match is None or years.strip() == "-":
        raise ValueError(f"{years!r} is not a range of years; write 2020, 2018-2023, 2020- or -2020")
    if match["single"]:
        return int(match["single"]), int(match["single"])
    first, last = (int(part) if part else None for part in (match["first"], match["last"]))
    if first is not None and last is not None and first > last:
        raise ValueError(f"{years!r} ends before it begins")
    return first, last
