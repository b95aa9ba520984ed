"""Documents in and out, and the jobs that do it."""

import shutil
from collections.abc import AsyncIterator
from typing import Annotated, Any

from anyio import sleep
from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Request
from starlette.responses import Response, StreamingResponse

from pincite.ingest.errors import DocumentNotFound, LibraryLocked, LibraryUnwritable
from pincite.service.bodies.job_schemas import JobReply, JobsReply, RemovedReply, job_reply
from pincite.service.errors import (
    HTTP_PROBLEMS,
    INVALID,
    PROBLEMS,
    JobNotFound,
    NotAForm,
    TooManyJobs,
    UploadsElsewhere,
)
from pincite.service.http.dependencies import TheEngine, TheJobs
from pincite.service.http.event_stream import MEDIA_TYPE
from pincite.service.http.problems import documented
from pincite.service.http.routes.reading import DocumentId
from pincite.service.http.upload_form import check_replaced, receive
from pincite.service.jobs.job import Job
from pincite.service.jobs.job_queue import Jobs

router = APIRouter(tags=["documents"])

JobId = Annotated[str, Path(examples=["7d0c1b0f9a3e4c55"])]

_LOOK_S = 0.2  # how often a job is looked at for those who watch it
_SIGN_OF_LIFE_S = 15.0  # proxies end a connection on which nothing comes for long

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                            "description": "PDF, DOCX, EPUB, HTML, text, Markdown",
                        },
                        "record": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "description": "The CSL-JSON record of a single file; without it one is guessed",
                        },
                        "replace": {
                            "type": "string",
                            "description": "The id of the document that a single file is to replace; "
                            "it keeps its id, and its record unless one is sent",
                        },
                    },
                },
                "example": {"files": ["paper.pdf"], "record": '{"id": "doe2024", "title": "On bears"}'},
            }
        },
    }
}
_NO_JOB = documented(PROBLEMS[JobNotFound], 'there is no job "x"; GET /v1/jobs lists those there are')
_BUSY = "data: process 4711 is writing to it: wait until it is done, or stop it"
_UPLOAD_PROBLEMS = {
    **documented(PROBLEMS[UploadsElsewhere], "data: another service (process 4711) takes the uploads of this library"),
    **documented(HTTP_PROBLEMS[413], "the body has more than 536,870,912 bytes; send less"),
    **documented(PROBLEMS[NotAForm], "send the files as multipart/form-data, in the field `files`"),
    **documented(INVALID, "files is missing; it must be 1 to 1,000 files"),
    **documented(PROBLEMS[TooManyJobs], "100 uploads are waiting already; upload again when some of them are done"),
    **documented(PROBLEMS[LibraryUnwritable], "data/uploads: No space left on device: make room there"),
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
    """Files to add. They are read one after another, and can be searched for as soon as the job is done.

    A file that is in already is left as it is, whatever it is called. A changed file is another document, also under
    the same name, unless `replace` names the one it is to replace.
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


@router.delete(
    "/v1/documents/{document_id}",
    responses={
        **documented(PROBLEMS[DocumentNotFound], 'there is no document "x"; GET /v1/documents lists those there are'),
        **documented(PROBLEMS[LibraryLocked], _BUSY),
    },
)
def remove_document(document_id: DocumentId, engine: TheEngine, jobs: TheJobs) -> RemovedReply:
    """Removes a document for good. While the library is being written to it waits ten seconds, then answers 409."""
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
    """A job: how far it is, and what became of each file."""
    return job_reply(jobs.get(job_id))


@router.get("/v1/jobs/{job_id}/events", tags=["jobs"], response_class=StreamingResponse, responses=_EVENTS)
async def watch_job(job_id: JobId, jobs: TheJobs) -> StreamingResponse:
    """The job as server-sent events, until it has ended."""
    jobs.get(job_id)  # raises before the stream begins
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(jobs, job_id), media_type=MEDIA_TYPE, headers=headers)


async def _events(jobs: Jobs, job_id: str) -> AsyncIterator[str]:
    told: Job | None = None
    silent_s = 0.0
    while not jobs.stopping:
        job = jobs.get(job_id)
        if job is not told:
            told, silent_s = job, 0.0
            yield f"event: {'done' if job.ended else 'progress'}\ndata: {job_reply(job).model_dump_json()}\n\n"
        if job.ended:
            return
        await sleep(_LOOK_S)
        silent_s += _LOOK_S
        if silent_s >= _SIGN_OF_LIFE_S:
            silent_s = 0.0
            yield ": still there\n\n"
