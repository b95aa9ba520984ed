"""A worker of ingest.sandbox whose parser does what the file tells it: `python rogue_parser.py ...`."""

import contextlib
import ctypes
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from pincite.ingest.errors import LibraryLocked, NoTextLayer
from pincite.ingest.sandbox.parser_process import serve
from pincite.ingest.source import Source

_C = ctypes.CDLL(None, use_errno=True)


def read(content: bytes, name: str, media_type: str) -> Source:
    """What the order says, or the file as text; of what went wrong, the type of the error."""
    order, _, rest = content.decode().partition(" ")
    deed = _DEEDS.get(order)
    text = content.decode()
    if deed is not None:
        try:
            text = str(deed(rest))
        except OSError as error:
            text = type(error).__name__
    media_type = "text/html" if order == "disguise" else media_type
    return Source(text=text, starts=(), media_type=media_type, title=name)


def hang(_: str) -> None:
    while True:
        time.sleep(1)


def swell(_: str) -> None:
    kept = []
    while True:
        kept.append(bytearray(2**24))


def crash(_: str) -> None:
    ctypes.string_at(0)


def stumble(what: str) -> None:
    raise KeyError(what)


def refuse(what: str) -> None:
    raise NoTextLayer(what)


def blame_library(what: str) -> None:
    raise LibraryLocked(what)


def talk(what: str) -> str:
    for number in range(int(what)):
        print("x" * 1000)
        logging.getLogger("noisy").warning("%s %d", "y" * 1000, number)
    return "talked"


def lie(_: str) -> None:
    for pipe in range(3, 20):
        with contextlib.suppress(OSError):
            os.write(pipe, b"\xff" * 1000)


def disguise(_: str) -> str:
    return "<script>"


def start_thread(_: str) -> str:
    try:
        threading.Thread(target=print).start()
    except RuntimeError:
        return "RuntimeError"
    return "started"


def call(what: str) -> str:
    """A function of the C library: Python's own wall does not see it."""
    name, *arguments = what.split()
    values = [int(part) if part.lstrip("-").isdigit() else part.encode() for part in arguments]
    result = getattr(_C, name)(*values)
    return f"{result} {os.strerror(ctypes.get_errno())}"


_DEEDS: Mapping[str, Callable[[str], object]] = {
    "hang": hang,
    "swell": swell,
    "crash": crash,
    "stumble": stumble,
    "refuse": refuse,
    "blame": blame_library,
    "talk": talk,
    "lie": lie,
    "disguise": disguise,
    "exit": lambda what: os._exit(int(what)),
    "grow": lambda what: "z" * int(what),
    "pid": lambda _: os.getpid(),
    "environment": lambda _: sorted(os.environ),
    "open": lambda what: Path(what).read_bytes(),
    "write": lambda what: Path(what).write_text("was here", encoding="utf-8"),
    "list": os.listdir,
    "delete": lambda what: Path(what).unlink(),
    "connect": lambda what: socket.create_connection(("127.0.0.1", int(what))),
    "run": lambda what: subprocess.run([what], check=True),
    "fork": lambda _: os.fork(),
    "kill": lambda what: os.kill(int(what), 0),
    "thread": start_thread,
    "call": call,
}

if __name__ == "__main__":
    sys.exit(serve(read, sys.argv[1:]))
