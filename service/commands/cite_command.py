"""`pincite cite`: references and citations on the command line."""

from enum import StrEnum
from typing import Annotated

import typer

from pincite.service.commands import printing
from pincite.service.commands.options import HERE, AsJson, Data, Identifiers


class CitationFormat(StrEnum):
    """The format of a citation."""

    apa = "apa"
    chicago = "chicago"
    bibtex = "bibtex"
    ris = "ris"
    csl_json = "csl-json"
    pandoc = "pandoc"


def cite(
    identifiers: Identifiers,
    form: Annotated[CitationFormat, typer.Option("--format", help="The format of the citation.")] = CitationFormat.apa,
    page: Annotated[int | None, typer.Option(help="Cite this page (its number in the file).")] = None,
    passage: Annotated[str | None, typer.Option(help="Cite this passage, by its id.")] = None,
    data: Data = HERE,
    as_json: AsJson = False,
) -> None:
    """Cite a document or one of its pages; several documents make one file, or one list of references."""
    from pincite.ingest.library.store import Library
    from pincite.service.citations.citation_formats import citation, citations

    if len(identifiers) > 1 and (page is not None or passage is not None):
        raise typer.BadParameter("--page and --passage go with one document")
    with Library(data) as library:
        if len(identifiers) == 1:
            text = citation(library, identifiers[0], form.value, page=page, passage=passage)
        else:
            text = citations(library, identifiers, form.value)
    printing.cited(identifiers, form.value, text, as_json=as_json)
