"""The messages of the OpenAI chat API: whole, and in pieces."""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pincite.service.answer import Answer, SentenceSent, citation_marks
from pincite.service.bodies.answer_replies import answer_reply
from pincite.service.chat.conversation import annotations_of, ending_of, message_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One reply: what all of its pieces have in common.

    `base_url` is where its links point to; `with_usage`, whether the last piece of a stream holds the usage.
    """

    model: str
    base_url: str
    with_usage: bool = False
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer, usage: Mapping[str, Any]) -> dict[str, Any]:
        """The reply to a request that does not stream."""
        content = message_of(answer, self.base_url)
        message = {
            "role": "assistant",
            "content": content,
            "refusal": None,
            "annotations": annotations_of(answer, content, self.base_url),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._head("chat.completion", answer.snapshot),
            "choices": [choice],
            "usage": usage,
            "pincite": answer_reply(answer).model_dump(mode="json", by_alias=True),
        }

    def first_piece(self, snapshot: str) -> dict[str, Any]:
        """The first piece of a stream."""
        return self._piece({"role": "assistant", "content": "", "refusal": None}, snapshot)

    def sentence_piece(self, event: SentenceSent, snapshot: str, *, first: bool) -> dict[str, Any]:
        """A sentence and its marks."""
        text = f"{event.sentence.text} {citation_marks(event.sentence)}"
        return self._piece({"content": text if first else f" {text}"}, snapshot)

    def last_pieces(self, answer: Answer) -> list[dict[str, Any]]:
        """What follows the sentences, then the final piece with the whole answer."""
        last = self._piece({}, answer.snapshot, finish_reason="stop")
        last["pincite"] = answer_reply(answer).model_dump(mode="json", by_alias=True)
        return [self._piece({"content": ending_of(answer, self.base_url)}, answer.snapshot), last]

    def usage_piece(self, usage: Mapping[str, Any], snapshot: str) -> dict[str, Any]:
        """The piece with the usage, for a client that asked for it."""
        return {**self._head("chat.completion.chunk", snapshot), "choices": [], "usage": usage}

    def _piece(self, delta: Mapping[str, Any], snapshot: str, finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return {
            **self._head("chat.completion.chunk", snapshot),
            "choices": [choice],
            **({"usage": None} if self.with_usage else {}),
        }

    def _head(self, kind: str, snapshot: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "service_tier": None,
            "system_fingerprint": f"snapshot-{snapshot}",
        }


def usage_of(prompt_tokens: int, completion_tokens: int) -> dict[str, int]:
    """The token counts of a conversation and of the message that answers it."""
    total = prompt_tokens + completion_tokens
    return {"prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens, "total_tokens": total}


_PATHS = ("/v1/chat/", "/v1/models")
_TYPES: Mapping[int, str] = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def speaks_openai(path: str) -> bool:
    """Whether a route belongs to the OpenAI API."""
    return path.startswith(_PATHS)


def chat_error(problem: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
    """The status and the body for a problem. An invalid request is 400 in that API, not 422."""
    status = 400 if problem["status"] == 422 else problem["status"]
    field = (problem.get("errors") or [{"field": ""}])[0]["field"]
    param = "messages" if field == "question" else f"pincite.{field}" if field.startswith("filters") else field
    return status, {
        "error": {
            "message": problem["detail"],
            "type": _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error"),
            "param": param or None,
            "code": problem.get("code") or problem["type"].rpartition("#")[2].replace("-", "_"),
        }
    }
