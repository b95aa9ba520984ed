"""The service as a process of its own."""

import contextlib
import fcntl
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import httpx
from waiting import wait_until


@contextlib.contextmanager
def server(data: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m service` on a free port, and the address that it prints."""
    settings = {"PINCITE_DATA": str(data), "PINCITE_PORT": "0", **environment}
    command = [sys.executable, "-m", "pincite.service"]
    with subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            fcntl.fcntl(process.stderr, fcntl.F_SETPIPE_SZ, 2**20)  # nobody reads it before the end
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, (line, process.stderr.read())
            yield process, found[0]
        finally:
            if "COVERAGE_PROCESS_START" in os.environ:  # a killed process cannot say which lines it ran
                process.send_signal(signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(60)
            process.kill()


@cache
def http() -> httpx.Client:
    """A client for all requests: `httpx.get` makes one each time, and reads all certificates for it in 40 ms."""
    return httpx.Client()


def wait_until_ready(address: str) -> None:
    wait_until(lambda: http().get(f"{address}/readyz").status_code == 200, seconds=120)
