"""What is wrong with a request, field by field: pydantic's errors made into sentences."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pincite.service.http.field_words import RequestSchema

_SHOWN_CHARACTERS = 60


def findings(errors: Sequence[Any], schema: RequestSchema) -> list[dict[str, str]]:
    """The field and a sentence for each of pydantic's `errors`: 'k must be a whole number from 1 to 100, not "ten"'."""
    return [_finding(error, schema) for error in errors]


def _finding(error: Mapping[str, Any], schema: RequestSchema) -> dict[str, str]:
    part, *place = error["loc"]
    field = ".".join(map(str, place))
    if not field or error["type"] == "json_invalid":
        message = f"the body must be a JSON object such as {schema.example(schema.body)}, not {_shown(error['input'])}"
        return {"field": "", "message": message}
    if error["type"] == "extra_forbidden":
        parent = ".".join(map(str, place[:-1])) or ("the body" if part == "body" else "the address")
        names = ", ".join(schema.names(part, place[:-1]))
        return {"field": field, "message": f"{_shown(field)} is not known; {parent} may have {names}"}
    words = schema.words(schema.field(part, place))
    if error["type"] == "missing":
        return {"field": field, "message": f"{field} is missing; it must be {words}"}
    if error["type"] == "string_too_long":
        return {"field": field, "message": f"{field} must be {words}, not {len(error['input']):,}; shorten it"}
    return {"field": field, "message": f"{field} must be {words}, not {_shown(error['input'])}"}


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
