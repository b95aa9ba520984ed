"""What the description of the interface (/openapi.json) says of problems: what each kind means, in words."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from service.errors import HTTP_PROBLEMS, PROBLEMS

MEANINGS: Mapping[str, str] = {
    "invalid-request": "A field is missing, unknown, of another type or out of its range.",
    "not-json": "The body cannot be read as JSON.",
    "not-sent-as-json": "The body was sent without `Content-Type: application/json`.",
    "not-sent-as-form": "Files were not sent as `multipart/form-data`.",
    "too-large": "The body has more than 1,000,000 bytes, an upload more than `PINCITE_UPLOAD_MIB`.",
    "bad-query": "The query is empty, holds no words or is too long.",
    "bad-filter": "A filter names a document that is not there, or years that end before they begin.",
    "bad-quote": "The quotation is empty, holds no words or is too long.",
    "bad-citation": "What is to be cited is not there, or both a page and a passage are named.",
    "bad-chat": "A conversation that cannot be answered. The routes of the OpenAI API answer errors in its form: "
    "`error` with `message`, `type`, `param` and `code`.",
    "unknown-model": "A model that there is not; `GET /v1/models` lists those there are.",
    "no-model": "The answerer “llm” was asked for, and no language model is set up.",
    "document-not-found": "No document has this id.",
    "page-not-found": "The document has no such page. Pages are counted from 1, whatever is printed on them.",
    "passage-not-found": "No passage has this id. Ids change when a document is replaced: search again.",
    "passage-elsewhere": "The passage to be marked does not touch the page; `detail` names the pages it stands on.",
    "no-picture": "The document is no PDF: its pages have no pictures. `detail` names the address of the text.",
    "drawing-too-slow": "The picture was not made in time: the page is intricate, or others are being drawn.",
    "drawing-failed": "The page cannot be drawn; its file may be damaged.",
    "job-not-found": "No job has this id; the oldest are forgotten.",
    "too-many-jobs": "Too many uploads are waiting; `Retry-After` says when to come again.",
    "uploads-elsewhere": "Another service takes the uploads and removals of this data directory.",
    "library-busy": "Documents are being added; `Retry-After` says when to remove this one.",
    "library-unwritable": "The disk is full, or the data directory may not be written to.",
    "library-unavailable": "The data directory holds no library, or it cannot be read.",
    "index-unavailable": "The index is damaged or its encoder cannot be used.",
    "not-ready": "No search yet; `state` says why: `starting` (ask again after `Retry-After` seconds), `empty` (add "
    "documents), `failed` (`detail` says what to do).",
    "not-found": "There is nothing at this address.",
    "method-not-allowed": "The address takes another method; `Allow` names it.",
    "other-origin": "A page of another site sent the request through a browser.",
    "other-host": "The service was called by a name that is not its own; `PINCITE_HOSTS` adds names.",
    "internal": "A defect in the service; its log says more.",
}


def describe_problems(app: FastAPI) -> None:
    """Has the description of the interface list every kind of problem, as "x-problems"."""
    statuses = {kind.name: kind.status for kind in (*PROBLEMS.values(), *HTTP_PROBLEMS.values())}
    problems = [
        {"type": f"/docs#{name}", "status": statuses[name], "description": meaning}
        for name, meaning in MEANINGS.items()
    ]
    of_routes = app.openapi

    def openapi() -> dict[str, Any]:
        return {**of_routes(), "x-problems": problems}

    app.openapi = openapi  # type: ignore[method-assign]
