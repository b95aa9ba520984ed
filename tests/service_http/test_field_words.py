"""What a request must be, in words: every field of every route has them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.http.field_words import RequestSchema, Schema

PLAIN = RequestSchema(route={}, schemas={})


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 100}, "a whole number from 1 to 100"),
        ({"type": "integer"}, "a whole number"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "a whole number"),
        ({"type": "number", "minimum": 0.5, "maximum": 4}, "a number from 0.5 to 4"),
        ({"type": "integer", "minimum": 0, "maximum": 1_000_000_000}, "a whole number from 0 to 1,000,000,000"),
        ({"type": "boolean"}, "true or false"),
        ({"type": "string", "enum": ["a", "b", "c"]}, '"a", "b" or "c"'),
        ({"type": "string", "minLength": 1, "maxLength": 2000}, "text of 1 to 2,000 characters"),
        ({"type": "string", "format": "document-id"}, "a document id"),
        ({"type": "string"}, "text"),
        ({"type": "array", "items": {"type": "string", "format": "document-id"}}, "a list of document ids"),
        (
            {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 3},
            'a list of at most 3 values, each "a" or "b"',
        ),
        ({"type": "object", "examples": [{"from": 1, "to": 2}]}, 'an object such as {"from": 1, "to": 2}'),
        ({"type": "object", "examples": [{"k": 1, "q": "x"}], "required": ["q"]}, 'an object such as {"q": "x"}'),
        ({"type": "array", "items": {"type": "object", "examples": [{"q": 1}]}}, 'a list of objects such as {"q": 1}'),
        ({"type": "array"}, "a list"),
        ({"type": "object"}, "an object"),
        ({}, "as /docs describes it"),
    ],
)
def test_a_schema_is_put_into_words(schema: Schema, words: str) -> None:
    assert PLAIN.words(schema) == words


def test_every_field_that_is_asked_for_has_its_words(tmp_path: Path) -> None:
    described = create_app(Engine(tmp_path)).openapi()
    for path, methods in described["paths"].items():
        for route in methods.values():
            schema = RequestSchema(route=route, schemas=described["components"]["schemas"])
            fields = [*_fields(schema, schema.body), *(one["schema"] for one in route.get("parameters", ()))]
            assert all("/docs" not in schema.words(field) for field in fields), path


def _fields(schema: RequestSchema, body: Schema) -> Iterator[Mapping[str, Any]]:
    for field in body.get("properties", {}).values():
        yield field
        yield from _fields(schema, schema.resolved(field))


def test_numbers_of_the_address_are_explained(tmp_path: Path) -> None:
    client = TestClient(create_app(Engine(tmp_path)))
    refused = client.get("/v1/documents/x/pages/1?start=-1").json()
    assert refused["detail"] == 'start must be a whole number from 0 to 1,000,000,000, not "-1"'
