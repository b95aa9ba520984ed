"""Conversations in the form of the OpenAI API: what is read, what is refused, and the message of an answer."""

from dataclasses import replace
from typing import Any

import pytest

from pincite.index.search import Hit
from pincite.ingest.document import PageRange, Passage
from pincite.ingest.record import read_record
from pincite.service.answer import Answer, AnswerCitation, Question, Sentence, SentenceSent
from pincite.service.chat.chat_replies import Completion
from pincite.service.chat.conversation import (
    annotations_of,
    check_parameters,
    message_of,
    question_of,
    read_conversation,
)
from pincite.service.errors import BadChat, UnknownModel

RECORD = read_record(
    {"id": "nye2004", "title": "Soft Power", "author": [{"family": "Nye"}], "issued": {"date-parts": [[2004]]}},
    where="test",
)
BASE = "http://127.0.0.1:8000"
PAGE = PageRange(first=7, last=7, first_label="7", last_label="7", basis="estimated")
WHERE = f"(Nye, 2004, ca. p. 7) Soft Power. {BASE}/documents/nye2004#page=7"


def answer(*sentences: str, **changes: Any) -> Answer:
    passage = Passage(id="p", document_id="nye2004", kind="body", section=(), text="x", start=0, end=1)
    hit = Hit(rank=1, score=1.0, sparse=None, dense=None, passage=passage, record=RECORD, pages=PAGE)
    fields: dict[str, Any] = {
        "question": Question(text="What is soft power?"),
        "status": "answered" if sentences else "not_in_corpus",
        "answerer": "extractive",
        "sentences": tuple(Sentence(text=text, citations=(n,)) for n, text in enumerate(sentences, start=1)),
        "citations": tuple(quoted(n, text) for n, text in enumerate(sentences, start=1)),
        "confidence": 0.9,
        "hits": (hit,),
        "snapshot": "abc",
        "took_ms": 1.0,
        "reason": None if sentences else "no passage mentions “bees”",
    }
    return Answer(**(fields | changes))


def quoted(number: int, text: str) -> AnswerCitation:
    return AnswerCitation(
        number=number, record=RECORD, passage_id="p", quote=text, match="exact", start=0, end=len(text), pages=PAGE
    )


def test_an_answer_is_a_message_with_its_references() -> None:
    assert message_of(answer("One.", "Two.", note="A model was asked."), BASE) == (
        f"One. [1] Two. [2]\n\nNote: A model was asked.\n\nReferences\n[1] {WHERE}\n[2] {WHERE}"
    )


def test_a_title_that_ends_a_sentence_gets_no_full_stop() -> None:
    record = read_record({"id": "x", "title": "The perfect match?"}, where="test")
    made = answer("One.", citations=(replace(quoted(1, "One."), record=record),))
    assert "The perfect match? http" in message_of(made, BASE)


def test_a_refusal_says_why_and_what_is_nearest() -> None:
    assert message_of(answer(), BASE) == (
        f"The documents do not answer this: no passage mentions “bees”.\n\nThe nearest passages:\n- {WHERE}"
    )
    assert message_of(answer(hits=()), BASE) == "The documents do not answer this: no passage mentions “bees”."


def test_annotations_stand_at_the_marks() -> None:
    made = answer("One [sic].", "One [sic].")
    message = message_of(made, BASE)
    citations = [one["url_citation"] for one in annotations_of(made, message, BASE)]
    assert [message[one["start_index"] : one["end_index"]] for one in citations] == ["[1]", "[2]"]
    assert message.index("[2]") == citations[1]["start_index"]
    assert {one["url"] for one in citations} == {f"{BASE}/documents/nye2004#page=7"}


