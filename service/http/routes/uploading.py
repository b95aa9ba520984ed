"""Documents in and out, and the jobs that do it."""

import shutil
from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import sleep
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from pincite.index.errors import BadFilter
from pincite.ingest.errors import DocumentNotFound, LibraryLocked, LibraryUnwritable
from pincite.service.bodies.job_schemas import JobReply, JobsReply, RemovedReply, RereadBody, job_reply
from pincite.service.errors import JobNotFound, NotAForm, TooManyJobs, UploadsElsewhere
from pincite.service.http.dependencies import TheEngine, TheJobs
from pincite.service.http.event_stream import MEDIA_TYPE, EventStream, sent
from pincite.service.http.problem_kinds import HTTP_PROBLEMS, INVALID, PROBLEMS
from pincite.service.http.problems import documented
from pincite.service.http.routes.reading import DocumentId
from pincite.service.http.upload_form import check_replaced, form_schema, receive
from pincite.service.jobs.job import Job, Order
from pincite.service.jobs.job_queue import Jobs

router = APIRouter(tags=["documents"])

JobId = Annotated[str, Path(examples=["7d0c1b0f9a3e4c55"])]

_LOOK_S = 0.2  # how often a job is looked at while somebody watches it

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": form_schema(),
                "example": {"files": ["paper.pdf"], "record": '{"id": "doe2024", "title": "On bears"}'},
            }
        },
    }
}
_NO_JOB = documented(PROBLEMS[JobNotFound])
_UPLOAD_PROBLEMS = {
    **documented(*(PROBLEMS[error] for error in (UploadsElsewhere, NotAForm, TooManyJobs, LibraryUnwritable))),
    **documented(HTTP_PROBLEMS[413]),
    **documented(INVALID, example="files is missing; it must be 1 to 1,000 files"),
}
_REREAD_PROBLEMS = {
    **documented(*(PROBLEMS[error] for error in (UploadsElsewhere, TooManyJobs, LibraryUnwritable))),
    **documented(PROBLEMS[BadFilter]),
}
_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "`progress` whenever something has changed, `done` at the end; the data is the job",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    },
    **_NO_JOB,
}


@router.post("/v1/documents", status_code=202, openapi_extra=_FORM, responses=_UPLOAD_PROBLEMS)
async def upload_documents(request: Request, response: Response, engine: TheEngine, jobs: TheJobs) -> JobReply:
    """Files to add. They are read one after another, and can be found as soon as the job is done.

    A file that the library has already stays as it is, whatever its name. A changed file becomes another document,
    even under the same name, unless `replace` names the document to replace.
    """
    folder = await run_sync(jobs.new_folder)
    try:
        order = await receive(request, folder)
        if order.replaces is not None:
            await run_sync(lambda: check_replaced(order, engine.library()))
        job = await run_sync(lambda: jobs.submit(order, folder=folder))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    reply = job_reply(job)
    response.headers["Location"] = reply.url
    return reply


@router.post("/v1/reread", status_code=202, responses=_REREAD_PROBLEMS)
def reread_documents(body: RereadBody, response: Response, engine: TheEngine, jobs: TheJobs) -> JobReply:
    """Documents to be read again from their originals, by default those that older rules read.

    What they were read as is searched until then. One that cannot be read again stays as it is; its outcome says why.
    """
    names = None if body.documents is None else tuple(dict.fromkeys(body.documents))
    known = engine.library().keys_of(names or ())
    for name in names or ():
        if name not in known:
            raise BadFilter(f"documents: there is no document {name!r} here; the list of documents names them all")
    reply = job_reply(jobs.order(Order(kind="reread", documents=names)))
    response.headers["Location"] = reply.url
    return reply


@router.delete("/v1/documents/{document_id}", responses=documented(PROBLEMS[DocumentNotFound], PROBLEMS[LibraryLocked]))
def remove_document(document_id: DocumentId, engine: TheEngine, jobs: TheJobs) -> RemovedReply:
    """Removes a document for good. While documents are being added it waits ten seconds, then answers 409."""
    engine.library().summaries(document_id)
    job = jobs.remove(document_id)
    return RemovedReply(id=document_id, snapshot=engine.snapshot_id(), job=f"/v1/jobs/{job.id}")


@router.get("/v1/jobs", tags=["jobs"])
def list_jobs(jobs: TheJobs) -> JobsReply:
    """The jobs, the newest first."""
    found = [job_reply(job) for job in jobs.all()]
    return JobsReply(jobs=found, total=len(found))


@router.get("/v1/jobs/{job_id}", tags=["jobs"], responses=_NO_JOB)
def show_job(job_id: JobId, jobs: TheJobs) -> JobReply:
    """A job: how far it is, and the outcome of each file."""
    return job_reply(jobs.get(job_id))


@router.get("/v1/jobs/{job_id}/events", tags=["jobs"], response_class=Response, responses=_EVENTS)
async def watch_job(job_id: JobId, jobs: TheJobs) -> Response:
    """The job as server-sent events, until it has ended."""
    jobs.get(job_id)  # raises before the stream begins
    return EventStream(_events(jobs, job_id))


async def _events(jobs: Jobs, job_id: str) -> AsyncIterator[bytes]:
    shown: Job | None = None
    while not jobs.stopping:
        job = jobs.get(job_id)
        if job is not shown:
            shown = job
            yield sent(job_reply(job), name="done" if job.ended else "progress")
        if job.ended:
            return
        await sleep(_LOOK_S)
