"""Answering, and finding where a quotation stands."""

import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from pincite.service.answer import Answered, AnswerEvent, Retrieved, SentenceSent
from pincite.service.bodies.answer_replies import answer_reply, locate_reply, retrieved_reply, sentence_event_reply
from pincite.service.bodies.answer_schemas import AnswerReply, AskBody, LocateBody, LocateReply, question_of
from pincite.service.errors import NotReady
from pincite.service.http.dependencies import TheEngine
from pincite.service.http.event_stream import CLIENT_GONE, MEDIA_TYPE, EventStream, last_of, sent, steps
from pincite.service.http.problem_kinds import INVALID, PROBLEMS
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


@router.post(
    "/v1/ask",
    response_model=AnswerReply,
    responses={
        **_STREAM,
        **documented(INVALID, example='answerer must be "extractive" or "llm", not "gpt"'),
        **documented(PROBLEMS[NotReady]),
    },
)
async def ask(body: AskBody, engine: TheEngine, request: Request) -> Response:
    """An answer in which every sentence can be checked on the page it cites."""
    cancelled = threading.Event()
    events = engine.ask(question_of(body), cancelled)
    if body.stream:
        # Waits for the first event, so that an invalid question is refused with its own status.
        first = await run_sync(next, events)
        return EventStream(_events(request, first, events, cancelled))
    last = await last_of(events, cancelled, request.receive)
    if last is None:
        return Response(status_code=CLIENT_GONE)
    # Sent directly: FastAPI would check and copy it once more.
    return Response(answer_reply(last.answer).model_dump_json(by_alias=True), media_type="application/json")


@router.post(
    "/v1/locate",
    responses=documented(INVALID, example="quote is missing; it must be text of 1 to 5,000 characters"),
)
def locate(body: LocateBody, engine: TheEngine) -> LocateReply:
    """Where a quotation stands: its document, its page and the words around it, or the most similar words."""
    return locate_reply(engine.locate(body.quote, documents=body.documents, limit=body.limit))


async def _events(
    request: Request, first: AnswerEvent, events: Iterator[AnswerEvent], cancelled: threading.Event
) -> AsyncIterator[bytes]:
    try:
        yield _event(first)
        async for event in steps(events, cancelled):
            yield _event(event)
    except Exception as error:  # the status has been sent: the problem follows in the stream
        yield sent(problem_of(request, error), name="error")


def _event(event: AnswerEvent) -> bytes:
    match event:
        case Retrieved():
            return sent(retrieved_reply(event), name="retrieved")
        case SentenceSent():
            return sent(sentence_event_reply(event), name="sentence")
        case Answered(answer=answer):
            return sent(answer_reply(answer), name="answer")
