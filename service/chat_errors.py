"""Errors as clients of the OpenAI API read them, on the routes that speak it.

{"error": {"message": "the model 'gpt-4' does not exist here; ...", "type": "invalid_request_error",
           "param": "model", "code": "model_not_found"}}
"""

from collections.abc import Mapping
from typing import Any

_PATHS = ("/v1/chat/", "/v1/models")
_TYPES: Mapping[int, str] = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def speaks_openai(path: str) -> bool:
    """Whether a route answers in the form of the OpenAI API."""
    return path.startswith(_PATHS)


def chat_error(problem: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """The status and the body for a problem. What is wrong with a request is 400 there, not 422."""
    status = 400 if problem["status"] == 422 else problem["status"]
    field = (problem.get("errors") or [{"field": ""}])[0]["field"]
    param = "messages" if field == "question" else f"pincite.{field}" if field.startswith("filters") else field
    return status, {
        "error": {
            "message": problem["detail"],
            "type": _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error"),
            "param": param or None,
            "code": problem.get("code") or problem["type"].rpartition("#")[2].replace("-", "_"),
        }
    }
