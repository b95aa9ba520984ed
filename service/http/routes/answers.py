"""Answering, and finding where a quotation stands."""

import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pincite.service.answer import AnswerEvent
from pincite.service.bodies.answer_replies import answer_reply, locate_reply
from pincite.service.bodies.answer_schemas import AnswerReply, AskBody, LocateBody, LocateReply, question_of
from pincite.service.errors import INVALID, PROBLEMS, NotReady
from pincite.service.http.dependencies import TheEngine
from pincite.service.http.event_stream import MEDIA_TYPE, EventStream, last_of, server_sent, steps
from pincite.service.http.problems import documented, problem_of

router = APIRouter(tags=["answers"])

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream` its events: retrieved, sentence ..., answer (or error: a problem)",
        "content": {
            MEDIA_TYPE: {
                "schema": {"type": "string"},
                "example": 'event: sentence\ndata: {"sentence": {"text": "...", "citations": [1]}, "citations": []}',
            }
        },
    }
}
_NOT_READY = documented(PROBLEMS[NotReady], "the index is being opened; ask again in a second")
# A client that has gone away reads no status; nginx has this one in its log for it.
_GONE = 499


@router.post(
    "/v1/ask",
    response_model=AnswerReply,
    responses={**_STREAM, **documented(INVALID, 'answerer must be "extractive" or "llm", not "gpt"'), **_NOT_READY},
)
async def ask(body: AskBody, engine: TheEngine, request: Request) -> Response:
    """An answer in which every sentence can be checked on the page it cites."""
    gone = threading.Event()
    events = engine.ask(question_of(body), gone)
    if body.stream:
        # The first event is waited for, so that a question that cannot be asked is refused with its own status.
        first = await run_sync(next, events)
        return EventStream(_sent(request, first, events, gone))
    last = await last_of(events, gone, request.receive)
    if last is None:
        return Response(status_code=_GONE)
    # Sent as it is: FastAPI would check and copy it once more.
    return Response(answer_reply(last.answer).model_dump_json(by_alias=True), media_type="application/json")


@router.post(
    "/v1/locate",
    responses=documented(INVALID, "quote is missing; it must be text of 1 to 5,000 characters"),
)
def locate(body: LocateBody, engine: TheEngine) -> LocateReply:
    """Where a quotation stands: its document, its page and the words around it, or the words most like it."""
    return locate_reply(engine.locate(body.quote, documents=body.documents, limit=body.limit))


async def _sent(
    request: Request, first: AnswerEvent, events: Iterator[AnswerEvent], gone: threading.Event
) -> AsyncIterator[str]:
    try:
        yield server_sent(first)
        async for event in steps(events, gone):
            yield server_sent(event)
    except Exception as error:  # the status has been sent; the client is told in the stream
        yield f"event: error\ndata: {bytes(problem_of(request, error).body).decode()}\n\n"
