"""An answer on its way to a client: events one by one, or run to their end; nobody works for who has gone."""

import json
import threading
from collections.abc import AsyncIterator, Iterator

import anyio
from anyio.to_thread import run_sync
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pincite.service.answer import Answered, AnswerEvent, Retrieved, SentenceSent
from pincite.service.bodies.answer_replies import answer_reply, retrieved_reply, told_reply

MEDIA_TYPE = "text/event-stream"


async def steps(events: Iterator[AnswerEvent], gone: threading.Event) -> AsyncIterator[AnswerEvent]:
    """The events, each made in a thread. Where this is cancelled, `gone` is set and the thread ends by itself."""
    try:
        while (event := await run_sync(next, events, None, abandon_on_cancel=True)) is not None:
            yield event
    finally:
        gone.set()


async def last_of(events: Iterator[AnswerEvent], gone: threading.Event, receive: Receive) -> Answered | None:
    """The last event; None where the client went away before it."""
    last: Answered | None = None
    failure: Exception | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch, receive, tasks.cancel_scope)
        try:
            last = await run_sync(_run_to_end, events, gone, abandon_on_cancel=True)
        except Exception as error:  # raised again outside: in here it would become one of a group
            failure = error
        finally:
            gone.set()
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    return last


def _run_to_end(events: Iterator[AnswerEvent], gone: threading.Event) -> Answered | None:
    last = None
    for event in events:
        if gone.is_set():
            return None
        last = event if isinstance(event, Answered) else None
    return last


class EventStream(Response):
    """The parts of a text/event-stream as they come, until they end or the client goes away."""

    media_type = MEDIA_TYPE

    def __init__(self, parts: AsyncIterator[str]) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_watch, receive, tasks.cancel_scope)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async for part in self._parts:
                await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            tasks.cancel_scope.cancel()


def server_sent(event: AnswerEvent) -> str:
    """The event as text/event-stream has it."""
    match event:
        case Retrieved():
            return _sent("retrieved", retrieved_reply(event))
        case SentenceSent():
            return _sent("sentence", told_reply(event))
        case Answered(answer=answer):
            return _sent("answer", answer_reply(answer))


def _sent(name: str, reply: BaseModel) -> str:
    # One line: JSON escapes line ends. What cannot be UTF-8 was refused before.
    return f"event: {name}\ndata: {json.dumps(reply.model_dump(mode='json', by_alias=True), ensure_ascii=False)}\n\n"


async def _watch(receive: Receive, scope: anyio.CancelScope) -> None:
    """Ends the scope when the client goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
