"""python -m pincite.service.jobs.job_process DATA FOLDER WAIT_S: carries out one order, in a process of its own.

Adding takes a whole core for seconds or minutes: in a separate process of low priority it does not slow questions
down. The order comes as one line of JSON; lines of JSON go back, each with one of

    {"progress": [stage, done, total]}   {"outcomes": [...], "snapshot": id}   {"error": sentence}

The process ends on SIGTERM, or when the service that gave the order has ended. What it had begun is undone.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import Any

from pincite.ingest.read import Item
from pincite.service.errors import EXPLAINED
from pincite.service.jobs.adding import when_free
from pincite.service.jobs.job import Order, order_from_json, outcome_of
from pincite.service.jobs.library_changes import AddOptions, add_items, reindex
from pincite.service.settings import read_limits

WAITING = "waiting for another process"

_NICENESS = 10  # a tenth of the time that a question gets where both want the same core
_UNDO_S = 8.0

SendLine = Callable[[dict[str, Any]], None]


def main() -> int:
    """Exit status 0 when the order was carried out, 1 when it could not be; the last line says why."""
    data, folder, wait_s = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    signal.signal(signal.SIGTERM, _stop)
    send = _reply_lines()
    os.nice(_NICENESS)
    order = order_from_json(sys.stdin.buffer.readline().decode())
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    try:
        send(carry_out(order, data, folder, wait_s=wait_s, send=send))
    except EXPLAINED as error:
        send({"error": str(error)})
        return 1
    return 0


def carry_out(order: Order, data: Path, folder: Path, *, wait_s: float, send: SendLine) -> dict[str, Any]:
    """Adds the files of the order, which lie in `folder`; returns the last line to send."""

    def show(stage: str, done: int, total: int) -> None:
        send({"progress": [stage, done, total]})

    def act() -> dict[str, Any]:
        if order.kind == "index":
            return {"outcomes": [], "snapshot": reindex(data, progress=show)}
        items = [
            Item(file=folder / file.stored_as, record=order.record, uploaded_as=file.name, replaces=order.replaces)
            for file in order.files
        ]
        options = AddOptions(model=os.environ.get("PINCITE_MODEL") or None, limits=read_limits(os.environ))
        report = add_items(data, items, options=options, progress=show)
        return {"outcomes": [asdict(outcome_of(one)) for one in report.outcomes], "snapshot": report.snapshot}

    return when_free(act, wait_s=wait_s, waiting=lambda: show(WAITING, 0, 1))


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


def _end_with_the_service() -> None:
    os.read(0, 1)  # nothing more comes; Python's own stream could not be closed while a thread reads from it
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_UNDO_S)
    os._exit(1)  # it hangs in a library: what it leaves undone, the next writer undoes


if __name__ == "__main__":
    sys.exit(main())
