"""What tests ask of the application without a server."""

import json
import re
from typing import Any

from fastapi.testclient import TestClient
from waiting import wait_until

QUESTION = "How does Kazakhstan manage foreign soft power?"


def wait_until_ready(client: TestClient) -> None:
    wait_until(lambda: client.get("/readyz").status_code == 200, seconds=120)


def events_of(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream as (name, data), without the comments that keep it open."""
    blocks = [block for block in text.split("\n\n") if block and not block.startswith(":")]
    found = [re.fullmatch("event: (.*)\ndata: (.*)", block) for block in blocks]
    return [(match[1], json.loads(match[2])) for match in found if match is not None]


def problem_of(response: Any, status: int, name: str) -> dict[str, Any]:
    """The problem in the response, once it has all that RFC 9457 and our contract ask for."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail", "instance"} <= problem.keys()
    assert (problem["type"], problem["status"]) == (f"/docs#{name}", status)
    return problem
