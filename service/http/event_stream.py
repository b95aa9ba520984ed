"""Server-sent events: a response that is sent bit by bit, and work that ends when its client goes away."""

import json
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import anyio
from anyio.to_thread import run_sync
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from pincite.service.answer import Answered, AnswerEvent

MEDIA_TYPE = EventSourceResponse.media_type
DONE = format_sse_event(data_str="[DONE]")  # how a stream of the OpenAI API ends
CLIENT_GONE = 499  # a client that has gone reads no status; nginx logs this one for it

_SILENCE_S = 15.0  # proxies close a connection on which nothing comes for long


def sent(data: BaseModel | Mapping[str, Any] | Response, *, name: str | None = None) -> bytes:
    """An event: its name, and the data (a response: its body) in one line of JSON."""
    match data:
        case BaseModel():
            text = data.model_dump_json(by_alias=True)
        case Response():
            text = bytes(data.body).decode()
        case _:
            text = json.dumps(data, ensure_ascii=False)
    return format_sse_event(event=name, data_str=text)


class EventStream(EventSourceResponse):
    """The events as they come, and comments that keep the connection open, until they end or the client leaves."""

    def __init__(self, events: AsyncIterator[bytes], *, silence_s: float = _SILENCE_S) -> None:
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._events = events
        self._silence_s = silence_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_watch, receive, tasks.cancel_scope)
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            async with anyio.create_task_group() as comments:
                comments.start_soon(self._keep_alive, send)
                async for event in self._events:
                    await send(_part(event))
                comments.cancel_scope.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            tasks.cancel_scope.cancel()

    async def _keep_alive(self, send: Send) -> None:
        while True:
            await anyio.sleep(self._silence_s)
            await send(_part(KEEPALIVE_COMMENT))


async def steps(events: Iterator[AnswerEvent], cancelled: threading.Event) -> AsyncIterator[AnswerEvent]:
    """The events, each made in a thread. `cancelled` is set at the end: a thread that still works ends by itself."""
    try:
        while (event := await run_sync(next, events, None, abandon_on_cancel=True)) is not None:
            yield event
    finally:
        cancelled.set()


async def last_of(events: Iterator[AnswerEvent], cancelled: threading.Event, receive: Receive) -> Answered | None:
    """The last event; None where the client went away before it."""
    last: Answered | None = None
    failure: Exception | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch, receive, tasks.cancel_scope)
        try:
            last = await run_sync(_run_to_end, events, cancelled, abandon_on_cancel=True)
        except Exception as error:  # raised again outside: in here it would become one of a group
            failure = error
        finally:
            cancelled.set()
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    return last


def _run_to_end(events: Iterator[AnswerEvent], cancelled: threading.Event) -> Answered | None:
    last = None
    for event in events:
        if cancelled.is_set():
            return None
        last = event if isinstance(event, Answered) else None
    return last


def _part(content: bytes) -> Message:
    return {"type": "http.response.body", "body": content, "more_body": True}


async def _watch(receive: Receive, scope: anyio.CancelScope) -> None:
    """Ends the scope when the client goes away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()
