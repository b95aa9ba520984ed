"""The bodies about jobs, uploads and removals."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from pincite.service.bodies.search_schemas import SNAPSHOT_EXAMPLE, with_example
from pincite.service.jobs.adding import Status
from pincite.service.jobs.job import Job, Kind, State

_OUTCOME = {
    "file": "Soft power of Kazakhstan.pdf",
    "status": "added",
    "document_id": "doe2024",
    "reason": None,
    "pages": 12,
    "passages": 96,
    "guessed": True,
    "remarks": ["1 of 12 pages holds no text: 12"],
}
_PROGRESS = {
    "documents": {"done": 120, "total": 500},
    "pages": 1480,
    "passages": {"done": 9700, "total": 9740},
    "passages_per_second": 21.4,
    "seconds_left": 1420,
}
_NO_PROGRESS = {
    "documents": {"done": 0, "total": 0},
    "pages": 0,
    "passages": {"done": 0, "total": 0},
    "passages_per_second": None,
    "seconds_left": None,
}
_JOB = {
    "id": "7d0c1b0f9a3e4c55",
    "kind": "add",
    "state": "queued",
    "stage": None,
    "done": 0,
    "total": 0,
    "progress": _NO_PROGRESS,
    "files": ["Soft power of Kazakhstan.pdf"],
    "created_at": "2026-11-27T22:24:11.120Z",
    "finished_at": None,
    "outcomes": [],
    "snapshot": None,
    "error": None,
    "url": "/v1/jobs/7d0c1b0f9a3e4c55",
    "events": "/v1/jobs/7d0c1b0f9a3e4c55/events",
}
_DONE = {
    **_JOB,
    "state": "done",
    "stage": "writing the index",
    "done": 1,
    "total": 1,
    "finished_at": "2026-11-27T22:24:19.482Z",
    "outcomes": [_OUTCOME],
    "snapshot": SNAPSHOT_EXAMPLE,
}


_REREAD = {"documents": ["doe2024"]}


class RereadBody(BaseModel):
    """Documents that are to be read again from their originals."""

    model_config = with_example(_REREAD)

    documents: list[str] | None = Field(
        default=None, max_length=1000, description="Their ids; null for all that older rules read"
    )


class FileOutcomeReply(BaseModel):
    model_config = with_example(_OUTCOME)

    file: str = Field(description="Its name, as it was uploaded")
    status: Status
    document_id: str | None
    reason: str | None = Field(description="Why it failed, and what to do")
    pages: int
    passages: int
    guessed: bool = Field(description="Whether the record was guessed from the file, because none was given")
    remarks: list[str] = Field(description="Problems of its pages")


class CountedReply(BaseModel):
    model_config = with_example({"done": 120, "total": 500})

    done: int
    total: int


class ProgressReply(BaseModel):
    """How far a job is in all its stages."""

    model_config = with_example(_PROGRESS)

    documents: CountedReply = Field(description="Those that were read, of all that are to be")
    pages: int = Field(description="Pages of the documents that were read")
    passages: CountedReply = Field(description="Those that were embedded, of those of the documents read so far")
    passages_per_second: float | None = Field(description="In the last minute; null while it is not known")
    seconds_left: float | None = Field(description="For how long it goes on at this pace; null while it is not known")


class JobReply(BaseModel):
    """`done` of `total` says how far the `stage` is. `error` says why a job failed."""

    model_config = with_example(_DONE)

    id: str
    kind: Kind = Field(
        description='"add": files were uploaded; "reread": documents are read again; "index": the index is built again'
    )
    state: State
    stage: str | None
    done: int
    total: int
    progress: ProgressReply
    files: list[str]
    created_at: str
    finished_at: str | None
    outcomes: list[FileOutcomeReply] = Field(
        description="One for each file or document, in order, once the job is done"
    )
    snapshot: str | None = Field(description="The snapshot in which all of it can be found")
    error: str | None
    url: str
    events: str


class JobsReply(BaseModel):
    model_config = with_example({"jobs": [_DONE], "total": 1})

    jobs: list[JobReply] = Field(description="The newest first")
    total: int


class RemovedReply(BaseModel):
    """No search that begins after this answer finds the document."""

    model_config = with_example(
        {"id": "doe2024", "removed": True, "snapshot": SNAPSHOT_EXAMPLE, "job": "/v1/jobs/7d0c1b0f9a3e4c55"}
    )

    id: str
    removed: Literal[True] = True
    snapshot: str | None = Field(description="The snapshot that serves now; searches leave the document out")
    job: str = Field(description="The job that builds the index without it")


def job_reply(job: Job) -> JobReply:
    """A job as it is sent."""
    fields: dict[str, Any] = {
        name: getattr(job, name)
        for name in ("id", "state", "stage", "done", "total", "created_at", "finished_at", "snapshot", "error")
    }
    url, so_far = f"/v1/jobs/{job.id}", job.progress
    progress = ProgressReply(
        documents=CountedReply(done=so_far.documents[0], total=so_far.documents[1]),
        pages=so_far.pages,
        passages=CountedReply(done=so_far.passages[0], total=so_far.passages[1]),
        passages_per_second=so_far.passages_per_second,
        seconds_left=so_far.seconds_left,
    )
    outcomes = [FileOutcomeReply.model_validate(outcome, from_attributes=True) for outcome in job.outcomes]
    files = [file.name for file in job.order.files]
    return JobReply(
        **fields,
        kind=job.order.kind,
        progress=progress,
        files=files,
        outcomes=outcomes,
        url=url,
        events=f"{url}/events",
    )
