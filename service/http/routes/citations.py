"""Citations of documents, for reference managers and manuscripts."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from pincite.ingest.errors import DocumentNotFound
from pincite.service.citations.citation_formats import MEDIA_TYPES, Format, citation, citations
from pincite.service.errors import BadCitation
from pincite.service.http.dependencies import TheEngine
from pincite.service.http.problem_kinds import PROBLEMS
from pincite.service.http.problems import documented

router = APIRouter(tags=["citations"])

_EXAMPLES: dict[Format, str] = {
    "bibtex": "@article{yessirkep2025,\n  author = {Yessirkep, Saken and ...},\n  ...\n}\n",
    "ris": "TY  - JOUR\nID  - yessirkep2025\nAU  - Yessirkep, Saken\n...\nER  - \n",
    "csl-json": '[{"id": "yessirkep2025", "type": "article-journal", ...}]',
    "apa": "Yessirkep, S., ... (2025). Superpowers and ...\n\n(Yessirkep et al., 2025, p. 7)\n",
}
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The citation",
        "content": {
            MEDIA_TYPES[form].partition(";")[0]: {"schema": {"type": "string"}, "example": example}
            for form, example in _EXAMPLES.items()
        },
    },
    **documented(PROBLEMS[BadCitation]),
}
_NO_DOCUMENT = documented(PROBLEMS[DocumentNotFound])

CitationFormat = Annotated[Format, Query(alias="format", description="The citation format")]


@router.get("/v1/documents/{document_id}/citation", response_class=Response, responses={**_TEXT, **_NO_DOCUMENT})
def cite_document(
    document_id: Annotated[str, Path(examples=["yessirkep2025"])],
    engine: TheEngine,
    form: CitationFormat,
    page: Annotated[int | None, Query(description="The number of the page that is cited", examples=[7])] = None,
    passage: Annotated[str | None, Query(description="The id of the passage that is cited")] = None,
) -> Response:
    """A document, cited: apa and chicago give the reference and, below a blank line, the citation in the text."""
    text = citation(engine.library(), document_id, form, page=page, passage=passage)
    return _file(text, form, document_id)


@router.get("/v1/citations", response_class=Response, responses=_TEXT)
def cite_documents(
    engine: TheEngine,
    form: CitationFormat,
    documents: Annotated[
        str,
        Query(
            description="Document ids, with commas between them",
            examples=["yessirkep2025,patalakh2018"],
            json_schema_extra={"format": "comma-separated-list-of-document-ids"},
        ),
    ],
) -> Response:
    """Several documents in one file, or as a list of references."""
    named = [identifier.strip() for identifier in documents.split(",") if identifier.strip()]
    return _file(citations(engine.library(), named, form), form, "citations")


def _file(text: str, form: Format, stem: str) -> Response:
    ending = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}.get(form)
    # Browsers save a file for a reference manager; the other formats are shown.
    headers = {} if ending is None else {"Content-Disposition": f'attachment; filename="{stem}.{ending}"'}
    return Response(text, media_type=MEDIA_TYPES[form], headers=headers)