def test_the_pieces_of_a_stream_make_the_message() -> None:
    for made in (answer("One.", "Two."), answer(note="x"), answer("One.", note="y")):
        completion = Completion(model="pincite-extractive", base_url=BASE)
        told = [SentenceSent(sentence=one, citations=()) for one in made.sentences]
        pieces = [completion.first_piece("abc")]
        pieces += [completion.sentence_piece(one, "abc", first=place == 0) for place, one in enumerate(told)]
        pieces += completion.last_pieces(made)
        assert "".join(piece["choices"][0]["delta"].get("content", "") for piece in pieces) == message_of(made, BASE)
        assert {piece["id"] for piece in pieces} == {completion.id}
        assert [piece["choices"][0]["finish_reason"] for piece in pieces][-2:] == [None, "stop"]


def test_the_last_question_is_asked_with_what_it_takes_from_the_user_s_turns() -> None:
    messages = [
        {"role": "system", "content": "You are a pirate."},
        {"role": "user", "content": [{"type": "text", "text": "How does Kazakhstan manage foreign soft power?"}]},
        {"role": "assistant", "content": "How about Mongolia?", "refusal": None},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "user", "content": "And Uzbekistan?", "name": "Ann"},
    ]
    question = question_of(read_conversation(messages), Question(text="", k=3))
    assert (question.text, question.original, question.k) == (
        "How does Uzbekistan manage foreign soft power?",
        "And Uzbekistan?",
        3,
    )


@pytest.mark.parametrize(
    ("messages", "param"),
    [
        (None, "messages"),
        ([], "messages"),
        ("What is soft power?", "messages"),
        ([{"role": "assistant", "content": "Hello"}], "messages"),
        (["x"], "messages[0].role"),
        ([{"role": "robot", "content": "x"}], "messages[0].role"),
        ([{"role": "user"}], "messages[0].content"),
        ([{"role": "user", "content": 7}], "messages[0].content"),
        ([{"role": "user", "content": []}], "messages[0].content"),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}], "messages[0].content"),
        ([{"role": "user", "content": [{"type": "text", "text": None}]}], "messages[0].content"),
        ([{"role": "user", "content": "\ud800"}], "messages[0].content"),
    ],
)
def test_a_conversation_that_cannot_be_read_names_its_message(messages: Any, param: str) -> None:
    with pytest.raises(BadChat) as caught:
        read_conversation(messages)
    assert caught.value.param == param


@pytest.mark.parametrize(
    "given",
    [
        {"temperature": 0.2, "top_p": 1, "max_tokens": 100, "seed": 7, "stop": ["x"], "user": "ann", "metadata": {}},
        {"n": 1, "tools": [], "response_format": {"type": "text"}, "logprobs": False, "audio": None},
        {"stream": True, "stream_options": {"include_usage": True}},
    ],
)
def test_what_changes_nothing_is_taken(given: dict[str, Any]) -> None:
    assert check_parameters({"model": "pincite-extractive", **given}, ("extractive",)) == "extractive"


@pytest.mark.parametrize(
    ("given", "param", "code"),
    [
        ({"n": 2}, "n", "unsupported_value"),
        ({"n": True}, "n", "unsupported_value"),
        ({"logprobs": True}, "logprobs", "unsupported_value"),
        ({"tools": [{"type": "function"}]}, "tools", "unsupported_value"),
        ({"response_format": {"type": "json_object"}}, "response_format", "unsupported_value"),
        ({"temprature": 1}, "temprature", None),
        ({"stream_options": {"include_usage": True}}, "stream_options", None),
        ({"model": 7}, "model", None),
        ({"model": "gpt-4o"}, "model", "model_not_found"),
        ({"model": "pincite-llm"}, "model", "model_not_found"),
    ],
)
def test_what_would_change_the_reply_is_refused(given: dict[str, Any], param: str, code: str | None) -> None:
    with pytest.raises(BadChat) as caught:
        check_parameters({"model": "pincite-extractive"} | given, ("extractive",))
    assert (caught.value.param, caught.value.code) == (param, code)


def test_a_model_is_there_when_it_is_set_up() -> None:
    assert check_parameters({"model": "pincite-llm"}, ("extractive", "llm")) == "llm"
    with pytest.raises(UnknownModel, match="GET /v1/models"):
        check_parameters({"model": "pincite-llm"}, ("extractive",))
