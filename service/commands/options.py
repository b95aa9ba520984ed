"""The options that several commands have."""

import inspect
import re
from collections.abc import Callable
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from pincite.index.interface.filters import Filters
from pincite.ingest.document import KINDS, Kind

Data = Annotated[Path, typer.Option("--data", envvar="PINCITE_DATA", help="The data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Identifiers = Annotated[list[str], typer.Argument(metavar="ID...", help="Document ids; `pincite list` shows them.")]
HERE = Path("data")
_YEAR_RANGE = re.compile(r"(?P<single>\d{1,4})|(?P<first>\d{1,4})?-(?P<last>\d{1,4})?")

Documents = Annotated[list[str] | None, typer.Option("--document", help="Only this document (may be repeated).")]
_Authors = Annotated[list[str] | None, typer.Option("--author", help="Only works by this author (may be repeated).")]
_Years = Annotated[
    str | None, typer.Option("--year", metavar="FROM-TO", help="Only these years: 2020, 2018-2023, 2020-.")
]
_Kinds = Annotated[list[str] | None, typer.Option("--kind", help="Only this kind of passage (may be repeated).")]
_Languages = Annotated[
    list[str] | None, typer.Option("--language", help="Only works in this language (may be repeated).")
]


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of a filter in the place of its parameter `filters`, which is made of them.

    The options are the parameters of `_filters`. A wrong one is a usage error.
    """
    parameters = inspect.signature(command).parameters
    options = inspect.signature(_filters).parameters

    @wraps(command)
    def filtered(**given: Any) -> None:
        try:
            filters = _filters(**{name: given.pop(name) for name in options})
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        command(filters=filters, **given)

    replaced = ([own] if own.name != "filters" else options.values() for own in parameters.values())
    filtered.__signature__ = inspect.Signature([*chain.from_iterable(replaced)])  # type: ignore[attr-defined]
    return filtered


def _filters(
    *,
    documents: Documents = None,
    authors: _Authors = None,
    years: _Years = None,
    kinds: _Kinds = None,
    languages: _Languages = None,
) -> Filters:
    """The filters of the options. Raises ValueError with a message for the user."""
    first, last = _first_and_last(years)
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


def _first_and_last(years: str | None) -> tuple[int | None, int | None]:
    if years is None:
        return None, None
    match = _YEAR_RANGE.fullmatch(years.strip())
    if match is None or years.strip() == "-":
        raise ValueError(f"{years!r} is not a range of years; write 2020, 2018-2023, 2020- or -2020")
    if match["single"]:
        return int(match["single"]), int(match["single"])
    first, last = (int(part) if part else None for part in (match["first"], match["last"]))
    if first is not None and last is not None and first > last:
        raise ValueError(f"{years!r} ends before it begins")
    return first, last
