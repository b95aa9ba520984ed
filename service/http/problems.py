"""Problem details (RFC 9457): every error as JSON that names the field or the thing, and the next step.

{"type": "/docs#invalid-request", "title": "The request is not as documented", "status": 422,
 "detail": "k must be a whole number from 1 to 100, not 101", "instance": "/v1/search",
 "errors": [{"field": "k", "message": "k must be a whole number from 1 to 100, not 101"}]}
"""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from pincite.index.errors import BadFilter, BadQuery, RetrievalError
from pincite.ingest.errors import IngestError, LibraryLocked
from pincite.service.chat.chat_replies import chat_error, speaks_openai
from pincite.service.errors import (
    HTTP_PROBLEMS,
    INTERNAL,
    PROBLEMS,
    BadChat,
    BadQuote,
    BadUpload,
    NoModel,
    NotReady,
    ProblemKind,
    ServiceError,
    TooManyJobs,
    kind_of,
)
from pincite.service.http.field_words import BODIES
from pincite.service.http.request_guard import SECURITY_HEADERS
from pincite.service.http.validation import findings

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)

_FAILED = "the service failed on this request; its log says why"
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "detail", "instance")},
        "status": {"type": "integer"},
        "state": {"type": "string", "enum": ["starting", "empty", "failed"]},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}},
        },
    },
}


def handle_errors(app: FastAPI) -> None:
    """Lets the app answer every error with a problem."""
    for error in (ServiceError, IngestError, RetrievalError):
        app.add_exception_handler(error, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)


def documented(kind: ProblemKind, detail: str) -> dict[int | str, dict[str, Any]]:
    """What the documentation of a route says of a kind of problem, with `detail` as the example."""
    return {kind.status: _described(kind, detail)}


def any_problem() -> dict[int | str, dict[str, Any]]:
    """What the documentation of every route says of the problems that any request may meet."""
    return {"default": _described(INTERNAL, _FAILED) | {"description": "Any other problem"}}


def problem_of(request: Request, error: Exception) -> Response:
    """The problem that an error is, where a response has begun already and no handler can answer any more."""
    if isinstance(error, ServiceError | IngestError | RetrievalError):
        return _ours(request, error)
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _unexpected(request, error)


def _ours(request: Request, error: Exception) -> Response:
    kind = kind_of(error)
    detail = str(error)
    if kind.detail is not None:
        asked = request.query_params
        passage_id = asked.get("highlight", asked.get("passage", "?"))
        named = {"passage_id": passage_id, "document_id": "?", "number": "?"}
        detail = kind.detail.format_map(named | request.path_params)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, NotReady):
        _log.warning("%s %s: %s", request.method, request.url.path, error)
    if isinstance(error, NotReady):
        more: dict[str, Any] = {"state": error.state}
        return _problem(request, kind, detail, headers={"Retry-After": str(error.retry_after_s)}, more=more)
    if isinstance(error, BadQuote | NoModel):
        field = "quote" if isinstance(error, BadQuote) else "answerer"
        return _problem(request, kind, detail, more={"errors": [{"field": field, "message": detail}]})
    if isinstance(error, BadQuery):
        body = BODIES.get(request.url.path)
        text = "query" if body is None else body.text
        # The message of a filter begins with its name: "filters.years: ...".
        field = detail.partition(":")[0] if isinstance(error, BadFilter) else text
        detail = detail.replace("the query", f"the {text}", 1)
        return _problem(request, kind, detail, more={"errors": [{"field": field, "message": detail}]})
    if isinstance(error, BadChat):
        wrong = [{"field": error.param, "message": detail}]
        return _problem(request, kind, detail, more={"errors": wrong, "code": error.code})
    if isinstance(error, BadUpload):
        return _problem(request, kind, detail, more={"errors": [{"field": error.field, "message": detail}]})
    later = {"Retry-After": "10"} if isinstance(error, LibraryLocked | TooManyJobs) else None
    return _problem(request, kind, detail, headers=later)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if error.errors()[0]["type"] == "json_invalid":
        found = error.errors()[0]
        detail = f"the body is not JSON: {found['ctx']['error']} at character {found['loc'][1]}; correct it"
        return _problem(request, HTTP_PROBLEMS[400], detail)
    if isinstance(error.body, bytes) and error.body:
        return _problem(request, HTTP_PROBLEMS[415], "send the body as JSON, with Content-Type: application/json")
    errors = findings(error.errors(), request.url.path)
    detail = "; ".join(found["message"] for found in errors)
    return _problem(request, HTTP_PROBLEMS[422], detail, more={"errors": errors})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers, method, path = dict(error.headers or {}), request.method, request.url.path
    if error.status_code == 405 and method not in (taken := _methods(request)):
        headers["Allow"] = ", ".join(taken)
    kind = HTTP_PROBLEMS.get(error.status_code)
    if kind is None:
        kind = ProblemKind(name="refused", status=error.status_code, title=str(error.detail))
    details = {
        400: "the body cannot be read as JSON; send an object in UTF-8",
        404: f"there is nothing at {path}; /docs lists what there is",
        405: f"{method} is not possible at {path}; use {headers.get('Allow') or headers.get('allow')}",
    }
    return _problem(request, kind, details.get(error.status_code, str(error.detail)), headers=headers)


def _methods(request: Request) -> list[str]:
    """The methods that some route takes at this address; the framework names those of the first route alone."""
    asked = [(method, {**request.scope, "method": method}) for method in ("DELETE", "GET", "POST")]
    routes = request.app.routes
    return [method for method, scope in asked if any(one.matches(scope)[0] is Match.FULL for one in routes)]


def refusal(scope: Scope, refused: HTTPException) -> Response:
    """The answer to a request that is refused before any route sees it."""
    return _refused(Request(scope), refused)


def _described(kind: ProblemKind, detail: str) -> dict[str, Any]:
    content = {"schema": _SCHEMA, "example": {**_members(kind, detail), "instance": "..."}}
    return {"description": kind.title, "content": {MEDIA_TYPE: content}}


def _unexpected(request: Request, error: Exception) -> Response:
    # The server logs the error itself. This response passes by the guard, so it takes the headers with it.
    return _problem(request, INTERNAL, _FAILED, headers=SECURITY_HEADERS)


def _problem(
    request: Request,
    kind: ProblemKind,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    content = {**_members(kind, detail), "instance": request.url.path, **(more or {})}
    if speaks_openai(request.url.path):
        status, error = chat_error(content)
        spoken = json.dumps(error, ensure_ascii=False).encode("utf-8", "replace")
        return Response(spoken, status_code=status, media_type="application/json", headers=dict(headers or {}))
    # A lone surrogate in what the client sent cannot be sent back.
    body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status_code=kind.status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


def _members(kind: ProblemKind, detail: str) -> dict[str, Any]:
    return {"type": f"/docs#{kind.name}", "title": kind.title, "status": kind.status, "detail": detail}


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
