"""The options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option("--data", envvar="PINCITE_DATA", help="The data directory.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Identifiers = Annotated[list[str], typer.Argument(metavar="ID...", help="Document ids; `pincite list` shows them.")]
HERE = Path("data")
