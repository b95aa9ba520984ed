"""Reads files in confined processes: a file that hangs its parser, fills its memory or crashes it is refused.

    Parser ──  request: the file's bytes, its name ──▶  worker (parser_process.py), confined by confinement.py
           ◀─  answer: a Source, or why there is none ──

Pages without text are drawn by a worker and read here with Tesseract (ingest.ocr), which gets only their grey
values; then a worker reads the file once more and puts the recognised words in their place.

What comes back is checked against the types of Source (typed_serialization.py) and never run. A worker reads one
file at a time and many in turn; one that a file has taken over could falsify the files it reads after that, so
workers are replaced often.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

import pincite.ingest.errors
from pincite.ingest.errors import (
    IngestError,
    LibraryError,
    NoTextLayer,
    ParserFailed,
    ParserLimitExceeded,
    ParserUnavailable,
)
from pincite.ingest.media_types import PDF
from pincite.ingest.ocr.recognition import RecognisedPage, Scan, pages_to_recognise, recognise, recognise_pages
from pincite.ingest.ocr.tesseract import Tesseract, languages_for
from pincite.ingest.sandbox.confinement import Walls
from pincite.ingest.sandbox.parser_limits import SETTINGS, Limit, ParserLimits
from pincite.ingest.sandbox.pipe_frames import LIMIT, REFUSAL, VALUE
from pincite.ingest.sandbox.typed_serialization import BadMessage, unpack
from pincite.ingest.sandbox.worker import COMMAND, Worker, WorkerLost
from pincite.ingest.sandbox.worker_messages import Drawing, LimitReached, Picture, Refusal, Request
from pincite.ingest.source import Source

# A new worker frees the memory that libraries keep, and ends what a file may have done to the old one.
_FILES_PER_WORKER = 50
_LONGEST_MESSAGE = 2000

Value = TypeVar("Value", Source, Picture, Scan)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The bytes of a file, its name for messages, what it is, and its languages (ISO 639-1) where they are known."""

    content: bytes
    name: str
    media_type: str
    languages: tuple[str, ...] = ()


