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
from pincite.service.chat.chat_replies import Completion, usage_of
from pincite.service.chat.chat_schemas import ChatBody, ChatReply, ModelReply, ModelsReply
from pincite.service.chat.conversation import (
    MODELS,
    check_parameters,
    message_of,
    question_of,
    read_conversation,
    wants_usage,
)
from pincite.service.errors import UnknownModel
from pincite.service.http.dependencies import TheEngine
from pincite.service.http.event_stream import CLIENT_GONE, DONE, EventStream, last_of, sent, steps
from pincite.service.http.problems import problem_of

router = APIRouter(tags=["openai"])

_ERROR: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {"application/json": {"example": {"error": {"message": message, "type": kind, "param": param}}}},
    }
    for status, description, message, kind, param in (
        (400, "The request cannot be answered", "messages must be a list", "invalid_request_error", "messages"),
        (404, "No such model", "the model 'gpt-4' does not exist here", "invalid_request_error", "model"),
        (503, "The service cannot search yet", "the index is being opened", "server_error", None),
    )
}
ANY_ERROR: dict[int | str, dict[str, Any]] = {"default": {**_ERROR[503], "description": "Any other error"}}


@router.post("/v1/chat/completions", response_model=ChatReply, responses=_ERROR)
async def complete(body: ChatBody, engine: TheEngine, request: Request) -> Response:
    """An answer in the form of OpenAI's chat API; the references are in the message and, complete, in `pincite`."""
    parameters = {**body.model_dump(exclude={"pincite"}, exclude_unset=True), **(body.model_extra or {})}
    answerer = check_parameters(parameters, engine.answerers)
    conversation = read_conversation(body.messages)
    chosen = Question(text="", k=body.pincite.k, filters=chosen_filters(body.pincite.filters), answerer=answerer)
    cancelled = threading.Event()
    events = engine.ask(question_of(conversation, chosen), cancelled)
    completion = Completion(
        model=str(body.model), base_url=str(request.base_url).rstrip("/"), with_usage=wants_usage(body.stream_options)
    )

    def usage(answer: Answer) -> dict[str, int]:
        prompt_tokens = sum(engine.count_tokens(text) for _, text in conversation.turns if text)
        return usage_of(prompt_tokens, engine.count_tokens(message_of(answer, completion.base_url)))

    if body.stream:
        # Waits for the first event, so that an invalid question is refused with its own status.
        first = await run_sync(next, events)
        return EventStream(_pieces(request, completion, first=first, following=steps(events, cancelled), usage=usage))
    last = await last_of(events, cancelled, request.receive)
    if last is None:
        return Response(status_code=CLIENT_GONE)
    return JSONResponse(completion.whole(last.answer, await run_sync(usage, last.answer)))


@router.get("/v1/models")
def list_models(engine: TheEngine) -> ModelsReply:
    """The models: the documents' own sentences always, a language model where one is set up."""
    return ModelsReply(data=[ModelReply(id=name) for name, answerer in MODELS.items() if answerer in engine.answerers])


@router.get("/v1/models/{model}", responses={404: _ERROR[404]})
def show_model(model: Annotated[str, Path(examples=["pincite-extractive"])], engine: TheEngine) -> ModelReply:
    """One model."""
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
) -> AsyncIterator[bytes]:
    assert isinstance(first, Retrieved)
    sentences = 0
    try:
        yield sent(completion.first_piece(first.snapshot))
        async for event in following:
            if isinstance(event, SentenceSent):
                yield sent(completion.sentence_piece(event, first.snapshot, first=sentences == 0))
                sentences += 1
            if isinstance(event, Answered):
                for piece in completion.last_pieces(event.answer):
                    yield sent(piece)
                if completion.with_usage:
                    yield sent(completion.usage_piece(await run_sync(usage, event.answer), first.snapshot))
        yield DONE
    except Exception as error:  # the status has been sent: the problem follows in the stream
        yield sent(problem_of(request, error))
