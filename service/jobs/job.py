"""A job: files to be added, documents to be read again, or an index to be built, and what became of them.

queued ──> running ──> done       what could be added can be searched for
                  └──> failed     `error` says why and what next; documents that are in already stay
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from pincite.ingest.record import Record, read_record
from pincite.service.documents.page_report import remarks
from pincite.service.jobs.adding import Outcome, Status
from pincite.service.jobs.job_progress import JobProgress

Kind = Literal["add", "index", "reread"]
State = Literal["queued", "running", "done", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file in the folder of its job, and what its user calls it."""

    stored_as: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done: add the files, with kind "index" nothing but build the index again.

    `record` and `replaces`, the id of the document whose place it takes, are for a single file. With kind "reread"
    these `documents` are read again, None for those that older rules read.
    """

    kind: Kind
    files: tuple[UploadedFile, ...] = ()
    record: Record | None = None
    replaces: str | None = None
    documents: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """What became of one file; `remarks` say what a reader of the document should know of its pages."""

    file: str
    status: Status
    document_id: str | None
    reason: str | None
    pages: int
    passages: int
    guessed: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An order, and how far it is: `done` of `total` in this `stage`, and `progress` in all stages.

    Times are UTC, as ISO 8601 writes them.
    """

    id: str
    order: Order
    state: State = "queued"
    stage: str | None = None
    done: int = 0
    total: int = 0
    progress: JobProgress = field(default_factory=JobProgress)
    created_at: str
    finished_at: str | None = None
    outcomes: tuple[FileOutcome, ...] = ()
    snapshot: str | None = None
    error: str | None = None

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed")


def now() -> str:
    """This moment, UTC: "2026-11-27T22:24:11.123Z"."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def outcome_of(outcome: Outcome) -> FileOutcome:
    """The outcome of a file as a job keeps and shows it."""
    notes = remarks(outcome.report) if outcome.report is not None else ()
    return FileOutcome(
        file=outcome.path.name,
        status=outcome.status,
        document_id=outcome.document_id,
        reason=outcome.reason,
        pages=outcome.pages,
        passages=outcome.passages,
        guessed=outcome.guessed,
        remarks=(*notes, *outcome.unread),
    )


def failed_job(job: Job, error: str) -> Job:
    """The job, failed for this reason."""
    return replace(job, state="failed", error=error, finished_at=now())


def job_as_json(job: Job) -> str:
    """The job as JSON."""
    return json.dumps({**asdict(job), "order": _order_as_object(job.order)}, ensure_ascii=False)


def job_from_json(text: str) -> Job:
    """The job that job_as_json wrote."""
    found = json.loads(text)
    outcomes = tuple(file_outcome_from(outcome) for outcome in found.pop("outcomes"))
    progress = progress_from(found.get("progress", {}))  # a job of before has none
    return Job(**{**found, "order": _order_from(found["order"]), "outcomes": outcomes, "progress": progress})


def progress_from(found: dict[str, Any]) -> JobProgress:
    """The progress that asdict took apart."""
    pairs: dict[str, Any] = {name: tuple(one) for name, one in found.items() if isinstance(one, list)}
    return JobProgress(**{**found, **pairs})


def file_outcome_from(found: dict[str, Any]) -> FileOutcome:
    """The outcome that asdict took apart."""
    return FileOutcome(**{**found, "remarks": tuple(found["remarks"])})


def _order_as_object(order: Order) -> dict[str, Any]:
    return {**asdict(order), "record": None if order.record is None else order.record.csl}


def _order_from(found: dict[str, Any]) -> Order:
    record = None if found["record"] is None else read_record(found["record"], where="record")
    files = tuple(UploadedFile(**file) for file in found["files"])
    documents = found.get("documents")  # a job of before has none
    documents = None if documents is None else tuple(documents)
    return Order(**{**found, "files": files, "record": record, "documents": documents})
