"""The OpenAI chat API, so that chat clients made for it can speak to the library."""

import threading
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pincite.service.answer import Answer, Answered, AnswerEvent, Question, Retrieved, SentenceSent
from pincite.service.bodies.answer_schemas import chosen_filters
from pincite.service.chat.chat_replies import DONE, Completion, as_event, usage_of
from pincite.service.chat.chat_schemas import ChatBody, ChatReply, ModelReply, ModelsReply
from pincite.service.chat.conversation import (
    MODELS,
    check_parameters,
    counts_wanted,
    message_of,
    question_in,
    read_conversation,
)
from pincite.service.errors import UnknownModel
from pincite.service.http.dependencies import TheEngine
from pincite.service.http.event_stream import EventStream, last_of, steps
from pincite.service.http.problems import problem_of

router = APIRouter(tags=["openai"])

_ERROR: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {"application/json": {"example": {"error": {"message": said, "type": kind, "param": param}}}},
    }
    for status, description, said, kind, param in (
        (400, "The request cannot be answered", "messages must be a list", "invalid_request_error", "messages"),
        (404, "No such model", "the model 'gpt-4' does not exist here", "invalid_request_error", "model"),
        (503, "The service cannot search yet", "the index is being opened", "server_error", None),
    )
}
ANY_ERROR: dict[int | str, dict[str, Any]] = {"default": {**_ERROR[503], "description": "Any other error"}}
_GONE = 499


@router.post("/v1/chat/completions", response_model=ChatReply, responses=_ERROR)
async def complete(body: ChatBody, engine: TheEngine, request: Request) -> Response:
    """An answer as OpenAI's chat API sends it; the references stand in the message and, complete, in `pincite`."""
    given = {**body.model_dump(exclude={"pincite"}, exclude_unset=True), **(body.model_extra or {})}
    answerer = check_parameters(given, engine.answerers)
    conversation = read_conversation(body.messages)
    chosen = Question(text="", k=body.pincite.k, filters=chosen_filters(body.pincite.filters), answerer=answerer)
    gone = threading.Event()
    events = engine.ask(question_in(conversation, chosen), gone)
    completion = Completion(
        model=str(body.model), base_url=str(request.base_url).rstrip("/"), counted=counts_wanted(body.stream_options)
    )

    def usage(answer: Answer) -> dict[str, int]:
        sent = sum(engine.count_tokens(text) for _, text in conversation.turns if text)
        return usage_of(sent, engine.count_tokens(message_of(answer, completion.base_url)))

    if body.stream:
        # The first event is waited for, so that a question that cannot be asked is refused with its own status.
        first = await run_sync(next, events)
        return EventStream(_pieces(request, completion, first=first, following=steps(events, gone), usage=usage))
    last = await last_of(events, gone, request.receive)
    if last is None:
        return Response(status_code=_GONE)
    return JSONResponse(completion.whole(last.answer, await run_sync(usage, last.answer)))


@router.get("/v1/models")
def list_models(engine: TheEngine) -> ModelsReply:
    """Who can answer: the sentences of the documents always, a language model where one is set up."""
    return ModelsReply(data=[ModelReply(id=name) for name, answerer in MODELS.items() if answerer in engine.answerers])


@router.get("/v1/models/{model}", responses={404: _ERROR[404]})
def show_model(model: Annotated[str, Path(examples=["pincite-extractive"])], engine: TheEngine) -> ModelReply:
    """One of those who can answer."""
    if MODELS.get(model) not in engine.answerers:
        raise UnknownModel(f"the model {model!r} does not exist here; GET /v1/models lists those there are")
    return ModelReply(id=model)


async def _pieces(
    request: Request,
    completion: Completion,
    *,
    first: AnswerEvent,
    following: AsyncIterator[AnswerEvent],
    usage: Callable[[Answer], Mapping[str, int]],
) -> AsyncIterator[str]:
    assert isinstance(first, Retrieved)
    told = 0
    try:
        yield as_event(completion.begins(first.snapshot))
        async for event in following:
            if isinstance(event, SentenceSent):
                yield as_event(completion.tells(event, first.snapshot, first=told == 0))
                told += 1
            if isinstance(event, Answered):
                for piece in completion.ends(event.answer):
                    yield as_event(piece)
                if completion.counted:
                    yield as_event(completion.counts(await run_sync(usage, event.answer), first.snapshot))
        yield DONE
    except Exception as error:  # the status has been sent; the client is told in the stream
        yield f"data: {bytes(problem_of(request, error).body).decode()}\n\n"
