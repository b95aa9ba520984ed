"""The command `pincite reread`: documents are read again by the rules of today."""

import os
from typing import Annotated

import typer

from pincite.service.commands import printing
from pincite.service.commands.options import HERE, AsJson, Data
from pincite.service.commands.progress_display import progress


def reread(
    identifiers: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Document ids; without any, what older rules read.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All documents, also those whose pages wait for OCR.")
    ] = False,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Read documents again from their originals, after an upgrade. What they were read as is searched until then."""
    from pincite.service.jobs.library_changes import AddOptions
    from pincite.service.jobs.library_changes import reread as reread_documents
    from pincite.service.settings import read_limits

    if identifiers and everything:
        raise typer.BadParameter("name documents, or give --all")
    options = AddOptions(limits=read_limits(os.environ))
    with progress(quiet=as_json) as show_progress:
        report = reread_documents(
            data, identifiers or None, everything=everything, options=options, progress=show_progress
        )
    printing.report(report, as_json=as_json, nothing="no document was read by older rules")
    if report.count("failed"):
        raise typer.Exit(1)
