"""An answer on its way to a client: events one by one, or run to their end; nobody waits for who has gone."""

import json
from collections.abc import AsyncIterator, Iterator

import anyio
from anyio.to_thread import run_sync
from pydantic import BaseModel
from starlette.requests import Request

from service.answer import Answered, AnswerEvent, Retrieved, Told
from service.answer_replies import answer_reply, retrieved_reply, told_reply

MEDIA_TYPE = "text/event-stream"


async def steps(events: Iterator[AnswerEvent]) -> AsyncIterator[AnswerEvent]:
    """The events, each made in a thread. Whoever stops listening ends the work at the next one."""
    try:
        while (event := await run_sync(next, events, None)) is not None:
            yield event
    finally:
        close = getattr(events, "close", None)
        if close is not None:
            with anyio.CancelScope(shield=True):
                await run_sync(close)


async def unless_gone(request: Request, events: Iterator[AnswerEvent]) -> Answered | None:
    """The last event; None where the client went away before it."""
    last: Answered | None = None
    failure: Exception | None = None
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch, request, tasks.cancel_scope)
        try:
            async for event in steps(events):
                last = event if isinstance(event, Answered) else None
        except Exception as error:  # raised again outside: in here it would become one of a group
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
    return last


async def _watch(request: Request, scope: anyio.CancelScope) -> None:
    """Ends the scope when the client goes away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def server_sent(event: AnswerEvent) -> str:
    """The event as text/event-stream has it."""
    match event:
        case Retrieved():
            return _sent("retrieved", retrieved_reply(event))
        case Told():
            return _sent("sentence", told_reply(event))
        case Answered(answer=answer):
            return _sent("answer", answer_reply(answer))


def _sent(name: str, reply: BaseModel) -> str:
    # One line: JSON escapes line ends. What cannot be UTF-8 was refused before.
    return f"event: {name}\ndata: {json.dumps(reply.model_dump(mode='json', by_alias=True), ensure_ascii=False)}\n\n"
