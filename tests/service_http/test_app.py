"""The HTTP contract, on the five papers: answers, and a problem for whatever is wrong."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asked_app import QUESTION, problem_of, wait_until_ready
from fakes import WordEncoder
from fastapi.testclient import TestClient
from numpy.typing import NDArray
from small_documents import fill

from pincite.index.encoding.protocol import Encoder
from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library
from pincite.service.engine import Engine
from pincite.service.http.app import create_app


@pytest.fixture(scope="module")
def client(corpus_data: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Engine(corpus_data))) as client:
        wait_until_ready(client)
        yield client


def search(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/search", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_a_question_is_answered_with_cited_passages(client: TestClient) -> None:
    answer = search(client, query=QUESTION, k=6)
    assert answer.keys() == {"query", "mode", "snapshot", "took_ms", "hits"}
    assert (answer["query"], answer["mode"], len(answer["hits"])) == (QUESTION, "hybrid", 6)
    hit = answer["hits"][0]
    assert hit.keys() == {"rank", "score", "sparse", "dense", "passage", "citation"}
    assert hit["passage"].keys() == {"id", "document_id", "kind", "section", "text", "start", "end"}
    assert hit["citation"].keys() == {"document_id", "title", "authors", "year", "pages", "text", "url"}
    assert hit["citation"]["pages"].keys() == {"first", "last", "first_label", "last_label", "basis"}
    assert any("Coping with the soft power" in hit["passage"]["section"] for hit in answer["hits"])
    assert hit["citation"]["text"] == "(Yessirkep et al., 2025, p. 1)"
    assert hit["citation"]["url"] == "/documents/yessirkep2025#page=1"


@pytest.mark.parametrize(("mode", "absent"), [("sparse", "dense"), ("dense", "sparse")])
def test_a_retriever_that_was_not_asked_is_null(client: TestClient, mode: str, absent: str) -> None:
    hits = search(client, query=QUESTION, mode=mode)["hits"]
    assert len(hits) == 10
    assert all(hit[absent] is None and hit[mode]["rank"] == hit["rank"] for hit in hits)


def test_every_hit_can_be_read_on_the_page_it_is_cited_with(client: TestClient) -> None:
    for hit in search(client, query="soft power of China and the EU", k=30)["hits"]:
        passage, pages = hit["passage"], hit["citation"]["pages"]
        for number in (pages["first"], pages["last"]):
            page = client.get(f"/v1/documents/{passage['document_id']}/pages/{number}").json()
            shown = next(one for one in page["passages"] if one["id"] == passage["id"])
            assert all(page["text"][start:end] in passage["text"] for start, end in shown["spans"])
        again = client.get(f"/v1/passages/{passage['id']}").json()
        assert (again["passage"], again["citation"]) == (passage, hit["citation"])


def test_every_hit_is_among_the_passages_of_its_document(client: TestClient) -> None:
    for hit in search(client, query="soft power of China and the EU", k=5)["hits"]:
        listed = client.get(f"/v1/documents/{hit['passage']['document_id']}/passages").json()
        assert hit["passage"] in listed["passages"]
        assert listed["snapshot"]
    assert client.get("/v1/documents/nobody1999/passages").status_code == 404


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        ({"documents": ["patalakh2018"]}, {"patalakh2018"}),
        ({"authors": ["PATALAKH"]}, {"patalakh2018"}),
        ({"years": {"to": 2018}}, {"patalakh2018"}),
        ({"years": {"from": 2023, "to": 2024}}, {"temirtashev2024", "zhunissova2023"}),
        ({"languages": ["ru"]}, set()),
    ],
)
def test_filters_restrict_what_is_ranked(client: TestClient, filters: dict[str, Any], documents: set[str]) -> None:
    hits = search(client, query=QUESTION, k=50, filters=filters)["hits"]
    assert {hit["passage"]["document_id"] for hit in hits} == documents


def test_kinds_restrict_what_is_ranked(client: TestClient) -> None:
    hits = search(client, query=QUESTION, filters={"kinds": ["footnote", "table"]})["hits"]
    assert {hit["passage"]["kind"] for hit in hits} == {"footnote", "table"}


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        ({"query": ""}, "bad-query", "the query is empty"),
        ({"query": " \n "}, "bad-query", "the query is empty"),
        ({"query": "?!…"}, "bad-query", "no words"),
        ({"query": "\u0001\u0002"}, "bad-query", "no words"),
        ({"query": "x" * 10_000}, "invalid-request", "query must be text of 1 to 2,000 characters, not 10,000"),
        ({"query": 7}, "invalid-request", "query must be text of 1 to 2,000 characters, not 7"),
        ({"query": None}, "invalid-request", "query must be text of 1 to 2,000 characters, not null"),
        ({}, "invalid-request", "query is missing"),
        ([], "invalid-request", f'the body must be a JSON object such as {{"query": "{QUESTION}"}}, not []'),
        ({"query": "x", "k": 0}, "invalid-request", "k must be a whole number from 1 to 100, not 0"),
        ({"query": "x", "k": 101}, "invalid-request", "k must be a whole number from 1 to 100, not 101"),
        ({"query": "x", "k": "ten"}, "invalid-request", 'k must be a whole number from 1 to 100, not "ten"'),
        ({"query": "x", "k": True}, "invalid-request", "k must be a whole number from 1 to 100, not true"),
        ({"query": "x", "mode": "fast"}, "invalid-request", 'mode must be "hybrid", "sparse" or "dense", not "fast"'),
        ({"query": "x", "limit": 3}, "invalid-request", '"limit" is not known; the body may have query, k, mode, fil'),
        ({"query": "x", "filters": {"author": "N"}}, "invalid-request", "filters may have documents, authors, years"),
        ({"query": "x", "filters": None}, "invalid-request", "filters must be an object"),
        ({"query": "x", "filters": {"authors": "Nye"}}, "invalid-request", "filters.authors must be a list of names"),
        ({"query": "x", "filters": {"documents": [7]}}, "invalid-request", "documents.0 must be a document id, not 7"),
        (
            {"query": "x", "filters": {"kinds": ["x"]}},
            "invalid-request",
            'must be "body", "footnote", "table", "reference" or',
        ),
        ({"query": "x", "filters": {"years": {"from": "1"}}}, "invalid-request", "years.from must be a whole number"),
        ({"query": "x", "filters": {"documents": ["nope"]}}, "bad-filter", "no document 'nope'"),
        ({"query": "x", "filters": {"years": {"from": 2, "to": 1}}}, "bad-filter", "'from' (2) is after 'to' (1)"),
    ],
)
def test_a_request_that_cannot_be_answered_is_explained(client: TestClient, body: Any, name: str, said: str) -> None:
    problem = problem_of(client.post("/v1/search", json=body), 422, name)
    assert said in problem["detail"]
    assert [said in error["message"] for error in problem["errors"]] == [True]


def test_every_wrong_field_is_named(client: TestClient) -> None:
    body = {"query": "x", "k": 0, "filters": {"kinds": ["body", "x"]}}
    errors = problem_of(client.post("/v1/search", json=body), 422, "invalid-request")["errors"]
    assert [error["field"] for error in errors] == ["k", "filters.kinds.1"]


@pytest.mark.parametrize(
    "body", [b"{", b"query=x", b'{"query": "\xff"}', b"[" * 100_000, b'{"k": ' + b"9" * 5000 + b"}"]
)
def test_a_body_that_is_not_json_is_refused(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/search", content=body, headers={"Content-Type": "application/json"})
    assert "JSON" in problem_of(response, 400, "not-json")["detail"]


def test_a_lone_surrogate_is_refused(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b'{"query": "\\ud800"}', b'{"query": "x", "\\ud800": 1}'):
        problem_of(client.post("/v1/search", content=body, headers=headers), 422, "invalid-request")


def test_json_must_be_sent_as_json(client: TestClient) -> None:
    response = client.post("/v1/search", content=b'{"query": "x"}', headers={"Content-Type": "text/plain"})
    assert "Content-Type: application/json" in problem_of(response, 415, "not-sent-as-json")["detail"]


def test_a_body_of_more_than_a_megabyte_is_refused(client: TestClient) -> None:
    body = json.dumps({"query": "x" * 1_000_001}).encode()
    headers = {"Content-Type": "application/json"}
    problem_of(client.post("/v1/search", content=body, headers=headers), 413, "too-large")
    parts = (body[start : start + 65_536] for start in range(0, len(body), 65_536))  # no length is declared
    problem_of(client.post("/v1/search", content=parts, headers=headers), 413, "too-large")


@pytest.mark.parametrize(
    ("path", "status", "name", "said"),
    [
        ("/v1/documents/nope", 404, "document-not-found", 'no document "nope"; GET /v1/documents'),
        ("/v1/documents/nope/pages/1", 404, "document-not-found", "nope"),
        ("/v1/documents/%00%7B%7D", 404, "document-not-found", "GET /v1/documents"),
        ("/v1/documents/yessirkep2025/pages/0", 404, "page-not-found", "pages 1 to 10, not 0"),
        ("/v1/documents/yessirkep2025/pages/11", 404, "page-not-found", "pages 1 to 10, not 11"),
        ("/v1/documents/yessirkep2025/pages/seven", 422, "invalid-request", 'a whole number, not "seven"'),
        ("/v1/documents/yessirkep2025/pages/7.png", 406, "no-picture", "text at /v1/documents/yessirkep2025/pages/7"),
        ("/v1/passages/yessirkep2025:9999-00000000", 404, "passage-not-found", "search again"),
        ("/v2/search", 404, "not-found", "/docs lists what there is"),
        ("/web/../engine.py", 404, "not-found", "/docs"),
        ("/web/nope.js", 404, "not-found", "/docs"),
        ("/v1/search", 405, "method-not-allowed", "use POST"),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str, status: int, name: str, said: str) -> None:
    problem = problem_of(client.get(path), status, name)
    assert said in problem["detail"]


def test_every_method_of_an_address_is_named(tmp_path: Path) -> None:
    refused = TestClient(create_app(Engine(tmp_path))).post("/v1/documents/nope")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "DELETE, GET")
    assert refused.json()["detail"].endswith("use DELETE, GET")


def test_documents_are_listed_and_shown(client: TestClient, corpus_data: Path) -> None:
    listed = client.get("/v1/documents").json()
    assert listed["total"] == len(listed["documents"]) == 5
    for summary in listed["documents"]:
        shown = client.get(f"/v1/documents/{summary['id']}").json()
        assert {name: shown[name] for name in summary} == summary
        assert len(shown["pages"]) == summary["counts"]["pages"]
        assert sum(shown["kinds"].values()) == summary["counts"]["passages"]
        assert (shown["report"]["searchable_share"], shown["report"]["empty_pages"]) == (1.0, [])
        estimated = [page["number"] for page in shown["pages"] if page["basis"] == "estimated"]
        assert shown["report"]["estimated_pages"] == estimated
        assert shown["snapshot"] == listed["snapshot"] == client.get("/readyz").json()["snapshot"]
        with Library(corpus_data) as library:
            document = library.document(summary["id"])
        assert (shown["record"], shown["sha256"]) == (document.record.csl, document.sha256)


def test_a_page_names_its_neighbours_and_how_it_is_known(client: TestClient) -> None:
    first, third, last = (client.get(f"/v1/documents/patalakh2018/pages/{number}").json() for number in (1, 3, 24))
    assert (first["previous"], first["next"], last["previous"], last["next"]) == (None, 2, 23, None)
    assert (first["basis"], third["basis"]) == ("verified", "estimated")
    assert first["document_id"] == "patalakh2018"
    assert (first["width"], first["height"], first["picture"]) == (None, None, None)


def test_an_empty_directory_is_healthy_and_not_ready(tmp_path: Path) -> None:
    with TestClient(create_app(Engine(tmp_path))) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        for response in (client.get("/readyz"), client.post("/v1/search", json={"query": "x"})):
            problem = problem_of(response, 503, "not-ready")
            assert (problem["state"], response.headers["retry-after"]) == ("empty", "10")
            assert "pincite add" in problem["detail"]
        assert "pincite add" in problem_of(client.get("/v1/documents"), 503, "library-unavailable")["detail"]


class FailingEncoder(WordEncoder):
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("encoder", "status", "name"),
    [(FailingEncoder(), 500, "internal"), (WordEncoder(max_tokens=2), 503, "index-unavailable")],
)
def test_a_failing_search_is_a_problem_too(tmp_path: Path, encoder: Encoder, status: int, name: str) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path, write=True) as library:
        build_snapshot(library, WordEncoder())
    app = create_app(Engine(tmp_path, open_encoder=lambda data, snapshot, threads: encoder))
    with TestClient(app, raise_server_exceptions=False) as client:
        wait_until_ready(client)
        response = client.post("/v1/search", json={"query": "several words"})
        problem_of(response, status, name)
        assert response.headers["x-content-type-options"] == "nosniff"
