"""A conversation with one process that carries out orders; see `service/jobs/job_process.py` for its lines.

It takes one waiting job after another, and publishes when none waits. Each job keeps its own outcome and progress, and
ends when its documents can be found.
"""

import contextlib
import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pincite.service.jobs.job import FileOutcome, Job, failed_job, file_outcome_from, job_as_json, now, progress_from
from pincite.service.jobs.pace import PAGES


class JobRun:
    """What one process does with the jobs that wait.

    take: the next job, which runs from then on; None where none waits. changed, ended: called with a job. unpublished:
    jobs whose orders an earlier process has carried out.
    """

    def __init__(
        self,
        *,
        take: Callable[[], Job | None],
        changed: Callable[[Job], None],
        ended: Callable[[Job], None],
        unpublished: Sequence[Job] = (),
    ) -> None:
        self._take = take
        self._changed = changed
        self._ended = ended
        self.asked = False
        self.current: Job | None = None
        self.unpublished = list(unpublished)

    def talk(self, process: "subprocess.Popen[bytes]", *, end_s: float) -> int:
        """Answer the process until it ends; its exit status, 0 where it has said all and does not end in time."""
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            message: dict[str, Any] = json.loads(line)
            if "ready" in message:
                self.asked, self.current = True, self._take()
                reply = "{}" if self.current is None else job_as_json(self.current)
                with contextlib.suppress(BrokenPipeError):  # it has died: the end says so
                    process.stdin.write(reply.encode() + b"\n")
                    process.stdin.flush()
            else:
                self._note(message)
        try:
            return process.wait(end_s)
        except subprocess.TimeoutExpired:  # on a busy machine it takes a while
            return 0

    def fail_all(self, error: str) -> None:
        """All jobs that have not ended fail for this reason."""
        for job in [*self.unpublished, *([self.current] if self.current else [])]:
            self._ended(failed_job(job, error))
        self.unpublished, self.current = [], None

    def fail_current(self, error: str) -> None:
        """The job whose order is being carried out fails, or where there is none those that are to be published."""
        if self.current is None:
            self.fail_all(error)
            return
        self._ended(failed_job(self.current, error))
        self.current = None

    def _note(self, message: Mapping[str, Any]) -> None:
        if "progress" in message:
            stage, done, total = message["progress"]
            self._show(stage, done, total, message.get("so_far"))
        elif "outcomes" in message and self.current is not None:
            outcomes = tuple(map(file_outcome_from, message["outcomes"]))
            self.unpublished.append(replace(self.current, outcomes=outcomes))
            self.current = None
        elif "published" in message:
            for job in self.unpublished:
                found = tuple(_indexed(one, message["failed"]) for one in job.outcomes)
                done = replace(job, state="done", outcomes=found, snapshot=message["published"], finished_at=now())
                self._ended(done)
            self.unpublished = []
        elif "error" in message:
            self.fail_current(message["error"])

    def _show(self, stage: str, done: int, total: int, so_far: dict[str, Any] | None) -> None:
        if self.current is not None:
            job = self.current
            if stage != PAGES:  # they go with the documents
                job = replace(job, stage=stage, done=done, total=total)
            self.current = job if so_far is None else replace(job, progress=progress_from(so_far))
            self._changed(self.current)
            return
        self.unpublished = [replace(job, stage=stage, done=done, total=total) for job in self.unpublished]
        for job in self.unpublished:
            self._changed(job)


def _indexed(outcome: FileOutcome, failed: Mapping[str, str]) -> FileOutcome:
    """The outcome of a file once the index has been published: failed where it could not be indexed."""
    reason = failed.get(outcome.document_id or "")
    return outcome if reason is None else replace(outcome, status="failed", reason=f"{outcome.file}: {reason}")
