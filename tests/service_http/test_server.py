"""The server as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from served_process import http, server, wait_until_ready

from pincite.ingest.library.store import Library
from pincite.service.jobs.library_changes import add


def test_the_server_answers_at_the_address_it_prints(corpus_data: Path) -> None:
    with server(corpus_data) as (_, address):
        assert http().get(f"{address}/healthz").json() == {"status": "ok"}
        wait_until_ready(address)
        question = {"query": "How does Kazakhstan manage foreign soft power?", "k": 1}
        (hit,) = http().post(f"{address}/v1/search", json=question).json()["hits"]
        assert hit["citation"]["text"] == "(Yessirkep et al., 2025, p. 1)"
        assert "Pincite" in http().get(address).text
        assert http().head(f"{address}/healthz").content == b""


def test_the_server_follows_what_other_processes_add_and_remove(new_data: Callable[[], Path], tmp_path: Path) -> None:
    data = new_data()
    for name in ("bears", "bees"):
        (tmp_path / f"{name}.txt").write_text(f"On {name}\n\nAbout {name} and their honey.", "utf-8")

    def found() -> set[str]:
        hits = http().post(f"{address}/v1/search", json={"query": "honey"}).json()["hits"]
        return {hit["passage"]["document_id"] for hit in hits}

    with server(data) as (_, address):
        assert http().get(f"{address}/readyz").json()["state"] == "empty"
        add(data, [tmp_path / "bears.txt", tmp_path / "bees.txt"])
        wait_until_ready(address)
        assert found() == {"bears", "bees"}
        with Library(data, write=True) as library:
            library.remove("bees")  # from here on it must not be found, though the snapshot still holds it
        assert found() == {"bears"}
        assert http().get(f"{address}/v1/documents").json()["total"] == 1


def test_a_body_that_is_far_too_large_is_refused_in_words(tmp_path: Path) -> None:
    with server(tmp_path) as (_, address):
        body = b" " * 20_000_000
        response = http().post(f"{address}/v1/search", content=body, headers={"Content-Type": "application/json"})
        assert response.status_code == 413
        assert "1,000,000 bytes" in response.json()["detail"]


def test_serving_imports_no_torch(corpus_data: Path) -> None:
    with server(corpus_data, PYTHONVERBOSE="", PYTHONPROFILEIMPORTTIME="1") as (process, address):
        wait_until_ready(address)
        http().post(f"{address}/v1/search", json={"query": "x"})
        process.send_signal(signal.SIGINT)
        _, imports = process.communicate(timeout=600)
    imported = {line.rpartition("|")[2].strip() for line in imports.splitlines()}
    assert "onnxruntime" in imported
    assert not imported & {"torch", "sentence_transformers", "transformers"}
    # Files are read in other processes; their libraries would delay the first answer by a third of a second.
    assert not imported & {"pypdf", "pypdfium2", "mammoth", "lxml"}


def test_ctrl_c_ends_it_in_good_order(tmp_path: Path) -> None:
    with server(tmp_path) as (process, address):
        http().get(f"{address}/healthz")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=600)
    assert (process.returncode, errors) == (0, "")


def serve_in_vain(*arguments: str, **environment: str) -> tuple[int, str]:
    """The exit status of `python -m service` where it cannot serve, and its one line on the error stream."""
    command = [sys.executable, "-m", "pincite.service", *arguments]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=600, check=False
    )
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    return done.returncode, done.stderr


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        status, line = serve_in_vain(PINCITE_PORT=port)
    assert status == 1
    assert f"port {port}" in line
    assert "--port" in line


def test_an_address_of_another_machine_cannot_be_served_at() -> None:
    assert serve_in_vain(PINCITE_HOST="192.0.2.1", PINCITE_PORT="0")[0] == 1  # kept for documentation by RFC 5737


def test_a_wrong_setting_and_a_wrong_call_are_told() -> None:
    for arguments, port, expected in (([], "http", 1), (["x"], "0", 2)):
        status, line = serve_in_vain(*arguments, PINCITE_PORT=port)
        assert status == expected
        assert "PINCITE_PORT" in line


def test_a_service_that_other_machines_reach_says_what_they_may_do(tmp_path: Path) -> None:
    with server(tmp_path, PINCITE_HOST="0.0.0.0") as (process, address):
        assert http().get(f"{address.replace('0.0.0.0', '127.0.0.1')}/healthz").status_code == 200
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=600)
    assert "can add and remove documents" in errors
