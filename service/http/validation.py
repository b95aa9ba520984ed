"""What is wrong with a request, field by field, in words: pydantic's findings made into sentences."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pincite.service.http.field_words import ADDRESS, BODIES, ExpectedBody

_SHOWN_CHARACTERS = 60
_NO_BODY = ExpectedBody(example="{}", text="", fields={})


def findings(errors: Sequence[Any], path: str) -> list[dict[str, str]]:
    """The field and a sentence for each of pydantic's `errors` at the address: 'k must be ..., not "ten"'."""
    return [_finding(error, BODIES.get(path, _NO_BODY)) for error in errors]


def _finding(error: Mapping[str, Any], body: ExpectedBody) -> dict[str, str]:
    # The first part of the place says "body", "path" or "query".
    place = [str(part) for part in error["loc"][1:]]
    field = ".".join(place)
    if not field or error["type"] == "json_invalid":
        shown = _shown(error["input"])
        return {"field": "", "message": f"the body must be a JSON object such as {body.example}, not {shown}"}
    if error["type"] == "extra_forbidden":
        return {
            "field": field,
            "message": f"{_shown(field)} is not known; {_known_beside(place, error['loc'][0], body)}",
        }
    known = body.fields if error["loc"][0] == "body" else ADDRESS
    expected = known[".".join("*" if part.isdigit() else part for part in place)]
    if error["type"] == "missing":
        return {"field": field, "message": f"{field} is missing; it must be {expected}"}
    if error["type"] == "string_too_long":
        return {"field": field, "message": f"{field} must be {expected}, not {len(error['input']):,}; shorten it"}
    return {"field": field, "message": f"{field} must be {expected}, not {_shown(error['input'])}"}


def _known_beside(place: Sequence[str], part: str, body: ExpectedBody) -> str:
    if part == "query":
        return "the address may have what /docs lists for it"
    parent = ".".join(place[:-1])
    prefix = "".join(f"{'*' if part.isdigit() else part}." for part in place[:-1])
    names = [name.removeprefix(prefix) for name in body.fields if name.startswith(prefix)]
    return f"{parent or 'the body'} may have {', '.join(name for name in names if '.' not in name)}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
