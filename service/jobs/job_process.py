"""python -m pincite.service.jobs.job_process DATA UPLOADS WAIT_S: carries out orders, in a process of its own.

Adding takes a whole core for seconds or minutes: in a separate process of low priority it does not slow questions
down. One process carries out all that wait, and publishes once for all of them: the encoder is opened once, too. It
asks for each order with a line of JSON, and gets a line with a job, or one with nothing:

    {"ready": true}                      the next order, please         <- job as job.job_as_json writes it, or {}
    {"progress": [stage, done, total], "so_far": job_progress.JobProgress}
    {"outcomes": [...]}                  the order is carried out, and is yet to be published
    {"published": id, "failed": {...}}   all that was carried out can be found; why some documents cannot, by id
    {"error": sentence}                  the order failed; or what was carried out cannot be published

When there is nothing more to publish it merges small segments, and asks again before each merge. The process ends on
SIGTERM, or when the service has ended. What it had begun is undone.
"""

import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from pincite.index.snapshots.publication import Publication
from pincite.ingest.read import Item
from pincite.service.errors import EXPLAINED
from pincite.service.jobs.adding import Outcome, when_free
from pincite.service.jobs.job import Job, job_from_json, outcome_of
from pincite.service.jobs.job_progress import ProgressNotes
from pincite.service.jobs.library_run import AddOptions, LibraryRun
from pincite.service.settings import read_limits

WAITING = "waiting for another process"

_NICENESS = 10  # a tenth of the time that a question gets where both want the same core
_UNDO_S = 8.0

SendLine = Callable[[dict[str, Any]], None]
Made = TypeVar("Made")


def main() -> int:
    """Exit status 0: every order was answered."""
    data, uploads, wait_s = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    signal.signal(signal.SIGTERM, _stop)
    send = _reply_lines()
    os.nice(_NICENESS)
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read_lines, args=(lines,), daemon=True).start()

    def next_job() -> Job | None:
        send({"ready": True})
        line = lines.get()
        return None if line == "{}" else job_from_json(line)

    carry_out_all(data, uploads, next_job=next_job, send=send, wait_s=wait_s)
    return 0


def carry_out_all(
    data: Path, uploads: Path, *, next_job: Callable[[], Job | None], send: SendLine, wait_s: float
) -> None:
    """Carry out orders until there is none, and publish what they have changed."""
    notes = ProgressNotes()

    def show(stage: str, done: int, total: int) -> None:
        send({"progress": [stage, *notes.note(stage, done, total)], "so_far": asdict(notes.progress())})

    def published(publication: Publication) -> None:
        send({"published": publication.snapshot, "failed": dict(publication.failed)})

    def free(act: Callable[[], Made]) -> Made:
        return when_free(act, wait_s=wait_s, waiting=lambda: show(WAITING, 0, 1))

    options = AddOptions(model=os.environ.get("PINCITE_MODEL") or None, limits=read_limits(os.environ))
    unpublished = True  # what an earlier process may have left
    with LibraryRun(data, options, progress=show, published=published) as run:
        while True:
            job = next_job()
            if job is None and not unpublished:
                if not _merged(run):
                    return
                continue
            try:
                if job is not None:
                    unpublished = True
                    notes.begin()
                    outcomes = free(lambda job=job: _carry_out(run, job, uploads / job.id))  # type: ignore[misc]
                    send({"outcomes": [asdict(outcome_of(one)) for one in outcomes]})
                else:
                    unpublished = False
                    publication = free(run.publish)
                    published(publication) if publication is not None else send({"published": None, "failed": {}})
            except EXPLAINED as error:
                send({"error": str(error)})


def _carry_out(run: LibraryRun, job: Job, folder: Path) -> list[Outcome]:
    """The files of an order lie in `folder`."""
    order = job.order
    if order.kind == "index":
        return []
    if order.kind == "reread":
        return run.reread(order.documents)
    return run.add(
        [
            Item(file=folder / file.stored_as, record=order.record, uploaded_as=file.name, replaces=order.replaces)
            for file in order.files
        ]
    )


def _merged(run: LibraryRun) -> bool:
    try:
        return run.merge()
    except EXPLAINED as error:  # nobody waits for it; it is tried again after the next publication
        print(error, file=sys.stderr)
        return False


def _reply_lines() -> SendLine:
    """Writes lines to the standard output, which libraries cannot print to any more."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def send(line: dict[str, Any]) -> None:
        try:
            pipe.write(json.dumps(line, ensure_ascii=False) + "\n")
            pipe.flush()
        except BrokenPipeError:
            raise SystemExit(1) from None  # nobody reads it any more

    return send


def _stop(number: int, frame: FrameType | None) -> None:
    # As an exception, so that parsers are ended, transactions undone and half a snapshot removed.
    raise SystemExit(1)


def _read_lines(lines: "queue.SimpleQueue[str]") -> None:
    """Passes on what the service writes; ends the process once the service has ended."""
    text = b""
    while received := os.read(0, 65536):  # Python's own stream could not be closed while a thread reads from it
        text += received
        *whole, text = text.split(b"\n")
        for line in whole:
            lines.put(line.decode())
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_UNDO_S)
    os._exit(1)  # it hangs in a library: what it leaves undone, the next writer undoes


if __name__ == "__main__":
    sys.exit(main())
