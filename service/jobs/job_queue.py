"""The jobs of a running service, in the order they came: one process carries out all that wait, with one publication.

    <data>/uploads/<job id>/   the files of a job until it has ended
    <data>/uploads/lock        held by the one service that takes uploads for this data directory

What is queued survives a restart and is done then; what was running has failed. Where the process dies, the job whose
order it was carrying out has failed; another process publishes what had been carried out, and goes on with the others.
"""

import contextlib
import fcntl
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pincite.ingest.errors import IngestError, LibraryError, LibraryUnwritable
from pincite.ingest.library.job_ledger import Ledger
from pincite.ingest.library.store import Library
from pincite.service.errors import JobNotFound, TooManyJobs, UploadsElsewhere
from pincite.service.jobs.adding import when_free
from pincite.service.jobs.job import Job, Order, failed_job, job_as_json, job_from_json, now
from pincite.service.jobs.job_run import JobRun

COMMAND = (sys.executable, "-P", "-m", "pincite.service.jobs.job_process")

_INTERRUPTED = "interrupted: the service ended while this job ran; what was added before that stays; upload again"
_INDEX = Order(kind="index")
_MOST_WAITING = 100
_REMEMBERED = 500
_END_S = 10.0

_log = logging.getLogger(__name__)


class Jobs:
    """The jobs of the data directory `data`, for any number of threads.

    A job whose library is written to by another process waits `wait_s` for it. `command` carries out an order; see
    service.jobs.job_process. A process that has said all and does not end within `end_s` is killed.
    """

    def __init__(
        self, data: Path, *, wait_s: float = 30.0, command: Sequence[str] = COMMAND, end_s: float = _END_S
    ) -> None:
        self.data = data
        self.stopping = False  # set when the service has to stop: streams that watch a job must end
        self._uploads = data / "uploads"
        self._wait_s = wait_s
        self._command = command
        self._end_s = end_s
        self._ledger = Ledger(data)
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[str] = deque()
        self._change = threading.Condition()
        self._lock: int | None = None
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._unpublished: list[Job] = []  # carried out by a process that died

    def start(self) -> None:
        """Continues the jobs that an earlier service left; nothing is touched where there were none."""
        if not self._uploads.is_dir():
            return
        try:
            self._own()
            known = [job_from_json(text) for text in self._ledger.read()]
        except (UploadsElsewhere, IngestError) as error:
            _log.warning("%s", error)
            return
        interrupted = [failed_job(job, _INTERRUPTED) for job in known if job.state == "running"]
        with self._change:
            self._jobs |= {job.id: job for job in (*known, *interrupted)}
            self._waiting.extend(job.id for job in known if job.state == "queued")
        for path in self._uploads.iterdir():
            if path.is_dir() and path.name not in self._waiting:
                shutil.rmtree(path, ignore_errors=True)
        for job in interrupted:
            self._save(job)
        if interrupted:
            # Documents they had added may be in the library and not yet in the index.
            self._save(self._queue(_new_job(_INDEX)))
        if self._waiting:
            self._begin()

    def close(self) -> None:
        """Ends the running job: what it had begun is undone, the documents it had added stay."""
        self.stopping = True
        with self._change:
            thread = self._thread
            if self._process is not None:
                self._process.terminate()
            self._change.notify_all()
        if thread is not None:
            thread.join(_END_S)
            with self._change:
                if self._process is not None:
                    self._process.kill()
            thread.join(_END_S)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def new_folder(self) -> Path:
        """An empty folder for the files of a job; its name is the id under which the job is to be submitted.

        Raises UploadsElsewhere, TooManyJobs, LibraryError.
        """
        self._check_waiting()
        with _disk(self._uploads):
            self._own()
            folder = self._uploads / secrets.token_hex(8)
            folder.mkdir()
        return folder

    def order(self, order: Order) -> Job:
        """Queues an order without files. Raises what new_folder and submit do."""
        self._check_waiting()
        with _disk(self._uploads):
            self._own()
        return self.submit(order)

    def submit(self, order: Order, *, folder: Path | None = None) -> Job:
        """Queues the order; its files lie in `folder`. On return it survives a power failure. Raises LibraryError."""
        job = _new_job(order, folder)
        self._ledger.write({job.id: job_as_json(job)}, created_at=job.created_at)
        self._queue(job)
        self._begin()
        return job

    def get(self, identifier: str) -> Job:
        """The job as it is now. Raises JobNotFound."""
        with self._change:
            job = self._jobs.get(identifier)
        if job is None:
            raise JobNotFound(f'there is no job "{identifier}"; GET /v1/jobs lists those there are')
        return job

    def all(self) -> list[Job]:
        """Every job that is remembered, the newest first."""
        with self._change:
            return list(reversed(self._jobs.values()))

    def remove(self, document_id: str, *, wait_s: float = 10.0) -> Job:
        """Removes the document for good: no search that begins after the return finds it.

        The job that is returned builds the index without it. Raises DocumentNotFound; LibraryLocked when the library
        is still being written to after `wait_s`.
        """

        def remove() -> None:
            with Library(self.data, write=True) as library:
                library.remove(document_id)

        with _disk(self._uploads):
            self._own()
        when_free(remove, wait_s=wait_s)
        with self._change:
            waiting = [self._jobs[identifier] for identifier in self._waiting]
        # Whatever job comes after this builds the index without it.
        return waiting[0] if waiting else self.submit(_INDEX)

    def _check_waiting(self) -> None:
        with self._change:
            if len(self._waiting) >= _MOST_WAITING:
                raise TooManyJobs(
                    f"{_MOST_WAITING} uploads are waiting already; upload again when some of them are done"
                )

    def _own(self) -> None:
        """Makes this service the one that takes uploads. Raises UploadsElsewhere, OSError."""
        if self._lock is not None:
            return
        self._uploads.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._uploads / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 32, 0).decode("ascii", "replace").strip()
            os.close(lock)
            raise UploadsElsewhere(
                f"{self.data}: another service (process {holder}) takes the uploads of this library; upload there, "
                "or stop it first"
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        self._lock = lock

    def _queue(self, job: Job) -> Job:
        with self._change:
            self._jobs[job.id] = job
            self._waiting.append(job.id)
            ended = [known.id for known in self._jobs.values() if known.ended]
            for identifier in ended[:-_REMEMBERED]:
                del self._jobs[identifier]
        return job

    def _begin(self) -> None:
        with self._change:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()
            self._change.notify_all()

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._waiting or self._unpublished or self.stopping)
                if self.stopping:
                    return
            run = JobRun(take=self._take, changed=self._note, ended=self._end, unpublished=self._unpublished)
            self._unpublished = []
            try:
                self._run(run)
            except Exception as error:  # whatever it is, the jobs after it must go on
                _log.exception("jobs")
                run.fail_all(f"the service failed on this job ({error}); its log says more")

    def _run(self, run: JobRun) -> None:
        command = [*self._command, str(self.data), str(self._uploads), str(self._wait_s)]
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # Ctrl-C in a terminal is for the service, which ends its job
        ) as process:
            with self._change:
                self._process = process
                if self.stopping:
                    process.terminate()
            try:
                status = run.talk(process, end_s=self._end_s)
            finally:
                process.kill()
                with self._change:
                    self._process = None
        if self.stopping:
            if run.current or run.unpublished:
                run.fail_all(_INTERRUPTED)
                self._save(_new_job(_INDEX))
            return
        if not run.asked:  # it did not even begin: without this the next one would not, either
            run.current = self._take()
        if status or run.current or run.unpublished:
            run.fail_current(_death(status))
            self._unpublished = run.unpublished

    def _take(self) -> Job | None:
        with self._change:
            if self.stopping or not self._waiting:
                return None
            job = replace(self._jobs[self._waiting.popleft()], state="running")
        self._save_changed(job)
        return job

    def _save_changed(self, job: Job) -> None:
        self._note(job)
        self._save(job)

    def _end(self, job: Job) -> None:
        shutil.rmtree(self._uploads / job.id, ignore_errors=True)
        self._save(job)
        self._note(job)

    def _note(self, job: Job) -> None:
        with self._change:
            self._jobs[job.id] = job

    def _save(self, job: Job) -> None:
        try:
            self._ledger.write({job.id: job_as_json(job)}, created_at=job.created_at)
        except LibraryError as error:
            _log.warning("job %s cannot be saved: %s", job.id, error)


def _new_job(order: Order, folder: Path | None = None) -> Job:
    return Job(id=secrets.token_hex(8) if folder is None else folder.name, order=order, created_at=now())


def _death(status: int) -> str:
    how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return f"the process that adds documents died ({how}), perhaps for lack of memory; see the log, then upload again"


@contextlib.contextmanager
def _disk(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LibraryUnwritable(f"{folder}: {error.strerror}: make room there, or allow writing") from error
