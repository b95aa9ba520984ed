"""Uploads to a server that is a process of its own, stopped or killed while it adds."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from served_process import server, wait_until_ready
from waiting import wait_until

from pincite.ingest.library.store import Library
from pincite.service.jobs.library_changes import problems

_FILES = 40


def send(address: str) -> str:
    """Uploads files that take some seconds to add; the address of their job."""
    texts = (" ".join(f"Bear {number} eats honey in wood {one}." for one in range(9)) for number in range(_FILES))
    files = [("files", (f"bear{number:02}.txt", text.encode())) for number, text in enumerate(texts)]
    response = httpx.post(f"{address}/v1/documents", files=files)
    assert response.status_code == 202, response.text
    return f"{address}{response.json()['url']}"


def job_at(url: str) -> dict[str, Any]:
    job: dict[str, Any] = httpx.get(url).json()
    return job


def listed(address: str) -> set[str]:
    response = httpx.get(f"{address}/v1/documents")
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


def signal_adding(data: Path, what: signal.Signals) -> None:
    for pid in adding_processes(data):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)


def halt_when(data: Path, condition: Callable[[], bool]) -> None:
    """Halts the process that adds at the moment when the condition holds: it runs only for as long as nobody looks."""

    def reached() -> bool:
        signal_adding(data, signal.SIGCONT)
        time.sleep(0.02)
        signal_adding(data, signal.SIGSTOP)
        return condition()

    wait_until(reached)


@pytest.mark.parametrize("stage", ["reading documents", "embedding passages"])
def test_a_killed_service_loses_no_document(new_data: Callable[[], Path], stage: str) -> None:
    data = new_data()
    with server(data) as (process, address):
        url = send(address)
        halt_when(data, lambda: job_at(url)["stage"] == stage and len(listed(address)) > 3)
        there = listed(address)
        process.kill()
        process.wait()
        signal_adding(data, signal.SIGCONT)
    wait_until(lambda: not adding_processes(data))
    with Library(data) as library:
        assert there <= library.keys().keys()
        assert library.problems() == []
    with server(data) as (_, address):
        job = job_at(f"{address}{httpx.URL(url).path}")
        assert (job["state"], "upload again" in job["error"]) == ("failed", True)
        wait_until(lambda: all(one["finished_at"] for one in httpx.get(f"{address}/v1/jobs").json()["jobs"]))
        wait_until_ready(address)
        hits = httpx.post(f"{address}/v1/search", json={"query": "honey", "k": 100}).json()["hits"]
        assert {hit["passage"]["document_id"] for hit in hits} <= listed(address)
    assert problems(data) == []
    assert [path.name for path in (data / "uploads").iterdir()] == ["lock"]


@pytest.mark.parametrize("watched", [False, True])
def test_a_service_that_is_told_to_stop_ends_its_job(new_data: Callable[[], Path], watched: bool) -> None:
    data = new_data()
    with server(data) as (process, address):
        url = send(address)
        halt_when(data, lambda: job_at(url)["stage"] == "embedding passages")
        there = listed(address)
        with contextlib.ExitStack() as stack:
            if watched:
                events = stack.enter_context(httpx.stream("GET", f"{url}/events")).iter_lines()
                assert next(events) == "event: progress"
            signal_adding(data, signal.SIGCONT)
            process.send_signal(signal.SIGINT)
            if watched:
                assert list(events)[-1] == ""  # the stream ends in good order
        _, errors = process.communicate(timeout=600)
    assert (process.returncode, errors) == (0, "")
    assert adding_processes(data) == []
    assert not list(data.glob("snapshots/.building-*"))
    with Library(data) as library:
        assert library.keys().keys() == there
        assert library.problems() == []
    with server(data) as (_, address):
        wait_until(lambda: all(one["finished_at"] for one in httpx.get(f"{address}/v1/jobs").json()["jobs"]))
    assert problems(data) == []
