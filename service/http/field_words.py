"""What a request must be, in words, as the description of the interface (OpenAPI) has it.

{"type": "integer", "minimum": 1, "maximum": 100}  ──>  "a whole number from 1 to 100"
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSchema:
    """The description of one route, and the schemas that it refers to by name."""

    route: Mapping[str, Any]
    schemas: Mapping[str, Schema]

    @property
    def body(self) -> Schema:
        """The body's schema; {} where the route takes none."""
        content = self.route.get("requestBody", {}).get("content", {}).get("application/json", {})
        return self.resolved(content.get("schema", {}))

    def field(self, part: str, place: Sequence[str | int]) -> Schema:
        """The schema of a field; `part` is "body", "path" or "query", `place` its names and numbers within that."""
        if part != "body":
            parameters = self.route.get("parameters", ())
            return next((one["schema"] for one in parameters if one["name"] == place[0]), {})
        schema = self.body
        for step in place:
            schema = self.resolved(
                schema.get("items", {}) if isinstance(step, int) else schema.get("properties", {}).get(step, {})
            )
        return schema

    def names(self, part: str, place: Sequence[str | int]) -> Sequence[str]:
        """The names that stand beside each other at this place."""
        if part != "body":
            return [one["name"] for one in self.route.get("parameters", ()) if one["in"] == part]
        return list(self.field(part, place).get("properties", {}))

    def resolved(self, schema: Schema) -> Schema:
        """The schema, where it only refers to another one that one; of a value or null, the value's."""
        if "$ref" in schema:
            return self.schemas[schema["$ref"].rpartition("/")[2]]
        if "anyOf" in schema:
            return next(one for one in schema["anyOf"] if one.get("type") != "null")
        return schema

    def words(self, schema: Schema) -> str:
        """What a value must be: "a whole number from 1 to 100"."""
        schema = self.resolved(schema)
        if "enum" in schema:
            *others, last = (json.dumps(value) for value in schema["enum"])
            return f"{', '.join(others)} or {last}"
        match schema.get("type"):
            case "integer":
                return f"a whole number{_range(schema)}"
            case "number":
                return f"a number{_range(schema)}"
            case "boolean":
                return "true or false"
            case "string":
                return _text(schema)
            case "array":
                return self._list(schema)
            case "object":
                return f"an object such as {self.example(schema)}" if "examples" in schema else "an object"
        return "as /docs describes it"

    def example(self, schema: Schema) -> str:
        """An object that will do: with its required fields, or as its example where none is required."""
        (example,) = schema.get("examples") or ({},)
        required = {name: example[name] for name in schema.get("required", ())}
        return json.dumps(required or example, ensure_ascii=False)

    def _list(self, schema: Schema) -> str:
        items = self.resolved(schema.get("items", {}))
        most = f"at most {schema['maxItems']} " if "maxItems" in schema else ""
        if not items:
            return "a list"
        if "format" in items:
            return f"a list of {most}{_noun(items)}s"
        if "examples" in items:
            return f"a list of {most}objects such as {self.example(items)}"
        return f"a list of {most}values, each {self.words(items)}"


def schema_of(request: Request) -> RequestSchema:
    """What the description of the interface says of the route that a request came to."""
    described = request.app.openapi()
    methods = described["paths"].get(getattr(request.scope.get("route"), "path_format", ""), {})
    return RequestSchema(route=methods.get(request.method.lower(), {}), schemas=described["components"]["schemas"])


def _range(schema: Schema) -> str:
    if "minimum" not in schema or "maximum" not in schema:
        return ""
    return f" from {schema['minimum']:,g} to {schema['maximum']:,.15g}"


def _text(schema: Schema) -> str:
    if "format" in schema:
        return f"a {_noun(schema)}"
    return (
        f"text of {schema.get('minLength', 0)} to {schema['maxLength']:,} characters"
        if "maxLength" in schema
        else "text"
    )


def _noun(schema: Schema) -> str:
    """The `format` of a string says what it is: "document-id"."""
    return str(schema["format"]).replace("-", " ")
