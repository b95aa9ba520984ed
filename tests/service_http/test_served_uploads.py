"""Uploads to a server that is a process of its own, stopped or killed while it adds."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from served_process import http, server, wait_until_ready
from waiting import wait_until

from pincite.ingest.library.store import Library
from pincite.service.jobs.library_changes import problems

_FILES = 20


def send(address: str) -> str:
    """Uploads files that take some seconds to add; the address of their job."""
    texts = (" ".join(f"Bear {number} eats honey in wood {one}." for one in range(9)) for number in range(_FILES))
    files = [("files", (f"bear{number:02}.txt", text.encode())) for number, text in enumerate(texts)]
    response = http().post(f"{address}/v1/documents", files=files)
    assert response.status_code == 202, response.text
    return f"{address}{response.json()['url']}"


def job_at(url: str) -> dict[str, Any]:
    job: dict[str, Any] = http().get(url).json()
    return job


def listed(address: str) -> set[str]:
    response = http().get(f"{address}/v1/documents")
    return {one["id"] for one in response.json()["documents"]} if response.status_code == 200 else set()


def adding_processes(data: Path) -> list[int]:
    lines = (path / "cmdline" for path in Path("/proc").iterdir() if path.name.isdecimal())
    found = []
    for line in lines:
        try:
            words = line.read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended
        if b"pincite.service.jobs.job_process" in words and str(data).encode() in words:
            found.append(int(line.parent.name))
    return found


def is_told_to_end(process: int) -> bool:
    """Whether SIGTERM waits for a process that is stopped."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    pending = (line.split()[1] for line in status.splitlines() if line.startswith(("SigPnd:", "ShdPnd:")))
    return any(int(mask, 16) & 1 << (signal.SIGTERM - 1) for mask in pending)


@contextlib.contextmanager
def stopped_when(condition: Callable[[], bool], data: Path, url: str) -> Iterator[None]:
    """Stops the process of the job once the condition holds, so that it cannot end meanwhile; at the end it goes on."""
    wait_until(lambda: bool(adding_processes(data)))
    (process,) = adding_processes(data)
    os.kill(process, signal.SIGSTOP)
    while not condition():
        assert job_at(url)["finished_at"] is None, "the job ended before the condition held"
        os.kill(process, signal.SIGCONT)
        time.sleep(0.05)
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize("stage", ["reading documents", "embedding passages"])
def test_a_killed_service_loses_no_document(new_data: Callable[[], Path], stage: str) -> None:
    data = new_data()
    with server(data) as (process, address):
        url = send(address)
        with stopped_when(lambda: job_at(url)["stage"] == stage and len(listed(address)) > 3, data, url):
            there = listed(address)
            process.kill()
            process.wait()
    wait_until(lambda: not adding_processes(data))
    with Library(data) as library:
        assert there <= library.keys().keys()
        assert library.problems() == []
    with server(data) as (_, address):
        job = job_at(f"{address}{httpx.URL(url).path}")
        assert (job["state"], "upload again" in job["error"]) == ("failed", True)
        wait_until(lambda: all(one["finished_at"] for one in http().get(f"{address}/v1/jobs").json()["jobs"]))
        wait_until_ready(address)
        hits = http().post(f"{address}/v1/search", json={"query": "honey", "k": 100}).json()["hits"]
        assert {hit["passage"]["document_id"] for hit in hits} <= listed(address)
    assert problems(data) == []
    assert [path.name for path in (data / "uploads").iterdir()] == ["lock"]


@pytest.mark.parametrize("watched", [False, True])
def test_a_service_that_is_told_to_stop_ends_its_job(new_data: Callable[[], Path], watched: bool) -> None:
    data = new_data()
    with server(data) as (process, address):
        url = send(address)
        with contextlib.ExitStack() as stack:
            with stopped_when(lambda: job_at(url)["stage"] == "embedding passages", data, url):
                there = listed(address)
                if watched:
                    events = stack.enter_context(http().stream("GET", f"{url}/events")).iter_lines()
                    assert next(events) == "event: progress"
                process.send_signal(signal.SIGINT)
                wait_until(lambda: all(map(is_told_to_end, adding_processes(data))))  # so that it adds no more
            if watched:
                assert list(events)[-1] == ""  # the stream ends in good order
        _, errors = process.communicate(timeout=600)
    assert (process.returncode, errors) == (0, "")
    assert adding_processes(data) == []
    assert not list(data.rglob(".building-*"))
    with Library(data) as library:
        assert library.keys().keys() == there
        assert library.problems() == []
    with server(data) as (_, address):
        wait_until(lambda: all(one["finished_at"] for one in http().get(f"{address}/v1/jobs").json()["jobs"]))
    assert problems(data) == []
