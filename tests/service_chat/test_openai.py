"""The official OpenAI client against the running service."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from chat_server import chat_server
from openai import OpenAI
from scripted_claims import QUESTION as BORDER
from scripted_claims import TRUE, WORDS, claims
from served_process import http, server, wait_until_ready

QUESTION = "What is Joseph Nye's definition of soft power?"
NOWHERE = "What is the boiling point of tungsten hexafluoride?"
MODEL = "pincite-extractive"


@pytest.fixture(scope="module")
def address(corpus_data: Path) -> Iterator[str]:
    with server(corpus_data) as (_, address):
        wait_until_ready(address)
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def answer_to(address: str, question: str) -> dict[str, Any]:
    found: dict[str, Any] = http().post(f"{address}/v1/ask", json={"question": question}).json()
    return found


def timeless(answer: Any) -> dict[str, Any]:
    return {**answer, "took_ms": 0}


def test_the_models_are_listed(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == [MODEL]
    assert client.models.retrieve(MODEL).owned_by == "pincite"
    with pytest.raises(openai.NotFoundError, match="does not exist here"):
        client.models.retrieve("gpt-4o")


def test_a_question_is_answered_with_references(client: OpenAI, address: str) -> None:
    reply = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": QUESTION}])
    expected = answer_to(address, QUESTION)
    (choice,) = reply.choices
    content = choice.message.content
    assert content is not None
    assert (choice.finish_reason, choice.message.role, reply.object) == ("stop", "assistant", "chat.completion")
    assert content.startswith(expected["text"] + "\n\nReferences\n[1] (")
    assert "through attraction rather than coercion" in content
    assert f"{address}/documents/" in content
    assert timeless(reply.model_extra and reply.model_extra["pincite"]) == timeless(expected)
    assert reply.system_fingerprint == f"snapshot-{expected['snapshot']}"
    for annotation in choice.message.annotations or ():
        cited = annotation.url_citation
        assert content[cited.start_index : cited.end_index] in {f"[{one['n']}]" for one in expected["citations"]}
        assert cited.url.startswith(f"{address}/documents/")
    assert len(choice.message.annotations or ()) == len(expected["citations"])


def test_the_counts_are_those_of_what_was_sent(client: OpenAI) -> None:
    def count(*contents: str) -> Any:
        messages: Any = [{"role": "user", "content": content} for content in contents]
        usage = client.chat.completions.create(model=MODEL, messages=messages).usage
        assert usage is not None
        assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
        return usage

    one, two = count(QUESTION), count(NOWHERE, QUESTION)
    assert (0 < one.prompt_tokens < two.prompt_tokens, one.completion_tokens) == (True, two.completion_tokens)


def test_a_stream_is_the_same_message_in_pieces(client: OpenAI, address: str) -> None:
    asked: Any = {"model": MODEL, "messages": [{"role": "user", "content": QUESTION}]}
    whole = client.chat.completions.create(**asked)
    pieces = list(client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    *spoken, last, counts = pieces
    text = "".join(piece.choices[0].delta.content or "" for piece in spoken)
    assert text == whole.choices[0].message.content
    assert len(spoken) > 2
    assert (last.choices[0].finish_reason, counts.choices, counts.usage) == ("stop", [], whole.usage)
    assert timeless(last.model_extra and last.model_extra["pincite"]) == timeless(answer_to(address, QUESTION))
    assert [piece.usage for piece in (*spoken, last)] == [None] * (len(pieces) - 1)


def test_a_stream_ends_as_the_protocol_says(address: str) -> None:
    body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": NOWHERE}]}
    response = http().post(f"{address}/v1/chat/completions", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.endswith("\n\ndata: [DONE]\n\n")
    assert "usage" not in response.text.replace('"usage" :', "")


def test_a_model_that_is_set_up_can_be_asked(corpus_data: Path) -> None:
    asked: Any = {"model": "pincite-llm", "messages": [{"role": "user", "content": BORDER}]}
    with chat_server(claims((TRUE, WORDS))) as model:
        settings = {"PINCITE_LLM_URL": model.url, "PINCITE_LLM_MODEL": "scripted"}
        with server(corpus_data, **settings) as (_, address):
            wait_until_ready(address)
            with OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
                assert [one.id for one in client.models.list()] == [MODEL, "pincite-llm"]
                reply = client.chat.completions.create(**asked)
                pieces = list(client.chat.completions.create(**asked, stream=True))
    content = reply.choices[0].message.content or ""
    assert content.startswith(f"{TRUE} [1]\n\nReferences\n[1] (Yessirkep et al., 2025, p. ")
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == content
    assert reply.model_extra is not None
    assert reply.model_extra["pincite"]["answerer"] == "llm"


def test_what_the_documents_do_not_answer_is_said(client: OpenAI) -> None:
    reply = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": NOWHERE}])
    content = reply.choices[0].message.content or ""
    assert content.startswith("The documents do not answer this: ")
    assert "The nearest passages:\n- (" in content
    assert reply.model_extra is not None
    assert reply.model_extra["pincite"]["status"] == "not_in_corpus"
    assert reply.choices[0].message.annotations == []


def test_several_turns_are_one_conversation(client: OpenAI) -> None:
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[
            {"role": "system", "content": "Answer briefly."},
            {"role": "user", "content": "How does Kazakhstan manage foreign soft power?"},
            {"role": "assistant", "content": "By balancing. [1]"},
            {"role": "user", "content": "Why does it do so?"},
        ],
        temperature=0.2,
    )
    assert reply.model_extra is not None
    assert reply.model_extra["pincite"]["asked"] == "Why does Kazakhstan do so (manage foreign soft power)?"
    assert reply.model_extra["pincite"]["question"] == "Why does it do so?"


def test_documents_are_chosen_in_a_field_of_ours(client: OpenAI) -> None:
    reply = client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "What is soft power?"}],
        extra_body={"pincite": {"k": 3, "filters": {"documents": ["patalakh2018"]}}},
    )
    assert reply.model_extra is not None
    hits = reply.model_extra["pincite"]["hits"]
    assert (len(hits), {hit["passage"]["document_id"] for hit in hits}) == (3, {"patalakh2018"})


@pytest.mark.parametrize(
    ("changes", "param", "code", "said"),
    [
        ({"model": "gpt-4o"}, "model", "model_not_found", "GET /v1/models"),
        ({"n": 2}, "n", "unsupported_value", "leave it out"),
        ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools", "unsupported_value", "unsupported"),
        ({"extra_body": {"temprature": 1}}, "temprature", "bad_chat", "unrecognized request argument"),
        ({"extra_body": {"pincite": {"k": 0}}}, "pincite.k", "invalid_request", "from 1 to 100, not 0"),
        (
            {"extra_body": {"pincite": {"filters": {"documents": ["x"]}}}},
            "pincite.filters.documents",
            "bad_filter",
            "no document 'x'",
        ),
        ({"messages": []}, "messages", "bad_chat", "at least one"),
        ({"messages": [{"role": "user", "content": "?!"}]}, "messages", "bad_query", "the question holds no words"),
        ({"messages": [{"role": "user", "content": "x" * 2001}]}, "messages", "bad_query", "characters"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_errors_are_those_of_the_api(
    client: OpenAI, changes: dict[str, Any], param: str, code: str, said: str, *, stream: bool
) -> None:
    asked: Any = {"model": MODEL, "messages": [{"role": "user", "content": QUESTION}], "stream": stream} | changes
    with pytest.raises(openai.NotFoundError if "model" in changes else openai.BadRequestError) as caught:
        client.chat.completions.create(**asked)
    assert (caught.value.param, caught.value.code, caught.value.type) == (param, code, "invalid_request_error")
    assert said in caught.value.message


def test_every_error_of_these_routes_has_their_form(address: str) -> None:
    url = f"{address}/v1/chat/completions"
    for response, status in (
        (http().get(url), 405),
        (http().post(url, content=b"{", headers={"Content-Type": "application/json"}), 400),
        (http().post(url, content=b"{}", headers={"Content-Type": "text/plain"}), 415),
        (http().post(url, json={"x": "x" * 1_000_001}), 413),
        (http().post(url, json=[]), 400),
        (http().get(f"{address}/v1/chat/nothing"), 404),
    ):
        assert response.status_code == status, response.text
        assert response.json()["error"].keys() == {"message", "type", "param", "code"}


def test_a_service_that_is_not_ready_says_when_to_come_back(tmp_path: Path) -> None:
    with server(tmp_path) as (_, address), OpenAI(base_url=f"{address}/v1", api_key="x", max_retries=0) as client:
        with pytest.raises(openai.InternalServerError) as caught:
            client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": QUESTION}])
        assert (caught.value.status_code, caught.value.type) == (503, "server_error")
        assert caught.value.response.headers["retry-after"] == "10"
