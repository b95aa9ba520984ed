"""Documents, their pages and their passages, straight from the library: no index is needed."""

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Header, Path, Query
from starlette.responses import Response

from pincite.ingest.errors import DocumentNotFound, PassageNotFound
from pincite.service.bodies.document_schemas import (
    DocumentReply,
    DocumentsReply,
    PageTextReply,
    PassagesReply,
    PassageWithCitationReply,
    PictureQuery,
)
from pincite.service.bodies.replies import document_reply, documents_reply, page_reply, passage_reply, passages_reply
from pincite.service.documents.page_picture import PictureOrder, is_known, picture_order
from pincite.service.errors import DrawingTooSlow, PageNotDrawable, PageNotFound
from pincite.service.http.dependencies import TheEngine, ThePainter
from pincite.service.http.problem_kinds import INVALID, PROBLEMS
from pincite.service.http.problems import documented

router = APIRouter(tags=["documents"])

DocumentId = Annotated[str, Path(examples=["yessirkep2025"])]
PageNumber = Annotated[int, Path(description="The page's place in the file, from 1", examples=[7])]
_LAST = 1_000_000_000  # of the characters of a document
QuoteStart = Annotated[
    int,
    Query(ge=0, le=_LAST, description="Where a stretch of the document's text starts that is to be found on the page"),
]
QuoteEnd = Annotated[int, Query(ge=0, le=_LAST, description="Where that stretch ends; 0 for no stretch")]
PassageId = Annotated[str, Path(examples=["yessirkep2025:0042-3f9a2c1b"])]

_NO_DOCUMENT = documented(PROBLEMS[DocumentNotFound])
_NO_PAGE = documented(PROBLEMS[PageNotFound])
_NO_PASSAGE = documented(PROBLEMS[PassageNotFound])
_NO_NUMBER = documented(INVALID, example='number must be a whole number, not "seven"')
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture",
        "content": {"image/png": {"schema": {"type": "string", "contentMediaType": "image/png"}}},
        "headers": {
            "ETag": {"description": "Changes with the picture", "schema": {"type": "string"}},
            "Pincite-Scale": {"description": "Pixels per point, as drawn", "schema": {"type": "number"}},
        },
    },
    304: {"description": "The picture has the ETag in If-None-Match"},
    **_NO_PAGE,
    **documented(PROBLEMS[PageNotDrawable], PROBLEMS[DrawingTooSlow]),
    **documented(INVALID, example='scale must be a number from 0.5 to 4, not "5"'),
}


@router.get("/v1/documents")
def list_documents(engine: TheEngine) -> DocumentsReply:
    """Every document, ordered by id."""
    return documents_reply(engine.library(), engine.snapshot_id())


@router.get("/v1/documents/{document_id}", responses=_NO_DOCUMENT)
def show_document(document_id: DocumentId, engine: TheEngine) -> DocumentReply:
    """A document: its record, its pages and how each is known, its passages by kind."""
    return document_reply(engine.library().document(document_id), engine.snapshot_id())


# Before the text of a page, whose address "7.png" would fit as well.
@router.get("/v1/documents/{document_id}/pages/{number}.png", response_class=Response, responses=_PICTURE)
async def show_picture(
    document_id: DocumentId,
    number: PageNumber,
    shown: Annotated[PictureQuery, Query()],
    engine: TheEngine,
    painter: ThePainter,
    if_none_match: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    """A page of a PDF as a picture, with a passage marked."""

    def order_picture() -> PictureOrder:
        library = engine.library()
        return picture_order(library, document_id, number, highlight=shown.highlight, scale=shown.scale)

    order = await run_sync(order_picture)
    # Browsers ask each time, for documents can be removed; that costs little while the ETag stays the same.
    headers = {"ETag": order.etag, "Cache-Control": "private, no-cache", "Pincite-Scale": f"{order.scale:.4g}"}
    if is_known(order.etag, if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(await painter.paint(order), media_type="image/png", headers=headers)


@router.get("/v1/documents/{document_id}/pages/{number}", responses={**_NO_PAGE, **_NO_NUMBER})
def show_page(
    document_id: DocumentId, number: PageNumber, engine: TheEngine, start: QuoteStart = 0, end: QuoteEnd = 0
) -> PageTextReply:
    """The text of one page, and where each passage and a requested stretch of the document stand in it."""
    document = engine.library().document(document_id)
    return page_reply(document, number, engine.snapshot_id(), quote=(start, end))


@router.get("/v1/documents/{document_id}/passages", responses=_NO_DOCUMENT)
def list_passages(document_id: DocumentId, engine: TheEngine) -> PassagesReply:
    """Every passage of a document, in its order."""
    return passages_reply(engine.library().document(document_id), engine.snapshot_id())


@router.get("/v1/passages/{passage_id}", responses=_NO_PASSAGE)
def show_passage(passage_id: PassageId, engine: TheEngine) -> PassageWithCitationReply:
    """A passage with its citation. An id of before its document was cut anew leads to the passage that is there now."""
    library = engine.library()
    passage = library.present_passage(passage_id)
    return passage_reply(library.document(passage.document_id), passage.id, engine.snapshot_id())
