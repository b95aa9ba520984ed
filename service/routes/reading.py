"""Documents, their pages and their passages, straight from the library: no index is needed."""

from typing import Annotated

from fastapi import APIRouter, Path

from ingest.errors import DocumentNotFound, PassageNotFound
from service.dependencies import TheEngine
from service.document_schemas import DocumentReply, DocumentsReply, PageTextReply, PassageWithCitationReply
from service.errors import INVALID, PROBLEMS, PageNotFound
from service.problems import documented
from service.replies import document_reply, page_reply, passage_reply, summary_reply

router = APIRouter(tags=["documents"])

DocumentId = Annotated[str, Path(examples=["yessirkep2025"])]
PageNumber = Annotated[int, Path(description="The page's place in the file, from 1", examples=[7])]
PassageId = Annotated[str, Path(examples=["yessirkep2025:0042-3f9a2c1b"])]

_NO_DOCUMENT = documented(
    PROBLEMS[DocumentNotFound], 'there is no document "x"; GET /v1/documents lists those there are'
)
_NO_PAGE = documented(PROBLEMS[PageNotFound], "yessirkep2025 has pages 1 to 10, not 11")
_NO_PASSAGE = documented(PROBLEMS[PassageNotFound], 'there is no passage "x"; search again')
_NO_NUMBER = documented(INVALID, 'number must be a whole number, not "seven"')


@router.get("/v1/documents")
def list_documents(engine: TheEngine) -> DocumentsReply:
    """Every document, ordered by id."""
    summaries = engine.library().summaries()
    return DocumentsReply(
        documents=[summary_reply(summary) for summary in summaries],
        total=len(summaries),
        snapshot=engine.snapshot_id(),
    )


@router.get("/v1/documents/{document_id}", responses=_NO_DOCUMENT)
def show_document(document_id: DocumentId, engine: TheEngine) -> DocumentReply:
    """A document: its record, its pages and how each is known, its passages by kind."""
    return document_reply(engine.library().document(document_id), engine.snapshot_id())


@router.get("/v1/documents/{document_id}/pages/{number}", responses={**_NO_PAGE, **_NO_NUMBER})
def show_page(document_id: DocumentId, number: PageNumber, engine: TheEngine) -> PageTextReply:
    """The text of one page, and where each passage stands in it."""
    return page_reply(engine.library().document(document_id), number, engine.snapshot_id())


@router.get("/v1/passages/{passage_id}", responses=_NO_PASSAGE)
def show_passage(passage_id: PassageId, engine: TheEngine) -> PassageWithCitationReply:
    """A passage with its citation."""
    library = engine.library()
    document = library.document(library.passage(passage_id).document_id)
    return passage_reply(document, passage_id, engine.snapshot_id())