class Parser:
    """Reads files in `workers` child processes, started when they are first needed. Several threads may share one."""

    def __init__(
        self,
        limits: ParserLimits,
        workers: int,
        *,
        tesseract: Tesseract | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        """tesseract: reads pages without text, where it is given. command: starts a worker, another one in tests."""
        self.limits = limits
        self.workers = workers
        self._tesseract = tesseract
        self._command = command
        self._free = threading.Semaphore(workers)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._walls: Walls | None = None
        self._closed = False
        self._peak_mib = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End every worker; a file that is being read is refused."""
        with self._lock:
            self._closed = True
            for worker in self._busy:
                worker.kill()
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()
        for _ in range(self.workers):
            self._free.acquire()
        self._free.release(self.workers)

    @property
    def walls(self) -> Walls | None:
        """Which walls of the kernel stand around the workers; None before the first was started."""
        return self._walls

    @property
    def peak_mib(self) -> int:
        """The most memory that one worker has held so far; 0 where the system does not say."""
        return self._peak_mib

    @property
    def recognises(self) -> bool:
        """Whether pages without text are read by OCR."""
        return self._tesseract is not None

    def read(self, content: bytes, name: str, media_type: str, languages: Sequence[str] = ()) -> Source:
        """The text and pages of a file; its languages (ISO 639-1) tell OCR what to expect.

        Raises what reading it in this process would, an IngestError that names the file; ParserLimitExceeded when
        it needs more than the limits allow, ParserFailed when the parser died, ParserUnavailable when no worker can be
        started.
        """
        request = Request(content=content, name=name, media_type=media_type)
        if self._tesseract is None or media_type != PDF:
            return self._answer_to(request, Source)
        source = self._answer_to(replace(request, recognised={}), Source)
        numbers = pages_to_recognise([start.page for start in source.starts])
        if numbers:
            source = self._recognised(request, numbers, self._tesseract, languages)
        if not source.text.strip():
            reason = source.unread[0] if source.unread else "they are empty"
            raise NoTextLayer(f"{name}: its {len(source.starts)} pages hold no text, nor does OCR find any ({reason})")
        return source

    def draw(self, content: bytes, name: str, drawing: Drawing) -> bytes:
        """A page of a PDF as a PNG picture. Raises what `read` does."""
        request = Request(content=content, name=name, media_type=PDF, drawing=drawing)
        return self._answer_to(request, Picture).png

    def _recognised(
        self, request: Request, numbers: Sequence[int], tesseract: Tesseract, languages: Sequence[str]
    ) -> Source:
        names = languages_for(tesseract, languages)

        def draw(number: int) -> Scan:
            return self._answer_to(replace(request, scan=number), Scan)

        def read(number: int, scan: Scan) -> RecognisedPage:
            return recognise(scan, tesseract, languages=names, where=f"page {number}")

        found = recognise_pages(numbers, draw, read, workers=self.workers)
        source = self._answer_to(replace(request, recognised=found.pages), Source)
        return replace(source, unread=tuple(found.failures.values()))

    def _answer_to(self, request: Request, answer_type: type[Value]) -> Value:
        name = request.name
        if len(request.content) > self.limits.input_mib * 2**20:
            raise self._exceeded("input_mib", name)
        with self._free:
            worker = self._take_worker()
            try:
                kind, structure, blob = worker.ask(request)
                value = self._value(kind, structure, blob, name=name, answer_type=answer_type)
                if isinstance(value, Source) and value.media_type != request.media_type:
                    raise BadMessage(f"a {value.media_type}")
            except WorkerLost as lost:
                self._release(worker, healthy=False)
                raise self._error_for(lost, name) from None
            except BadMessage as error:
                self._release(worker, healthy=False)
                raise ParserFailed(f"{name}: the parser gave no valid answer ({error}); leave the file out") from None
            except IngestError:
                self._release(worker, healthy=True)
                raise
            except BaseException:
                self._release(worker, healthy=False)
                raise
            self._release(worker, healthy=True)
            return value

    def read_many(self, files: Iterable[File]) -> Iterator[Future[Source]]:
        """For each file, in order, what `read` returns or raises; all workers are at work, a few files ahead."""
        waiting: list[Future[Source]] = []
        coming = iter(files)
        with ThreadPoolExecutor(self.workers, thread_name_prefix="parser") as threads:
            try:
                while True:
                    for file in islice(coming, self.workers + 1 - len(waiting)):
                        waiting.append(
                            threads.submit(self.read, file.content, file.name, file.media_type, file.languages)
                        )
                    if not waiting:
                        return
                    yield waiting.pop(0)
            finally:
                threads.shutdown(cancel_futures=True)

    def _take_worker(self) -> Worker:
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        if worker is None:
            worker = self._start()
        with self._lock:
            self._busy.add(worker)
            self._walls = worker.walls
            closed = self._closed
        if closed:
            self._release(worker, healthy=False)
            raise ParserUnavailable("the parser is closed")
        return worker

    def _start(self) -> Worker:
        try:
            return Worker(self.limits, files=_FILES_PER_WORKER, command=self._command)
        except (WorkerLost, OSError) as error:
            cause = error.detail or error.cause if isinstance(error, WorkerLost) else str(error)
            raise ParserUnavailable(
                f"the process that reads files does not start ({cause}); "
                f"check the installation, and that {SETTINGS['memory_mib']} is not below 512"
            ) from error

    def _release(self, worker: Worker, *, healthy: bool) -> None:
        with self._lock:
            self._busy.discard(worker)
            reused = healthy and not self._closed and worker.requests < _FILES_PER_WORKER
            if reused:
                self._idle.append(worker)
        if not reused:
            worker.end()
        with self._lock:
            self._peak_mib = max(self._peak_mib, worker.peak_mib)

    def _value(self, kind: bytes, structure: bytes, blob: memoryview, *, name: str, answer_type: type[Value]) -> Value:
        if kind == VALUE:
            return unpack(answer_type, structure, blob)
        if kind == LIMIT:
            raise self._exceeded(unpack(LimitReached, structure, blob).limit, name)
        if kind != REFUSAL:
            raise BadMessage(f"{kind!r}")
        refusal = unpack(Refusal, structure, blob)
        message = refusal.message[:_LONGEST_MESSAGE]
        if refusal.error is None:
            raise ParserFailed(f"{name}: the parser failed on it ({message}); the file may be damaged")
        raise _error_class(refusal.error)(message)

    def _error_for(self, lost: WorkerLost, name: str) -> IngestError:
        if lost.cause != "died":
            return self._exceeded(lost.cause, name)
        return ParserFailed(
            f"{name}: the parser died while reading it ({lost.detail}); the file may be damaged, "
            f"or need more than {self.limits.memory_mib} MiB of memory: {SETTINGS['memory_mib']} sets that"
        )

    def _exceeded(self, limit: Limit, name: str) -> ParserLimitExceeded:
        allowed: dict[Limit, str] = {
            "seconds": f"takes longer than {self.limits.seconds:g} seconds to read",
            "memory_mib": f"needs more than {self.limits.memory_mib} MiB of memory to be read",
            "output_mib": f"holds more than {self.limits.output_mib} MiB of text",
            "input_mib": f"is larger than {self.limits.input_mib} MiB",
        }
        return ParserLimitExceeded(f"{name}: {allowed[limit]}; leave it out, or raise {SETTINGS[limit]}")


def _error_class(name: str) -> Callable[[str], IngestError]:
    """The error class of that name, if it is about a file: a parser cannot report errors of the library."""
    found = getattr(pincite.ingest.errors, name, None)
    if not isinstance(found, type) or not issubclass(found, IngestError) or issubclass(found, LibraryError):
        raise BadMessage(f"an error called {name[:50]!r}")
    return found
