"""A client that goes away ends the work that was done for it: over real sockets."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from chat_server import ChatServer, Exchange, chat_server
from waiting import wait_until

from pincite.service.engine import Engine
from pincite.service.http.app import create_app
from pincite.service.http.server import listen
from pincite.service.model.chat_model import ChatModel, ModelSettings

QUESTION = "How long is the land border between Kazakhstan and Russia?"


def says_a_blank_now_and_then(exchange: Exchange) -> None:
    exchange.begin()
    while not exchange.left.wait(0.05):
        exchange.say(" ")


@contextlib.contextmanager
def service(data: Path, model: ChatServer) -> Iterator[int]:
    """The port of a running service that asks this model."""
    listener = listen("127.0.0.1", 0)
    engine = Engine(data, model=ChatModel(ModelSettings(url=model.url, model="scripted")))
    server = uvicorn.Server(uvicorn.Config(create_app(engine), log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: engine.snapshot_id() is not None)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("stream", [True, False])
def test_the_model_is_let_go_when_the_client_leaves(corpus_data: Path, *, stream: bool) -> None:
    body = json.dumps({"question": QUESTION, "answerer": "llm", "stream": stream}).encode()
    head = (
        "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with chat_server(says_a_blank_now_and_then) as model, service(corpus_data, model) as port:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(head.encode() + body)
            wait_until(lambda: bool(model.exchanges))  # the model is at work
            if stream:
                received = b""
                while b"event: retrieved" not in received:
                    received += client.recv(65536)
        assert model.left.wait(120), "the service went on reading the model's reply"
