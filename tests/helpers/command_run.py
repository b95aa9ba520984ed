"""The command `pincite`, run in this process, or in one of its own where the process is what is tested."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.eval.__main__ import main as evaluate
from pincite.index.__main__ import main as index
from pincite.ingest.__main__ import main as ingest
from pincite.service.commands.cli import main as pincite

ROOT = Path(__file__).parents[2]
_MAINS = {"pincite": pincite, "ingest": ingest, "index": index, "eval": evaluate}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: str | Path, module: str = "pincite", **settings: str) -> Ran:
    """Run the command, or the part of that name, in this process: to start one takes a second or two.

    settings: PINCITE_... variables.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    status: object = None
    with _called(module, *map(str, arguments), settings=settings), redirect_stdout(out), redirect_stderr(err):
        try:
            status = _MAINS[module]()
        except SystemExit as ended:
            status = ended.code
    assert status is None or isinstance(status, int), status
    return Ran(status=status or 0, out=_text(out), err=_text(err))


def run_as_process(*arguments: str | Path, **settings: str) -> Ran:
    """Run the command as a user does, in a process of its own."""
    start = "import sys; from pincite.service.commands.cli import main; sys.argv[0] = 'pincite'; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env=_environment() | settings,
        cwd=ROOT,
    )
    return Ran(status=done.returncode, out=done.stdout, err=done.stderr)


@contextmanager
def _called(*words: str, settings: Mapping[str, str]) -> Iterator[None]:
    """As if the command line held these words, in the folder of the repository and with no other settings of ours."""
    arguments, environment, folder = sys.argv, dict(os.environ), Path.cwd()
    sys.argv = list(words)
    os.environ.clear()
    os.environ.update({**_environment(environment), **settings})
    os.chdir(ROOT)
    try:
        yield
    finally:
        sys.argv = arguments
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)


def _environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("PINCITE_")}


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()
