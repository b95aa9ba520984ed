"""From a command to its first answer, and what a running server holds: Pincite, and the usual stack beside it."""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from bench_process import ONE_THREAD
from bench_table import Row, Table, median_and_range, peak_memory_mb
from bench_usual import PASSAGES

from pincite.index.encoding.encoder import find_encoder
from pincite.index.snapshots.snapshot import Snapshot, open_snapshot
from pincite.index.structures.dense import save_vectors

_SCRIPTS = Path(__file__).parent
_PINCITE = Path(sys.executable).with_name("pincite")
_PATIENCE_S = 60.0
_QUERIES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running `pincite serve`; `begun` is when it was started, on the clock of time.perf_counter."""

    process: subprocess.Popen[str]
    connection: http.client.HTTPConnection
    begun: float

    def get(self, path: str) -> int:
        """The status of the answer."""
        return self._status("GET", path, None)

    def search(self, question: str) -> None:
        """Asks, and reads the answer to its end."""
        status = self._status("POST", "/v1/search", json.dumps({"query": question}).encode())
        if status != 200:
            raise RuntimeError(f"the server answered {status} to {question!r}")

    def _status(self, method: str, path: str, body: bytes | None) -> int:
        self.connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = self.connection.getresponse()
        answer.read()
        return answer.status


@contextmanager
def served(data: Path) -> Iterator[Server]:
    """A server in the environment of a user, from the moment it has said its address."""
    begun = time.perf_counter()
    command = [str(_PINCITE), "serve", "--data", str(data), "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_environment())
    try:
        assert process.stdout is not None
        address = re.search(r"http://([^\s:]+):(\d+)", process.stdout.readline())
        if address is None:
            raise RuntimeError("pincite serve ended before it served; its message stands above")
        connection = http.client.HTTPConnection(address[1], int(address[2]), timeout=_PATIENCE_S)
        yield Server(process=process, connection=connection, begun=begun)
        connection.close()
    finally:
        process.terminate()
        process.communicate()


def run_usual(data: Path, questions: Sequence[str]) -> Mapping[str, Any]:
    """What bench_usual.py says of its start and of every question, and `first_answer_s` by the clock outside."""
    snapshot = open_snapshot(data)
    with tempfile.TemporaryDirectory() as folder:
        _write_for_usual(Path(folder), snapshot)
        model = str(find_encoder(snapshot.model).folder)
        return _answered_by_usual({"folder": folder, "model": model, "questions": list(questions)})


def _write_for_usual(folder: Path, snapshot: Snapshot) -> None:
    """The passages of the snapshot as lines of JSON, and their vectors in the same order."""
    stored = snapshot.parts.stored.passages(range(len(snapshot)))
    lines = (json.dumps({"text": one.passage.text}, ensure_ascii=False) for one in stored.values())
    (folder / PASSAGES).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    save_vectors(folder, snapshot.parts.dense.vectors(np.arange(len(snapshot))))


def _answered_by_usual(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, str(_SCRIPTS / "bench_usual.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**_environment(), **ONE_THREAD},
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        json.dump(asked, process.stdin)
        process.stdin.close()
        ready = process.stdout.readline()
        first_answer_s = time.perf_counter() - begun
        if ready != "ready\n":
            raise RuntimeError("the usual stack did not start; its message stands above")
        return {**json.loads(process.stdout.read()), "first_answer_s": first_answer_s}


def start_table(data: Path, questions: Sequence[str], runs: int) -> Table:
    """Seconds to the first answer and the memory after a hundred, of `runs` starts each."""
    asked = list(islice(cycle(questions), _QUERIES))
    starts = [_start(data, asked) for _ in range(runs)]
    commands = [_shell_search(data, questions[0]) for _ in range(runs)]
    usual = [run_usual(data, asked) for _ in range(runs)]
    measured: list[tuple[str, Sequence[float | None]]] = [
        *((f"`pincite serve`: {what}", [start[what] for start in starts]) for what in starts[0]),
        ("`pincite search` in the shell, whole command (s)", commands),
        ("usual stack: libraries imported (s)", [one["imports_s"] for one in usual]),
        ("usual stack: model and indexes opened, after that (s)", [one["opening_s"] for one in usual]),
        ("usual stack: first answer, from the start of the process (s)", [one["first_answer_s"] for one in usual]),
        (f"usual stack: peak memory after {_QUERIES} queries (MB)", [one["peak_mb"] for one in usual]),
    ]
    return Table(
        title="Start",
        columns=("median", "lowest", "highest"),
        rows=tuple(Row(what=what, values=median_and_range(values)) for what, values in measured),
    )


def _start(data: Path, questions: Sequence[str]) -> Mapping[str, float | None]:
    with served(data) as server:
        measured: dict[str, float | None] = {"address printed (s)": time.perf_counter() - server.begun}
        for path in ("/healthz", "/readyz"):
            while server.get(path) != 200:
                if time.perf_counter() - server.begun > _PATIENCE_S:
                    raise RuntimeError(f"{path} was not 200 within {_PATIENCE_S:.0f} s")
                time.sleep(0.005)
            measured[f"`{path}` answers 200 (s)"] = time.perf_counter() - server.begun
        server.search(questions[0])
        measured["first answer of `/v1/search` (s)"] = time.perf_counter() - server.begun
        for question in questions:
            server.search(question)
        measured[f"peak memory after {len(questions)} queries (MB)"] = peak_memory_mb(server.process.pid)
        return measured


def _shell_search(data: Path, question: str) -> float:
    begun = time.perf_counter()
    command = [str(_PINCITE), "search", question, "--data", str(data)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_environment())
    return time.perf_counter() - begun


def _environment() -> dict[str, str]:
    """The environment without this benchmark's limit on threads and without settings of Pincite's."""
    return {
        name: value for name, value in os.environ.items() if name not in ONE_THREAD and not name.startswith("PINCITE_")
    }
