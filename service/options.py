"""The options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from index.filters import Filters
from service.searching import parse_filters

Data = Annotated[Path, typer.Option("--data", envvar="PINCITE_DATA", help="The data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Identifiers = Annotated[list[str], typer.Argument(metavar="ID...", help="Document ids; `pincite list` shows them.")]
HERE = Path("data")

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
    """The filters that these options ask for. Raises BadParameter, a wrong usage."""
    try:
        return parse_filters(documents=documents, authors=authors, years=years, kinds=kinds, languages=languages)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
