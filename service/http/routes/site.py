"""The pages for people: the client, whose views share one page, and the description of the API."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pincite.service.documents.page_picture import is_known
from pincite.service.http.web_files import client_file

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/threads")
@router.get("/library")
@router.get("/documents/{document_id}")
async def client(request: Request) -> Response:
    return _file(request, "index.html")


@router.get("/docs")
async def docs_page(request: Request) -> Response:
    return _file(request, "docs.html")


@router.get("/favicon.ico")
async def icon(request: Request) -> Response:
    return _file(request, "icon.svg")


@router.get("/web/{name:path}")
async def web_file(request: Request, name: str) -> Response:
    return _file(request, name)


def _file(request: Request, name: str) -> Response:
    # Not in a thread: questions may occupy them all, and this takes less than a millisecond.
    file = client_file(name)
    if file is None:
        raise HTTPException(404)
    # Browsers ask each time whether a file has changed, so that an upgrade shows at once and as a whole.
    headers = {"ETag": file.etag, "Cache-Control": "no-cache"}
    if is_known(file.etag, request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)
