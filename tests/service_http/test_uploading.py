"""Documents in and out over HTTP: what is uploaded can be searched for, what is removed cannot."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asked_app import events_of, problem_of
from fastapi.testclient import TestClient
from older_rules import add_as_older_rules_did
from other_process import held, hold
from typeset import pdf
from waiting import wait_until

from pincite.index.snapshots.manifest import current_name, read_manifest
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item
from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.http.request_guard import RequestLimits
from pincite.service.jobs.job_queue import Jobs
from pincite.service.jobs.library_changes import problems


@pytest.fixture
def data(new_data: Callable[[], Path]) -> Path:
    return new_data()


@pytest.fixture
def client(data: Path) -> Iterator[TestClient]:
    jobs = Jobs(data, wait_s=1.5)
    with TestClient(create_app(Engine(data), jobs=jobs, limits=RequestLimits(upload_mib=2))) as client:
        yield client


def upload(client: TestClient, *files: tuple[str, bytes], **fields: str) -> dict[str, Any]:
    """The job, once it has ended."""
    response = client.post("/v1/documents", files=[("files", file) for file in files], data=fields)
    assert response.status_code == 202, response.text
    url = response.json()["url"]
    assert response.headers["location"] == url
    wait_until(lambda: client.get(url).json()["finished_at"] is not None)
    job: dict[str, Any] = client.get(url).json()
    return job


def outcomes(job: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    return [(one["file"], one["status"], one["document_id"]) for one in job["outcomes"]]


def test_documents_are_read_again_as_a_job(client: TestClient, data: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.txt" for name in ("bears", "bees")]
    for path in paths:
        path.write_text(f"The {path.stem} like honey. They live in the wood.", encoding="utf-8")
    add_as_older_rules_did(data, *(Item(file=path) for path in paths))
    assert client.get("/v1/documents").json()["older"] == 2

    def read_again(documents: list[str] | None) -> dict[str, Any]:
        response = client.post("/v1/reread", json={"documents": documents})
        assert (response.status_code, response.json()["kind"]) == (202, "reread")
        url = response.headers["location"]
        wait_until(lambda: client.get(url).json()["finished_at"] is not None)
        job: dict[str, Any] = client.get(url).json()
        return job

    job = read_again(["bees"])
    assert (job["state"], outcomes(job)) == ("done", [("bees.txt", "replaced", "bees")])
    assert client.get("/v1/documents").json()["older"] == 1
    assert outcomes(read_again(None)) == [("bears.txt", "replaced", "bears")]
    assert client.get("/v1/documents").json()["older"] == 0
    assert outcomes(read_again(None)) == []
    wait_until(lambda: client.get("/readyz").status_code == 200)
    assert found(client, "honey") == {"bears", "bees"}
    refused = problem_of(client.post("/v1/reread", json={"documents": ["bears", "none"]}), 422, "bad-filter")
    assert "no document 'none'" in refused["detail"]
    assert problems(data) == []


def test_uploads_that_wait_share_a_publication(client: TestClient, data: Path) -> None:
    urls = []
    for number in range(20):
        file = (f"note{number}.txt", f"Note {number} is about salt{number}.".encode())
        urls.append(client.post("/v1/documents", files=[("files", file)]).json()["url"])
    for number, url in enumerate(urls):
        wait_until(lambda url=url: client.get(url).json()["finished_at"] is not None)  # type: ignore[misc]
        job = client.get(url).json()
        assert (job["state"], outcomes(job)) == ("done", [(f"note{number}.txt", "added", f"note{number}")])
    name = current_name(data)
    assert name is not None
    assert read_manifest(data, name).generation <= 10  # a slow machine publishes every 45 s
    wait_until(lambda: client.get("/readyz").status_code == 200)
    assert found(client, "note salt7") == {f"note{number}" for number in range(20)}


def found(client: TestClient, query: str) -> set[str]:
    response = client.post("/v1/search", json={"query": query, "k": 100})
    assert response.status_code == 200, response.text
    return {hit["passage"]["document_id"] for hit in response.json()["hits"]}


def test_documents_go_in_are_found_and_go_out_again(client: TestClient, data: Path) -> None:
    paper = pdf([["Bears eat honey in the woods."], ["Bees make it."]])
    job = upload(client, ("Über Bären.pdf", paper), ("bees.txt", b"Bees make wax."), ("bad.pdf", b"no PDF"))
    assert job["state"] == "done"
    progress = job["progress"]
    assert (progress["documents"], progress["pages"]) == ({"done": 3, "total": 3}, 2)
    assert progress["passages"]["done"] == progress["passages"]["total"] > 1
    assert outcomes(job)[1:] == [("bees.txt", "added", "bees"), ("bad.pdf", "failed", None)]
    assert "bad.pdf: its name says PDF" in job["outcomes"][2]["reason"]
    bears = job["outcomes"][0]["document_id"]
    assert (job["outcomes"][0]["pages"], job["outcomes"][0]["guessed"]) == (2, True)
    wait_until(lambda: client.get("/readyz").status_code == 200)
    assert client.get("/readyz").json()["snapshot"] == job["snapshot"]
    assert found(client, "honey") == {bears, "bees"}
    assert client.get(f"/v1/documents/{bears}").json()["file_name"] == "Über Bären.pdf"

    removed = client.delete(f"/v1/documents/{bears}")
    assert (removed.status_code, removed.json()["id"], removed.json()["removed"]) == (200, bears, True)
    assert found(client, "honey") == {"bees"}
    problem_of(client.delete(f"/v1/documents/{bears}"), 404, "document-not-found")
    wait_until(lambda: all(job["finished_at"] for job in client.get("/v1/jobs").json()["jobs"]))
    assert client.delete("/v1/documents/bees").status_code == 200  # the last one
    assert found(client, "wax") == set()
    wait_until(lambda: all(job["finished_at"] for job in client.get("/v1/jobs").json()["jobs"]))
    assert {job["state"] for job in client.get("/v1/jobs").json()["jobs"]} == {"done"}
    assert problems(data) == []
    assert list((data / "files").iterdir()) == []


def test_a_changed_file_replaces_only_what_it_is_told_to(client: TestClient, data: Path) -> None:
    together = outcomes(upload(client, ("a.txt", b"One."), ("b.txt", b"One.")))
    assert together == [("a.txt", "added", "a"), ("b.txt", "unchanged", "a")]
    assert outcomes(upload(client, ("a.txt", b"Two."))) == [("a.txt", "added", "ab")]
    assert outcomes(upload(client, ("c.txt", b"Three."), replace="ab")) == [("c.txt", "replaced", "ab")]
    record = json.dumps([{"id": "ab", "title": "On three"}])
    assert outcomes(upload(client, ("c.txt", b"Three."), record=record)) == [("c.txt", "replaced", "ab")]
    (refused,) = upload(client, ("d.txt", b"Four."), record=record)["outcomes"]
    assert "replace=ab" in refused["reason"]
    assert outcomes(upload(client, ("d.txt", b"Four."), replace="ab")) == [("d.txt", "replaced", "ab")]
    with Library(data) as library:
        known = {one.id: (one.record.title, one.file_name, one.path) for one in library.summaries()}
    assert known == {"a": ("One.", "a.txt", ""), "ab": ("On three", "d.txt", "")}


def test_while_another_process_writes_jobs_fail_and_removals_are_put_off(client: TestClient, data: Path) -> None:
    with held(hold, data) as holder:
        job = upload(client, ("b.txt", b"Bees."))
        assert (job["state"], job["stage"]) == ("failed", "waiting for another process")
        assert f"process {holder.pid} is writing" in job["error"]
        response = client.delete("/v1/documents/a")
        assert str(holder.pid) in problem_of(response, 409, "library-busy")["detail"]
        assert response.headers["retry-after"] == "10"
    assert client.delete("/v1/documents/a").status_code == 200


def test_a_job_can_be_watched_to_its_end(client: TestClient) -> None:
    started = client.post("/v1/documents", files=[("files", ("a.txt", b"Bears."))]).json()
    with client.stream("GET", started["events"]) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        events = events_of(response.read().decode())
    assert [name for name, _ in events] == ["progress"] * (len(events) - 1) + ["done"]
    last = events[-1][1]
    assert (last["id"], last["state"], last["done"]) == (started["id"], "done", 1)
    assert (last["stage"], last["snapshot"] is None) == ("writing the index", False)
    problem_of(client.get("/v1/jobs/x/events"), 404, "job-not-found")


@pytest.mark.parametrize(
    ("files", "fields", "field", "said"),
    [
        ([], {"record": "{}"}, "files", "files is missing; it must be 1 to 1,000 files"),
        (["a", "b"], {"replace": "x"}, "replace", "replace is for a single file, and there are 2"),
        (["a"], {"replace": "x"}, "replace", 'there is no document "x"'),
        (["a"], {"record": "x"}, "record", "record is not JSON"),
        (["a"], {"record": "[]"}, "record", "record: a record must be a JSON object"),
        (["a"], {"record": '{"id": "x"}'}, "record", "'title' is missing"),
        (["a"], {"record": '{"id": "x", "title": "X"}', "replace": "y"}, "record", "an id stays"),
        (["a"], {"title": "x"}, "title", '"title" is not known; the form may have files, record, replace'),
        (["a"], {"files": "x"}, "files", "files must be sent as files"),
        (["a"], {"record": "x" * 1_000_001}, "record", "more than 1,000,000 bytes"),
    ],
)
def test_a_form_that_cannot_be_taken_is_explained(
    client: TestClient, data: Path, files: list[str], fields: dict[str, str], field: str, said: str
) -> None:
    with Library(data, write=True):
        pass
    parts: list[tuple[str, tuple[str | None, bytes]]] = [("files", (f"{name}.txt", b"x")) for name in files]
    parts += [(name, (None, value.encode())) for name, value in fields.items()]
    problem = problem_of(client.post("/v1/documents", files=parts), 422, "invalid-request")
    assert said in problem["detail"]
    assert [error["field"] for error in problem["errors"]] == [field]
    assert client.get("/v1/jobs").json()["jobs"] == []
    assert [path.name for path in (data / "uploads").iterdir()] == ["lock"]


def test_what_is_no_form_is_refused(client: TestClient) -> None:
    for kind in ("application/json", "multipart/form-data", f"multipart/form-data; boundary={'x' * 1000}"):
        response = client.post("/v1/documents", content=b"{}", headers={"Content-Type": kind})
        assert "form" in problem_of(response, 415, "not-sent-as-form")["detail"]
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    start = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nBears'
    for body, said in ((start, "has no end"), (b"no parts at all", "cannot be read"), (b"", "has no end")):
        problem = problem_of(client.post("/v1/documents", content=body, headers=headers), 422, "invalid-request")
        assert said in problem["detail"]


def test_an_upload_has_a_limit_of_its_own(client: TestClient, data: Path) -> None:
    response = client.post("/v1/documents", files=[("files", ("a.txt", b"x" * 2**21))])
    assert "PINCITE_UPLOAD_MIB" in problem_of(response, 413, "too-large")["detail"]
    assert [path.name for path in (data / "uploads").iterdir()] == ["lock"]
