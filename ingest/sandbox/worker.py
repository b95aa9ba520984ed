"""A worker process as its parent sees it: it is started, gets requests, and is ended."""

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Literal

from pincite.ingest.sandbox.confinement import Walls
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.ingest.sandbox.pipe_frames import HEADER, READY, REQUEST, frame
from pincite.ingest.sandbox.typed_serialization import BadMessage, Buffer, pack, unpack

Cause = Literal["seconds", "memory_mib", "output_mib", "died"]

COMMAND = (sys.executable, "-B", "-P", "-W", "ignore", "-m", "pincite.ingest.sandbox.parser_process")

_START_S = 60
_CHUNK = 2**16
_STDERR_KEPT = 4096
# JSON takes up to twenty times its size once it is parsed; long values are in the blob.
_STRUCTURE_SHARE = 8
# Keys and passwords may stand in the environment, so nothing else of it is passed on to the worker.
_ENVIRONMENT = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "HOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("LANG", "LC_ALL", "LC_CTYPE"),
)
# The kernel confines one thread; and a worker reads one file at a time.
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class WorkerLost(Exception):
    """The worker gave no valid answer and must be ended: it took too long, died, or sent something else."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(cause, detail)
        self.cause = cause
        self.detail = detail


class Worker:
    """A child process with limits. Not for several threads at once."""

    def __init__(self, limits: ParserLimits, *, files: int, command: Sequence[str] = COMMAND) -> None:
        """Start it and wait until it is confined; raises WorkerLost. It will get `files` requests at most."""
        self.requests = 0
        self.peak_mib = 0
        self._limits = limits
        self._stderr = bytearray()
        self._process = subprocess.Popen(
            [*command, json.dumps(asdict(limits)), str(files)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={**{name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}, **_ONE_THREAD},
            # Ctrl-C in a terminal is for the parent, which ends its workers.
            process_group=0,
        )
        for pipe in self._pipes():
            os.set_blocking(pipe.fileno(), False)
        try:
            kind, structure, blob = self._exchange([], seconds=_START_S)
            if kind != READY:
                raise WorkerLost("died", "it did not report that it is ready")
            self.walls = unpack(Walls, structure, blob)
        except BadMessage as error:
            self.end()
            raise WorkerLost("died", str(error)) from error
        except BaseException:
            self.end()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, request: object) -> tuple[bytes, bytes, memoryview]:
        """Kind, structure and blob of the answer. After a WorkerLost, and any other exception, end it."""
        self.requests += 1
        answer = self._exchange(frame(REQUEST, *pack(request)), seconds=self._limits.seconds)
        self._note_peak()
        return answer

    def kill(self) -> None:
        """Kill it, so that a thread which waits for its answer gets an error. Any thread may call this."""
        self._process.kill()

    def end(self) -> None:
        """Kill it if it still runs; it holds nothing that could be lost."""
        self._note_peak()
        self._process.kill()
        for pipe in self._pipes():
            pipe.close()
        self._process.wait()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
        process = self._process
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None  # noqa: PT018
        return process.stdin, process.stdout, process.stderr

    def _exchange(self, request: Sequence[Buffer], *, seconds: float) -> tuple[bytes, bytes, memoryview]:
        """Write the request and read one frame, both at once: neither side may wait for the other with a full pipe."""
        deadline = time.monotonic() + seconds
        self._stderr.clear()
        stdin, stdout, stderr = self._pipes()
        unsent = [memoryview(buffer) for buffer in request if buffer]
        answer, expected_length = bytearray(), HEADER.size
        with selectors.DefaultSelector() as ready:
            ready.register(stdout, selectors.EVENT_READ)
            ready.register(stderr, selectors.EVENT_READ)
            if unsent:
                ready.register(stdin, selectors.EVENT_WRITE)
            while len(answer) < expected_length:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise WorkerLost("seconds", self._stderr_summary())
                for key, _ in ready.select(left):
                    if key.fileobj is stdin:
                        if not _send(stdin, unsent):
                            ready.unregister(stdin)
                    elif key.fileobj is stderr:
                        if self._hear(stderr) == b"":
                            ready.unregister(stderr)
                    elif part := _receive(stdout, expected_length - len(answer)):
                        answer += part
                        if len(answer) == HEADER.size == expected_length:
                            expected_length += self._body_length(answer)
                    elif part == b"":
                        raise self._died()
        kind, structure_length, _ = HEADER.unpack_from(answer)
        body = memoryview(answer)[HEADER.size :]
        return kind, bytes(body[:structure_length]), body[structure_length:]

    def _body_length(self, header: Buffer | bytearray) -> int:
        _, structure_length, blob_length = HEADER.unpack(header)
        most = self._limits.output_mib * 2**20
        if structure_length > most // _STRUCTURE_SHARE or structure_length + blob_length > most:
            raise WorkerLost("output_mib")
        return int(structure_length + blob_length)

    def _hear(self, stderr: IO[bytes]) -> bytes | None:
        part = _receive(stderr, _CHUNK)
        self._stderr += part or b""
        del self._stderr[:-_STDERR_KEPT]
        return part

    def _died(self) -> WorkerLost:
        """The reason why the process ended."""
        _, _, stderr = self._pipes()
        try:
            # Its pipe can be closed while it still lives.
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return WorkerLost("died", "it closed its pipe")
        while self._hear(stderr):
            pass
        status = self._process.returncode
        if status in (-signal.SIGALRM, -signal.SIGXCPU):
            return WorkerLost("seconds")
        # Where Python raises MemoryError, PDFium and the C++ library abort.
        if b"MemoryError" in self._stderr or status == -signal.SIGABRT:
            return WorkerLost("memory_mib")
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return WorkerLost("died", how + self._stderr_summary())

    def _stderr_summary(self) -> str:
        """The end of what it wrote to stderr: the error, or the innermost place when it died of a signal."""
        lines = [line.strip() for line in self._stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        if not lines:
            return ""
        places = [line for line in lines if line.startswith("File ")]
        said = places[0] if places and any(line.startswith("Fatal Python error") for line in lines) else lines[-1]
        return "; " + "".join(character if character.isprintable() else "?" for character in said[:200])

    def _note_peak(self) -> None:
        """The most memory it has held so far. Not from getrusage: that counts the parent's before the child began."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
        except OSError:
            return
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                self.peak_mib = max(self.peak_mib, int(line.split()[1]) // 1024)


def _send(pipe: IO[bytes], unsent: list[memoryview]) -> bool:
    """Write as much as the pipe takes; True if there is more to write."""
    try:
        unsent[0] = unsent[0][os.write(pipe.fileno(), unsent[0][:_CHUNK]) :]
    except BlockingIOError:
        return True
    except BrokenPipeError:
        # It has ended or is about to: what it wrote before that comes through the other pipe.
        return False
    if not unsent[0]:
        del unsent[0]
    return bool(unsent)


def _receive(pipe: IO[bytes], count: int) -> bytes | None:
    """At most `count` bytes and one chunk; b"" when the other side is closed, None when nothing is there yet."""
    try:
        return os.read(pipe.fileno(), min(count, _CHUNK))
    except BlockingIOError:
        return None
