"""Answers over HTTP, on the five papers: every sentence is where its citation says."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asked_app import events_of, problem_of, wait_until_ready
from fastapi.testclient import TestClient

from pincite.service.engine import Engine
from pincite.service.evidence.weights import read_weights
from pincite.service.http.app import create_app

QUESTION = "What is Joseph Nye's widely used definition of soft power?"
OUTSIDE = "How long should I boil an egg to get a runny yolk?"


@pytest.fixture(scope="module")
def client(corpus_data: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Engine(corpus_data))) as client:
        wait_until_ready(client)
        yield client


def ask(client: TestClient, question: str, **more: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_an_answer_has_what_the_contract_says(client: TestClient) -> None:
    answer = ask(client, QUESTION, k=5)
    assert list(answer) == [
        "question", "asked", "status", "answerer", "sentences", "text", "citations", "confidence", "reason", "note",
        "hits", "snapshot", "took_ms",
    ]  # fmt: skip
    assert (answer["question"], answer["status"], answer["answerer"]) == (QUESTION, "answered", "extractive")
    assert "through attraction rather than coercion" in answer["text"]
    assert 1 <= len(answer["sentences"]) <= 6
    assert answer["text"] == " ".join(
        f"{one['text']} {''.join(f'[{number}]' for number in one['citations'])}" for one in answer["sentences"]
    )
    assert len(answer["hits"]) == 5
    assert read_weights().threshold <= answer["confidence"] <= 1
    assert (answer["reason"], answer["note"]) == (None, None)


def test_a_follow_up_is_searched_with_what_it_takes_from_the_turns_before(client: TestClient) -> None:
    history = [{"question": "How does Kazakhstan manage foreign soft power?"}]
    answer = ask(client, "Why does it do so?", history=history)
    assert answer["question"] == "Why does it do so?"
    assert answer["asked"] == "Why does Kazakhstan do so (manage foreign soft power)?"
    alone = ask(client, answer["asked"])
    assert [hit["passage"]["id"] for hit in answer["hits"]] == [hit["passage"]["id"] for hit in alone["hits"]]
    assert (answer["text"], alone["question"]) == (alone["text"], answer["asked"])


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "Why does China's soft power have only limited effect in Kazakhstan?",
        "Which article by Laruelle is cited on Kazakhstan's Russian minority after Crimea?",
        "How do the papers differ on what the Eurasian Economic Union means for Kazakhstan?",
        "What share of the population of Kazakhstan is Russian by census?",
    ],
)
def test_every_sentence_stands_on_the_page_it_cites(client: TestClient, question: str) -> None:
    answer = ask(client, question, k=12)
    assert answer["status"] == "answered"
    cited = {citation["n"]: citation for citation in answer["citations"]}
    assert sorted(cited) == sorted(number for one in answer["sentences"] for number in one["citations"])
    for sentence in answer["sentences"]:
        for citation in (cited[number] for number in sentence["citations"]):
            assert " ".join(citation["quote"].split()) == sentence["text"]
            passage = client.get(f"/v1/passages/{citation['passage_id']}").json()["passage"]
            at = citation["start"] - passage["start"]
            assert passage["text"][at:][: citation["end"] - citation["start"]] == citation["quote"]
            first, last = citation["pages"]["first"], citation["pages"]["last"]
            pages = [client.get(f"/v1/documents/{citation['document_id']}/pages/{n}").json() for n in (first, last)]
            text = "".join(re.sub(r"\s", "", page["text"]) for page in pages)
            if first == last:
                assert re.sub(r"\s", "", citation["quote"]) in text
            assert citation["url"].startswith(f"/documents/{citation['document_id']}?passage=")
            assert citation["url"].endswith(f"&start={citation['start']}&end={citation['end']}#page={first}")


def test_what_the_documents_do_not_say_is_not_answered(client: TestClient) -> None:
    answer = ask(client, OUTSIDE)
    assert (answer["status"], answer["sentences"], answer["citations"], answer["text"]) == ("not_in_corpus", [], [], "")
    assert answer["confidence"] < read_weights().threshold
    assert answer["reason"] == "no passage mentions “egg” or “runny” or “yolk”"
    assert len(answer["hits"]) == 8


@pytest.mark.parametrize(
    "question", ["What is Rossotrudnichestvo?", "What do the papers say about the Bologna process?"]
)
def test_a_short_question_is_answered_where_its_words_stand(client: TestClient, question: str) -> None:
    answer = ask(client, question)
    assert answer["status"] == "answered"
    assert answer["confidence"] >= 0.7
    assert re.search("Rossotrudnichestvo|Bologna", answer["sentences"][0]["text"])


@pytest.mark.parametrize(
    "question",
    [
        "What is Xylophonica?",
        "Сколько стоил хлеб в 2022?",
        "Жарық жылдамдығы секундына қанша километр?",
    ],
)
def test_a_short_question_that_they_do_not_answer_is_refused(client: TestClient, question: str) -> None:
    assert ask(client, question)["status"] == "not_in_corpus"


def test_a_stream_is_the_answer_in_parts(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": QUESTION, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    sent = events_of(response.text)
    whole = sent[-1][1]
    assert [name for name, _ in sent] == ["retrieved", *["sentence"] * len(whole["sentences"]), "answer"]
    assert (sent[0][1]["hits"], sent[0][1]["snapshot"]) == (whole["hits"], whole["snapshot"])
    assert [data["sentence"] for _, data in sent[1:-1]] == whole["sentences"]
    assert [citation for _, data in sent[1:-1] for citation in data["citations"]] == whole["citations"]
    again = ask(client, QUESTION)
    assert {**again, "took_ms": 0} == {**whole, "took_ms": 0}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("body", "name", "field", "said"),
    [
        ({"question": ""}, "bad-query", "question", "the question is empty"),
        ({"question": "?!"}, "bad-query", "question", "the question holds no words"),
        ({"question": "x" * 2001}, "invalid-request", "question", "text of 1 to 2,000 characters, not 2,001"),
        ({"question": None}, "invalid-request", "question", "text of 1 to 2,000 characters, not null"),
        ({}, "invalid-request", "question", "question is missing"),
        ({"question": "x", "k": 0}, "invalid-request", "k", "k must be a whole number from 1 to 100, not 0"),
        ({"question": "x", "k": 101}, "invalid-request", "k", "not 101"),
        ({"question": "x", "answerer": "gpt"}, "invalid-request", "answerer", 'must be "extractive" or "llm"'),
        ({"question": "x", "answerer": "llm"}, "no-model", "answerer", "no language model is set up"),
        ({"question": "x", "query": "y"}, "invalid-request", "query", "the body may have question, k, filters, answ"),
        (
            {"question": "x", "history": ["y"]},
            "invalid-request",
            "history.0",
            'must be an object such as {"question": "Wh',
        ),
        ({"question": "x", "history": [{}]}, "invalid-request", "history.0.question", "history.0.question is missing"),
        ({"question": "x", "history": [{"question": "y", "a": 1}]}, "invalid-request", "history.0.a", "may have quest"),
        (
            {"question": "x", "history": [{"question": "y"}] * 101},
            "invalid-request",
            "history",
            "a list of at most 100",
        ),
        ({"question": "x", "filters": {"documents": ["n"]}}, "bad-filter", "filters.documents", "no document 'n'"),
        ({"question": "x", "filters": {"kinds": ["x"]}}, "invalid-request", "filters.kinds.0", 'must be "body", '),
    ],
)
def test_a_question_that_cannot_be_asked_is_explained(
    client: TestClient, body: dict[str, Any], name: str, field: str, said: str, *, stream: bool
) -> None:
    problem = problem_of(client.post("/v1/ask", json={**body, "stream": stream}), 422, name)
    assert said in problem["detail"]
    assert [error["field"] for error in problem["errors"]] == [field]


def test_whether_to_stream_must_be_said_plainly(client: TestClient) -> None:
    problem = problem_of(client.post("/v1/ask", json={"question": "x", "stream": "yes"}), 422, "invalid-request")
    assert problem["detail"] == 'stream must be true or false, not "yes"'


@pytest.mark.parametrize("stream", [False, True])
def test_without_an_index_the_service_says_so(tmp_path: Path, *, stream: bool) -> None:
    with TestClient(create_app(Engine(tmp_path))) as client:
        response = client.post("/v1/ask", json={"question": "x", "stream": stream})
        assert problem_of(response, 503, "not-ready")["state"] == "empty"


def test_a_quotation_is_located(client: TestClient) -> None:
    quote = "“The ability to get what you want through\nattraction rather than coercion”"
    reply = client.post("/v1/locate", json={"quote": quote}).json()
    assert reply["found"] == "normalised"
    (place,) = reply["places"]
    assert (place["document_id"], place["match"], place["similarity"]) == ("yessirkep2025", "normalised", 1.0)
    assert place["text"] == "the ability to get what you want through attraction rather than coercion"
    assert place["citation"]["text"] == "(Yessirkep et al., 2025, p. 2)"
    passage = client.get(f"/v1/passages/{place['passage_id']}").json()["passage"]
    assert place["text"] in passage["text"]
    elsewhere = client.post("/v1/locate", json={"quote": quote, "documents": ["patalakh2018"]}).json()
    assert (elsewhere["found"], elsewhere["places"]) == ("none", [])


def test_a_misquotation_is_shown_beside_what_was_written(client: TestClient) -> None:
    quote = "the ability to get what you want by attraction rather than coercion"
    reply = client.post("/v1/locate", json={"quote": quote}).json()
    assert reply["found"] == "close"
    assert reply["places"][0]["text"] == "the ability to get what you want through attraction rather than coercion"


@pytest.mark.parametrize(
    ("body", "name", "field", "said"),
    [
        ({"quote": " "}, "bad-quote", "quote", "no words"),
        ({"quote": "x" * 5001}, "invalid-request", "quote", "text of 1 to 5,000 characters"),
        ({}, "invalid-request", "quote", "quote is missing"),
        ({"quote": "x", "limit": 0}, "invalid-request", "limit", "a whole number from 1 to 20, not 0"),
        ({"quote": "x", "documents": "y"}, "invalid-request", "documents", "a list of document ids"),
        ({"quote": "x", "documents": ["nope"]}, "bad-filter", "documents", "no document 'nope'"),
        ({"quote": "x", "page": 1}, "invalid-request", "page", "the body may have quote, documents, limit"),
    ],
)
def test_a_quotation_that_cannot_be_looked_up_is_explained(
    client: TestClient, body: dict[str, Any], name: str, field: str, said: str
) -> None:
    problem = problem_of(client.post("/v1/locate", json=body), 422, name)
    assert said in problem["detail"]
    assert [error["field"] for error in problem["errors"]] == [field]
