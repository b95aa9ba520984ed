"""A language model is believed as far as its quotes go, and whatever it does the question gets its answer."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_server import Exchange, Script, chat_server, chunk, drips, replies
from scripted_claims import QUESTION, TRUE, WORDS, claim, claims

from pincite.index.search import Searcher
from pincite.index.snapshots.snapshot import open_encoder, open_snapshot
from pincite.ingest.library.store import Library
from pincite.service.answer import Answer, Answered, Question
from pincite.service.answers.ask import ask
from pincite.service.errors import ModelUnavailable, NoModel
from pincite.service.evidence.sources import LibrarySources
from pincite.service.model.chat_model import ChatModel, ModelSettings
from pincite.service.model.prompt import Message


@pytest.fixture(scope="module")
def sources(corpus_data: Path) -> Iterator[LibrarySources]:
    snapshot = open_snapshot(corpus_data)
    searcher = Searcher(snapshot, open_encoder(corpus_data, snapshot))
    with Library(corpus_data) as library:
        yield LibrarySources(searcher, library)


def answer(sources: LibrarySources, script: Script, *, timeout_s: float = 120, retries: int = 0) -> Answer:
    with chat_server(script) as server:
        settings = ModelSettings(url=server.url, model="scripted", timeout_s=timeout_s, retries=retries)
        question = Question(text=QUESTION, answerer="llm")
        return next(
            event.answer for event in ask(question, sources, model=ChatModel(settings)) if isinstance(event, Answered)
        )


def test_a_claim_with_its_quote_is_told(sources: LibrarySources) -> None:
    told = answer(sources, claims((TRUE, WORDS), ("Again: " + TRUE, WORDS)))
    assert (told.status, told.answerer, told.note) == ("answered", "llm", None)
    assert told.text == f"{TRUE} [1] Again: {TRUE} [1]"
    (citation,) = told.citations
    assert (citation.quote, citation.match, citation.pages.first) == (WORDS, "exact", 5)


def test_the_prompt_and_the_settings_reach_the_server(sources: LibrarySources) -> None:
    with chat_server(replies("{}")) as server:
        settings = ModelSettings(url=server.url, model="scripted", key="secret", answer_tokens=123, prompt_tokens=1200)
        list(ask(Question(text=QUESTION, answerer="llm"), sources, model=ChatModel(settings)))
        (exchange,) = server.exchanges
    assert exchange.body["path"] == "/v1/chat/completions"
    assert (exchange.body["model"], exchange.body["stream"], exchange.body["temperature"]) == ("scripted", True, 0)
    assert exchange.body["max_tokens"] == 123
    assert exchange.headers["authorization"] == "Bearer secret"
    assert 1 <= len(exchange.passages) < 8
    assert sum(len(message["content"]) for message in exchange.body["messages"]) <= 3 * 1200
    assert QUESTION in exchange.body["messages"][1]["content"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TRUE, "The two countries share a border, which is exactly 7,000 km long."),  # an invented quote
        (TRUE, "7,000 km"),  # too short to prove anything
        ("The land border between the two countries is about 7,500 km long.", WORDS),  # another number
        ("The land border between Kazakhstan and Mongolia is about 7,000 km long.", WORDS),  # another name
        ("The land border between the two countries is not about 7,000 km long.", WORDS),  # a denial
        ("Soft power rests on attraction.", WORDS),  # another matter
    ],
)
def test_what_cannot_be_checked_is_left_out(sources: LibrarySources, text: str, words: str) -> None:
    told = answer(sources, claims((text, words), (TRUE, WORDS)))
    assert (told.answerer, [sentence.text for sentence in told.sentences]) == ("llm", [TRUE])
    nothing_left = answer(sources, claims((text, words)))
    assert (nothing_left.status, nothing_left.answerer) == ("answered", "extractive")
    assert "nothing in the language model's reply could be checked" in (nothing_left.note or "")
    assert "7,000 km" in nothing_left.text


@pytest.mark.parametrize("passage", [0, -1, 99])
def test_a_passage_that_was_not_given_cannot_be_cited(sources: LibrarySources, passage: int) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        quotes = [{"passage": passage, "words": WORDS}]
        exchange.say(json.dumps({"sentence": TRUE, "quotes": quotes}))
        exchange.end()

    assert answer(sources, script).answerer == "extractive"


def test_a_quote_must_stand_in_the_passage_that_is_named(sources: LibrarySources) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        other = next(one["passage"] for one in exchange.passages if "7,000" not in one["text"])
        exchange.say(claim(exchange, TRUE, WORDS, passage=other))
        exchange.end()

    assert answer(sources, script).answerer == "extractive"


def refuses(status: int) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.begin(status, "application/json")
        exchange.write(b'{"error": {"message": "no such model"}}')

    return script


def stalls(exchange: Exchange) -> None:
    exchange.begin()
    exchange.left.wait(60)


def talks_nonsense(exchange: Exchange) -> None:
    exchange.begin()
    exchange.write(b"data: {not json\n\ndata: [1]\n\n")


def sends_a_page(exchange: Exchange) -> None:
    exchange.begin(200, "text/html")
    exchange.write(b"<html>Welcome</html>")


def dies_at_once(exchange: Exchange) -> None:
    exchange.break_off()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (refuses(404), "refused with status 404: Error code: 404"),
        (refuses(500), "refused with status 500"),
        (stalls, "it took more than 1 s; ask again"),
        (drips(60), "it took more than 1 s; ask again"),
        (talks_nonsense, "its reply cannot be read"),
        (sends_a_page, "ended in the middle"),
        (dies_at_once, "cannot be reached or broke off"),
        (replies("I cannot help with that."), "could be checked"),
        (replies('{"unanswered": true}'), "could be checked"),
        (replies(""), "could be checked"),
    ],
    ids=["404", "500", "stalls", "drips", "nonsense", "page", "dies", "chatter", "unanswered", "empty"],
)
def test_whatever_the_model_does_the_documents_answer(sources: LibrarySources, script: Script, said: str) -> None:
    told = answer(sources, script, timeout_s=1 if "it took more" in said else 120)
    assert (told.status, told.answerer) == ("answered", "extractive")
    assert said in (told.note or "")
    assert "these are sentences of the documents" in (told.note or "")
    assert "7,000 km" in told.text


def test_without_a_server_the_documents_answer(sources: LibrarySources) -> None:
    settings = ModelSettings(url="http://127.0.0.1:9/v1", model="m", retries=0)
    events = list(ask(Question(text=QUESTION, answerer="llm"), sources, model=ChatModel(settings)))
    assert isinstance(events[-1], Answered)
    assert "cannot be reached" in (events[-1].answer.note or "")


def test_a_failed_request_is_repeated_as_often_as_set(sources: LibrarySources) -> None:
    def script(exchange: Exchange) -> None:
        if exchange.asked < 2:
            exchange.begin(503, "application/json")
            exchange.write(b"{}")
        else:
            claims((TRUE, WORDS))(exchange)

    assert answer(sources, script, retries=1).answerer == "extractive"
    assert answer(sources, script, retries=2).answerer == "llm"


def test_a_hosted_model_is_asked_the_way_it_wants(sources: LibrarySources) -> None:
    def script(exchange: Exchange) -> None:
        if "max_tokens" in exchange.body:
            exchange.begin(400, "application/json")
            exchange.write(b'{"error": {"message": "use max_completion_tokens instead"}}')
        else:
            assert "temperature" not in exchange.body
            claims((TRUE, WORDS))(exchange)

    assert answer(sources, script).answerer == "llm"


def test_what_was_told_before_the_model_died_stays(sources: LibrarySources) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say(claim(exchange, TRUE, WORDS) + '{"sentence": "And')
        exchange.break_off()

    told = answer(sources, script)
    assert (told.answerer, [sentence.text for sentence in told.sentences]) == ("llm", [TRUE])
    assert told.note == "the language model did not finish: its reply ended in the middle"


def test_a_reply_that_is_cut_at_its_limit_is_told_as_such(sources: LibrarySources) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say(claim(exchange, TRUE, WORDS))
        exchange.end("length")

    told = answer(sources, script)
    assert [sentence.text for sentence in told.sentences] == [TRUE]
    assert "PINCITE_LLM_ANSWER_TOKENS (700)" in (told.note or "")


def test_one_byte_at_a_time_is_the_same_reply(sources: LibrarySources) -> None:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        content = f"data: {json.dumps(chunk(claim(exchange, TRUE, WORDS), 'stop'))}\n\ndata: [DONE]\n\n".encode()
        for place in range(len(content)):
            exchange.write(content[place : place + 1])

    assert [sentence.text for sentence in answer(sources, script).sentences] == [TRUE]


def test_sentences_come_before_the_reply_has_ended(sources: LibrarySources) -> None:
    going_on = threading.Event()

    def script(exchange: Exchange) -> None:
        exchange.begin()
        exchange.say(claim(exchange, TRUE, WORDS))
        going_on.wait(60)
        exchange.end()

    with chat_server(script) as server:
        model = ChatModel(ModelSettings(url=server.url, model="scripted"))
        events = ask(Question(text=QUESTION, answerer="llm"), sources, model=model)
        assert [type(next(events)).__name__ for _ in range(2)] == ["Retrieved", "SentenceSent"]
        going_on.set()
        assert isinstance(next(events), Answered)


@pytest.mark.parametrize("script", [stalls, drips(60)], ids=["stalls", "drips"])
def test_a_reply_nobody_waits_for_is_not_read(script: Script) -> None:
    cancelled = threading.Event()
    with chat_server(script) as server:
        model = ChatModel(ModelSettings(url=server.url, model="scripted"))
        threading.Timer(0.3, cancelled.set).start()
        assert list(model.reply([Message(role="user", content="x")], cancelled)) == []
        if script is not stalls:
            assert server.left.wait(60), "the connection was closed"


def test_a_question_without_evidence_never_reaches_the_model(sources: LibrarySources) -> None:
    with chat_server(replies(TRUE)) as server:
        model = ChatModel(ModelSettings(url=server.url, model="scripted"))
        question = Question(text="How long should I boil an egg to get a runny yolk?", answerer="llm")
        *_, last = ask(question, sources, model=model)
        assert isinstance(last, Answered)
        assert (last.answer.status, server.exchanges) == ("not_in_corpus", [])


def test_without_a_model_that_is_said(sources: LibrarySources) -> None:
    with pytest.raises(NoModel, match="PINCITE_LLM_URL"):
        next(ask(Question(text=QUESTION, answerer="llm"), sources))


def test_an_error_of_the_model_says_whether_to_try_again() -> None:
    assert ModelUnavailable("x", retry=True).retry
