"""The OpenAI chat API, both ways: a conversation read as a question, an answer written as a message.

messages: user, assistant, user ──> Question        the user's last message, completed from those before
Answer ──> "... [1] ... [2]" and the references      a client that knows no citations still shows them
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pincite.ingest.record import Record
from pincite.service.answer import Answer, AnswerCitation, Answerer, Question
from pincite.service.citations.in_text_citation import in_text, page_url
from pincite.service.errors import BadChat, UnknownModel
from pincite.service.questions.followup import self_contained

MODELS: Mapping[str, Answerer] = {"pincite-extractive": "extractive", "pincite-llm": "llm"}

_ROLES = ("system", "developer", "user", "assistant", "tool", "function")
# They control how a model writes. Here the sentences are those of the documents: they are accepted without effect.
_WRITING_PARAMETERS = """
    temperature top_p max_tokens max_completion_tokens seed stop presence_penalty frequency_penalty logit_bias user
    metadata store service_tier parallel_tool_calls reasoning_effort verbosity safety_identifier prompt_cache_key
    prompt_cache_retention tool_choice function_call
"""
_WITHOUT_EFFECT = frozenset(_WRITING_PARAMETERS.split())
# They would change the form of the reply; each with the one value that changes nothing.
_REFUSED: Mapping[str, Sequence[object]] = {
    "n": (1,),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "tools": ([],),
    "functions": ([],),
    "response_format": ({"type": "text"},),
    "modalities": (["text"],),
    "audio": (),
    "prediction": (),
    "web_search_options": (),
}
_READ = frozenset({"model", "messages", "stream", "stream_options", "pincite"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The turns in order: (role, text)."""

    turns: tuple[tuple[str, str], ...]

    @property
    def question(self) -> str:
        """The last message of the user."""
        return self.turns[-1][1]

    @property
    def standalone_question(self) -> str:
        """The question, completed from the turns before."""
        return self_contained(self.question, [text for role, text in self.turns[:-1] if role == "user"])


def check_parameters(parameters: Mapping[str, Any], answerers: Sequence[Answerer]) -> Answerer:
    """Who answers. Raises UnknownModel, and BadChat for what is not supported here."""
    model = parameters.get("model")
    if not isinstance(model, str):
        raise BadChat("you must provide a model parameter", param="model")
    if MODELS.get(model) not in answerers:
        raise UnknownModel(f"the model {model!r} does not exist here; GET /v1/models lists those there are")
    if parameters.get("stream_options") is not None and not parameters.get("stream"):
        raise BadChat("stream_options goes with stream: true", param="stream_options")
    for name, value in parameters.items():
        if name in _READ or name in _WITHOUT_EFFECT or value is None:
            continue
        if name not in _REFUSED:
            raise BadChat(f"unrecognized request argument supplied: {name}", param=name)
        if not any(value == plain and type(value) is type(plain) for plain in _REFUSED[name]):
            message = f"unsupported value: {name!r} cannot be set with this model; leave it out"
            raise BadChat(message, param=name, code="unsupported_value")
    return MODELS[model]


def read_conversation(messages: Any) -> Conversation:
    """The conversation in `messages`. Raises BadChat, naming the message that cannot be read."""
    if not isinstance(messages, list) or not messages:
        raise BadChat("messages must be a list of at least one message", param="messages")
    turns = tuple(_turn(message, f"messages[{place}]") for place, message in enumerate(messages))
    if turns[-1][0] != "user":
        raise BadChat("the last message must be the user's: it is the question", param="messages")
    return Conversation(turns=turns)


def question_of(conversation: Conversation, chosen: Question) -> Question:
    """The question of a conversation, with the other settings of `chosen`."""
    return replace(chosen, text=conversation.standalone_question, original=conversation.question)


def wants_usage(stream_options: Any) -> bool:
    """Whether the client asked for the usage at the end of a stream."""
    return isinstance(stream_options, dict) and stream_options.get("include_usage") is True


def message_of(answer: Answer, base_url: str) -> str:
    """The message of an answer: its sentences with their marks, then the references."""
    if answer.status == "not_in_corpus":
        return f"The documents do not answer this: {answer.reason}." + _nearest(answer, base_url)
    return answer.text + ending_of(answer, base_url)


def ending_of(answer: Answer, base_url: str) -> str:
    """What follows the sentences of a message: a note where there is one, and the references."""
    if answer.status == "not_in_corpus":
        return message_of(answer, base_url)
    note = f"\n\nNote: {answer.note}" if answer.note else ""
    return f"{note}\n\nReferences\n" + "\n".join(_reference(one, base_url) for one in answer.citations)


def annotations_of(answer: Answer, message: str, base_url: str) -> list[dict[str, Any]]:
    """The citations as annotations of the message, in OpenAI's form: each mark, and the page it leads to."""
    found, start = [], 0
    by_number = {one.number: one for one in answer.citations}
    for sentence in answer.sentences:
        start = message.index(sentence.text, start) + len(sentence.text) + 1
        for number in sentence.citations:
            end = start + len(f"[{number}]")
            quoted = by_number[number]
            citation = {
                "start_index": start,
                "end_index": end,
                "url": base_url + page_url(quoted.record.id, quoted.pages),
                "title": f"{quoted.record.title} {in_text(quoted.record, quoted.pages)}",
            }
            found.append({"type": "url_citation", "url_citation": citation})
            start = end
    return found


def _reference(quoted: AnswerCitation, base_url: str) -> str:
    url = base_url + page_url(quoted.record.id, quoted.pages)
    return f"[{quoted.number}] {in_text(quoted.record, quoted.pages)} {_titled(quoted.record)} {url}"


def _titled(record: Record) -> str:
    """The title as a sentence: with a full stop, unless it ends with another mark."""
    return record.title if record.title.endswith(("?", "!", ".", "…")) else f"{record.title}."


def _nearest(answer: Answer, base_url: str) -> str:
    shown = [
        f"- {in_text(hit.record, hit.pages)} {_titled(hit.record)} {base_url}{page_url(hit.record.id, hit.pages)}"
        for hit in answer.hits[:3]
    ]
    return "\n\nThe nearest passages:\n" + "\n".join(shown) if shown else ""


def _turn(message: Any, where: str) -> tuple[str, str]:
    if not isinstance(message, dict) or message.get("role") not in _ROLES:
        raise BadChat(f"{where} must be an object with a role, one of {', '.join(_ROLES)}", param=f"{where}.role")
    content = message.get("content")
    if content is None and message["role"] != "user":
        return message["role"], ""
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    if not isinstance(parts, list) or not parts:
        raise BadChat(f"{where} must have text as its content", param=f"{where}.content")
    return message["role"], "\n".join(_text(part, f"{where}.content") for part in parts)


def _text(part: Any, where: str) -> str:
    if isinstance(part, dict) and part.get("type") == "refusal":
        return ""
    text = part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None
    if not isinstance(text, str):
        raise BadChat(f"{where} may hold text only: no pictures, sound or files", param=where)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadChat(f"{where} holds half a character (a lone surrogate); send UTF-8", param=where) from error
    return text
