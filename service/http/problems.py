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

from pincite.index.errors import BadFilter, BadQuery
from pincite.ingest.errors import LibraryLocked
from pincite.service.chat.chat_replies import chat_error, speaks_openai
from pincite.service.errors import EXPLAINED, BadChat, BadQuote, BadUpload, NoModel, NotReady, TooManyJobs
from pincite.service.http.field_words import schema_of
from pincite.service.http.problem_kinds import HTTP_PROBLEMS, INTERNAL, KINDS, ProblemKind, kind_of
from pincite.service.http.request_guard import SECURITY_HEADERS
from pincite.service.http.validation import findings

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)

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
    for error in EXPLAINED:
        app.add_exception_handler(error, _own_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)


def documented(*kinds: ProblemKind, example: str = "") -> dict[int | str, dict[str, Any]]:
    """What the documentation of a route says of kinds of problems; `example` is a detail of this route."""
    return {kind.status: _response(kind, example or kind.example) for kind in kinds}


def any_problem() -> dict[int | str, dict[str, Any]]:
    """What the documentation of every route says of problems that any request may cause."""
    return {"default": _response(INTERNAL, INTERNAL.example) | {"description": "Any other problem"}}


def problem_of(request: Request, error: Exception) -> Response:
    """The problem for an error that is raised after the response has begun, when no handler can answer any more."""
    if isinstance(error, EXPLAINED):
        return _own_error(request, error)
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _unexpected(request, error)


def _own_error(request: Request, error: Exception) -> Response:
    kind = kind_of(error)
    detail = str(error)
    if kind.detail is not None:
        query = request.query_params
        passage_id = query.get("highlight", query.get("passage", "?"))
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
        text = next(iter(schema_of(request).body.get("required", ("question",))))
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
    errors = findings(error.errors(), schema_of(request))
    detail = "; ".join(found["message"] for found in errors)
    return _problem(request, HTTP_PROBLEMS[422], detail, more={"errors": errors})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers, method, path = dict(error.headers or {}), request.method, request.url.path
    if error.status_code == 405 and method not in (allowed := _methods(request)):
        headers["Allow"] = ", ".join(allowed)
    kind = HTTP_PROBLEMS.get(error.status_code)
    if kind is None:
        kind = ProblemKind(name="refused", status=error.status_code, title=str(error.detail), meaning="")
    details = {
        400: "the body cannot be read as JSON; send an object in UTF-8",
        404: f"there is nothing at {path}; /docs lists what there is",
        405: f"{method} is not possible at {path}; use {headers.get('Allow') or headers.get('allow')}",
    }
    return _problem(request, kind, details.get(error.status_code, str(error.detail)), headers=headers)


def _methods(request: Request) -> list[str]:
    """The methods that some route takes at this address; the framework names only those of the first route."""
    scopes = [(method, {**request.scope, "method": method}) for method in ("DELETE", "GET", "POST")]
    routes = request.app.routes
    return [method for method, scope in scopes if any(one.matches(scope)[0] is Match.FULL for one in routes)]


def refusal(scope: Scope, refused: HTTPException) -> Response:
    """The reply to a request that is refused before it reaches a route."""
    return _refused(Request(scope), refused)


def _response(kind: ProblemKind, detail: str) -> dict[str, Any]:
    content = {"schema": _SCHEMA, "example": {**_members(kind, detail), "instance": "..."}}
    return {"description": kind.title, "content": {MEDIA_TYPE: content}}


def _unexpected(request: Request, error: Exception) -> Response:
    # The server logs the error. This response does not pass through the guard, so its headers are added here.
    return _problem(request, INTERNAL, INTERNAL.example, headers=SECURITY_HEADERS)


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


def describe_problems(app: FastAPI) -> None:
    """Adds every kind of problem to the description of the interface, as "x-problems"."""
    problems = [
        {"type": f"/docs#{kind.name}", "status": kind.status, "title": kind.title, "description": kind.meaning}
        for kind in KINDS
    ]
    of_routes = app.openapi

    def openapi() -> dict[str, Any]:
        return {**of_routes(), "x-problems": problems}

    app.openapi = openapi  # type: ignore[method-assign]
