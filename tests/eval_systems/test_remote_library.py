"""Evaluating a service over HTTP: the same scores as in this process, and what is said when it cannot be done."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from served_process import server

from pincite.eval.__main__ import main
from pincite.eval.errors import QueryRefused, SystemUnavailable
from pincite.eval.systems.remote_library import RemoteLibrary

SETS = Path(__file__).parents[2] / "eval" / "gold"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Every twentieth question of all gold sets."""
    lines = [line for path in sorted(SETS.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(lines[::20]), "utf-8")
    return path


def test_scores_over_http_are_those_in_this_process(
    corpus_data: Path, gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def evaluation(*where: str) -> dict[str, Any]:
        assert main([str(gold), *where, "--answers", "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        del found["made"], found["versions"]
        return found

    here = evaluation("--data", str(corpus_data))
    with server(corpus_data) as (_, address):
        assert evaluation("--url", address) == here
    assert len(here["answers"]["results"]) > 15
    validity = here["answers"]["comparisons"][0]["modes"]["answers"]["quote validity"]
    assert validity == {"mean": 1.0, "low": 1.0, "high": 1.0}


def speaking(answer: Callable[[httpx.Request], httpx.Response]) -> RemoteLibrary:
    return RemoteLibrary("http://service", transport=httpx.MockTransport(answer))


def test_a_query_that_the_service_refuses_is_the_questions_fault() -> None:
    problem = {"type": "/docs#bad-query", "detail": "the query holds no words"}
    library = speaking(lambda request: httpx.Response(422, json=problem))
    with pytest.raises(QueryRefused, match="the query holds no words"):
        library.search("?", mode="hybrid", k=3)


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (httpx.Response(503, json={"detail": "the index cannot be searched"}), "/readyz: the index cannot be searched"),
        (httpx.Response(500, json={}), "HTTP status 500"),
        (httpx.Response(200, text="<html>"), "is this the address of Pincite?"),
    ],
)
def test_what_the_service_says_is_passed_on(response: httpx.Response, message: str) -> None:
    with pytest.raises(SystemUnavailable, match=message.replace("?", r"\?")), speaking(lambda request: response):
        pass


def test_a_service_that_is_starting_is_waited_for() -> None:
    replies = iter([{"state": "starting", "detail": "is being opened"}] * 2)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/readyz" and (problem := next(replies, None)):
            return httpx.Response(503, json=problem)
        return httpx.Response(200, json={"snapshot": "1", "documents": [{"id": "a"}], "info": {"version": "9"}})

    with speaking(answer) as library:
        assert (library.snapshot, library.documents, library.versions) == ("1", frozenset("a"), {"pincite": "9"})
        with pytest.raises(SystemUnavailable, match="another snapshot began to serve"):
            library._check_snapshot("2")


def test_where_nothing_listens_the_next_step_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--url", "http://127.0.0.1:9"]) == 1
    assert "start it with: pincite serve" in capsys.readouterr().err
    assert main(["--url", "localhost:8000"]) == 1
    assert "write it like http://127.0.0.1:8000" in capsys.readouterr().err
