"""What is wrong with a request, field by field, in words: pydantic's findings made into sentences."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from service.schemas import EXPECTED

_SHOWN_CHARACTERS = 60
_EXPECTED_IN_ADDRESS: Mapping[str, str] = {
    "number": "a whole number",
    "highlight": "a passage id",
    "scale": "a number from 0.5 to 4",
}


def findings(errors: Sequence[Any]) -> list[dict[str, str]]:
    """The field and a sentence for each of pydantic's `errors`: 'k must be ..., not "ten"'."""
    return [_finding(error) for error in errors]


def _finding(error: Mapping[str, Any]) -> dict[str, str]:
    # The first part of the place says "body", "path" or "query".
    place = [str(part) for part in error["loc"][1:]]
    field = ".".join(place)
    if not field or error["type"] == "json_invalid":
        wanted = 'the body must be a JSON object such as {"query": "soft power"}'
        return {"field": "", "message": f"{wanted}, not {_shown(error['input'])}"}
    if error["type"] == "extra_forbidden":
        return {"field": field, "message": f"{_shown(field)} is not known; {_known_beside(place, error['loc'][0])}"}
    known = EXPECTED if error["loc"][0] == "body" else _EXPECTED_IN_ADDRESS
    expected = known[".".join("*" if part.isdigit() else part for part in place)]
    if error["type"] == "missing":
        return {"field": field, "message": f"{field} is missing; it must be {expected}"}
    if error["type"] == "string_too_long":
        return {"field": field, "message": f"{field} must be {expected}, not {len(error['input']):,}; shorten it"}
    return {"field": field, "message": f"{field} must be {expected}, not {_shown(error['input'])}"}


def _known_beside(place: Sequence[str], part: str) -> str:
    if part == "query":
        return "the address may have ?highlight= and &scale="
    parent = ".".join(place[:-1])
    prefix = f"{parent}." if parent else ""
    names = [name.removeprefix(prefix) for name in EXPECTED if name.startswith(prefix)]
    return f"{parent or 'the body'} may have {', '.join(name for name in names if '.' not in name)}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}..."
