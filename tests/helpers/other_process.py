"""What tests let another process do to a library: hold it, fill the disk, be killed."""

import contextlib
import ctypes
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from small_documents import document_of, file_of

from pincite.ingest.errors import LibraryError
from pincite.ingest.library.store import Library


@contextlib.contextmanager
def process(function: Callable[..., None], *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs a function of this module, its arguments as text."""
    call = f"import other_process as t; t.{function.__name__}(*{[str(argument) for argument in arguments]!r})"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", call], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running


@contextlib.contextmanager
def held(function: Callable[..., None], data: Path) -> Iterator[subprocess.Popen[str]]:
    """The same, once the process says that it has the library open."""
    with process(function, data) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "held\n"
        yield running


def output_of(function: Callable[..., None], *arguments: object) -> str:
    with process(function, *arguments) as running:
        output, _ = running.communicate(timeout=600)
    assert running.returncode == 0
    return output.strip()


def attempt(action: Callable[[], object]) -> None:
    try:
        print(action())
    except LibraryError as error:
        print(f"{type(error).__name__}: {error}")


def hold(data: str) -> None:
    """Adds a document, then keeps the library open for writing until it is killed."""
    with Library(Path(data), write=True) as library:
        library.add(document_of("a"), file_of("a"))
        print("held", flush=True)
        sys.stdin.read()


def hold_reading(data: str) -> None:
    drop_capabilities()
    with Library(Path(data)):
        print("held", flush=True)
        sys.stdin.read()


def drop_capabilities() -> None:
    """Makes permissions count for this process, even when it is root's."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) == 0


def read_unprivileged(data: str) -> None:
    drop_capabilities()

    def read() -> tuple[str, int]:
        with Library(Path(data)) as library:
            return library.document("a").id, len(library.problems())

    attempt(read)


def write_unprivileged(data: str) -> None:
    drop_capabilities()
    attempt(lambda: Library(Path(data), write=True))


def add_to_full_disk(data: str, length: str, passages: str) -> None:
    file = b"x" * int(length)
    document = document_of("b", passages=int(passages), file=file)
    with Library(Path(data), write=True) as library:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        attempt(lambda: library.add(document, file))


def churn(data: Path, acknowledge: int, seed: int) -> None:
    """Adds, replaces and removes without end, saying what before and that it is done after each."""
    choose = random.Random(seed)
    with Library(data, write=True) as library:
        there = set(library.keys())
        while True:
            name, edition = choose.choice("abcdef"), choose.randrange(4)
            if edition == 0 and name not in there:
                continue
            os.write(acknowledge, f"begin {name} {edition}\n".encode())
            if edition:
                there.add(name)
                library.add(document_of(name, edition, passages=60), file_of(name, edition))
            else:
                there.remove(name)
                library.remove(name)
            os.write(acknowledge, b"done\n")


def check_after_kill(data: Path, acknowledged: dict[str, int], begun: tuple[str, int] | None) -> None:
    """Every acknowledged document is there whole; of the one begun, all or nothing; nothing else."""
    with Library(data, write=True) as library:
        assert library.problems() == [], library.problems()
        found = {name: int(key.split("-")[1]) for name, key in library.keys().items()}
        for name, edition in found.items():
            assert library.document(name) == document_of(name, edition, passages=60)
        allowed = [acknowledged]
        if begun:
            after = {**acknowledged, begun[0]: begun[1]}
            allowed.append({name: edition for name, edition in after.items() if edition})
        assert found in allowed, (found, allowed)
        files = {path.name for path in (data / "files").iterdir()}
        assert files == {document_of(name, edition).sha256 for name, edition in found.items()}
    acknowledged.clear()
    acknowledged.update(found)


def kill_writers(data: str, kills: str) -> None:
    choose = random.Random(7)
    acknowledged: dict[str, int] = {}
    interrupted = 0
    for turn in range(int(kills)):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            churn(Path(data), writing, turn)
            os._exit(1)
        os.close(writing)
        begun: tuple[str, int] | None = None
        with os.fdopen(reading) as lines:
            # Some are killed before they have done anything; the others while a change is under way.
            first = [lines.readline()] if turn % 4 else []
            time.sleep(choose.uniform(0, 0.12 if turn % 2 else 0.01))
            os.kill(child, signal.SIGKILL)
            assert os.waitpid(child, 0)[1] == signal.SIGKILL
            for line in [*first, *lines]:
                word, *rest = line.split()
                if word == "begin":
                    begun = (rest[0], int(rest[1]))
                    continue
                assert begun is not None
                acknowledged[begun[0]] = begun[1]
                acknowledged = {name: edition for name, edition in acknowledged.items() if edition}
                begun = None
        interrupted += begun is not None
        check_after_kill(Path(data), acknowledged, begun)
    print(f"{interrupted} changes were interrupted")
