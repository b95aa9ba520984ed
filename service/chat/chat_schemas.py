"""The bodies of the OpenAI chat API, as far as they are documented here."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from pincite.service.bodies.search_schemas import MAX_HITS, SNAPSHOT_EXAMPLE, FiltersBody, with_example

_EXAMPLE: dict[str, Any] = {
    "model": "pincite-extractive",
    "messages": [{"role": "user", "content": "How does Kazakhstan manage foreign soft power?"}],
}
_MODEL = {"id": "pincite-extractive", "object": "model", "created": 0, "owned_by": "pincite"}
_COMPLETION = {
    "id": "chatcmpl-0a1b2c",
    "object": "chat.completion",
    "created": 1764284400,
    "model": "pincite-extractive",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "... [1]"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 12, "completion_tokens": 180, "total_tokens": 192},
    "system_fingerprint": f"snapshot-{SNAPSHOT_EXAMPLE}",
    "pincite": {"status": "answered", "citations": []},
}


def _any(kind: str, text: str) -> Any:
    """A field that `service.chat` checks, with messages in the words of that API."""
    return Field(default=None, description=text, json_schema_extra={"type": kind})


class ChoiceBody(BaseModel):
    """What the OpenAI API has no field for: from how many passages at most, and which documents."""

    model_config = with_example({"k": 8, "filters": {"years": {"from": 2018}}})

    k: int = Field(default=8, ge=1, le=MAX_HITS, strict=True)
    filters: FiltersBody = Field(default_factory=lambda: FiltersBody.model_validate({}))


class ChatBody(BaseModel):
    """Parameters that control how a model writes are accepted without effect; others are refused."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [_EXAMPLE]})

    model: Any = _any("string", '"pincite-extractive", or "pincite-llm" where a model is set up')
    messages: Any = _any("array", "The conversation; the last message is the question")
    stream: bool = Field(default=False, strict=True, description="Server-sent events, chat.completion.chunk")
    stream_options: Any = _any("object", '{"include_usage": true} for a last piece with the counts')
    pincite: ChoiceBody = Field(default_factory=lambda: ChoiceBody.model_validate({}))


class ChatReply(BaseModel):
    """OpenAI's chat.completion; `pincite` is what POST /v1/ask replies to the same question, citations and all."""

    model_config = with_example(_COMPLETION)

    id: str
    object: str
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, Any]
    system_fingerprint: str
    service_tier: str | None = None
    pincite: dict[str, Any]


class ModelReply(BaseModel):
    model_config = with_example(_MODEL)

    id: str
    object: str = "model"
    created: int = 0
    owned_by: str = "pincite"


class ModelsReply(BaseModel):
    model_config = with_example({"object": "list", "data": [_MODEL]})

    object: str = "list"
    data: list[ModelReply]
