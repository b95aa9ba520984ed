"""The pages for people: the client, whose views share one page, and the description of the API."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse

WEB = Path(__file__).parent.parent / "web"

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/threads")
@router.get("/library")
@router.get("/documents/{document_id}")
async def client(document_id: str = "") -> FileResponse:
    return _page("index.html")


@router.get("/docs")
async def docs_page() -> FileResponse:
    return _page("docs.html")


@router.get("/favicon.ico")
async def icon() -> FileResponse:
    return FileResponse(WEB / "icon.svg", media_type="image/svg+xml")


def _page(name: str) -> FileResponse:
    # Browsers ask each time whether the page is still the same, so that an upgrade shows at once.
    return FileResponse(WEB / name, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})
