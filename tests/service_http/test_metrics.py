"""The numbers at /metrics, read with Prometheus's own parser."""

from pathlib import Path

from asked_app import QUESTION, wait_until_ready
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from small_documents import fill
from word_library import ENCODER, put

from pincite.index.snapshots.manifest import segments_folder
from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library
from pincite.service.engine import Engine
from pincite.service.http.app import create_app


def samples(client: TestClient) -> dict[tuple[str, ...], float]:
    """The value of each sample by its name and the values of its labels, in the order of their names."""
    response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(response.text)
    return {
        (s.name, *(value for _, value in sorted(s.labels.items()))): s.value
        for family in families
        for s in family.samples
    }


def test_requests_are_counted_by_route_and_status(tmp_path: Path) -> None:
    with TestClient(create_app(Engine(tmp_path))) as client:
        before = samples(client)
        for path in (
            "/healthz",
            "/healthz",
            "/v1/passages/a",
            "/v1/passages/b",
            "/no/such/1",
            "/no/such/2",
            "/web/parts/dom.js",
        ):
            client.get(path)
        client.head("/healthz")
        client.post("/v1/search", json={}, headers={"Origin": "null"})
        told = samples(client)
    assert not [key for key in before if key[0] == "pincite_requests_total" and key[2] == "/healthz"]
    assert told["pincite_requests_total", "GET", "/healthz", "200"] == 2
    assert told["pincite_requests_total", "HEAD", "/healthz", "200"] == 1
    assert told["pincite_requests_total", "GET", "/v1/passages/{passage_id}", "503"] == 2
    assert told["pincite_requests_total", "GET", "none", "404"] == 2
    assert told["pincite_requests_total", "POST", "none", "403"] == 1
    assert told["pincite_request_seconds_count", "/healthz"] == 3
    assert not [key for key in told if "such" in "".join(key)]


def test_searches_are_timed_by_stage(corpus_data: Path) -> None:
    with TestClient(create_app(Engine(corpus_data))) as client:
        wait_until_ready(client)
        for mode in ("hybrid", "sparse"):
            assert client.post("/v1/search", json={"query": QUESTION, "mode": mode}).status_code == 200
        assert client.post("/v1/ask", json={"question": QUESTION}).status_code == 200
        told = samples(client)
        assert told["pincite_snapshot_info", client.get("/readyz").json()["snapshot"]] == 1
    counts = {stage: told["pincite_search_stage_seconds_count", stage] for stage in ("encode", "sparse", "dense")}
    assert counts == {"encode": 2, "sparse": 3, "dense": 2}
    assert told["pincite_documents",] == 5


def test_what_is_the_case_is_asked_for_each_time(tmp_path: Path) -> None:
    with TestClient(create_app(Engine(tmp_path))) as client:
        told = samples(client)
        assert (told["pincite_ready",], told["pincite_documents",], told["pincite_jobs", "queued"]) == (0, 0, 0)
        fill(tmp_path, "a", "b")
        assert samples(client)["pincite_documents",] == 2


def test_the_index_is_measured_at_each_request(tmp_path: Path) -> None:
    with TestClient(create_app(Engine(tmp_path))) as client:
        assert not [key for key in samples(client) if key[0].startswith("pincite_index")]
        with Library(tmp_path, write=True) as library:
            put(library, "a", "Bees make honey.")
            put(library, "b", "Bears eat honey.")
            assert samples(client)["pincite_documents_waiting",] == 2
            build_snapshot(library, ENCODER)
            library.remove("a")
        told = samples(client)
    gauges = ("pincite_documents_waiting", "pincite_index_segments", "pincite_index_passages")
    assert [told[name,] for name in gauges] == [1, 1, 2]
    files = [file for folder in segments_folder(tmp_path).iterdir() for file in folder.iterdir()]
    parts = {key[1]: value for key, value in told.items() if key[0] == "pincite_index_bytes"}
    assert list(parts) == ["vectors", "sentences", "words", "postings", "rest"]
    assert sum(parts.values()) == sum(file.stat().st_size for file in files)


def test_an_index_that_cannot_be_read_leaves_the_other_numbers(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        put(library, "a", "Bees make honey.")
        build_snapshot(library, ENCODER)
    with TestClient(create_app(Engine(tmp_path))) as client:
        for file in segments_folder(tmp_path).glob("*/*"):
            file.unlink()
        told = samples(client)
    assert told["pincite_documents",] == 1
    assert not [key for key in told if key[0].startswith("pincite_index")]


def test_two_services_in_one_process_do_not_mix(tmp_path: Path) -> None:
    with TestClient(create_app(Engine(tmp_path))) as one, TestClient(create_app(Engine(tmp_path))) as other:
        one.get("/healthz")
        assert ("pincite_requests_total", "GET", "/healthz", "200") not in samples(other)
