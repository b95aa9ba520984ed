"""A real HTTP server that speaks the streaming chat API, and replies as a test's script says."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Write = Callable[[bytes], None]
Script = Callable[["Exchange"], None]


@dataclass(slots=True, kw_only=True)
class Exchange:
    """One request and the means to reply to it: `asked` counts those before it, `left` is set once nobody waits."""

    body: dict[str, Any]
    headers: dict[str, str]
    asked: int
    handler: BaseHTTPRequestHandler
    left: threading.Event

    @property
    def passages(self) -> list[dict[str, Any]]:
        """The passages in the prompt."""
        lines = self.body["messages"][1]["content"].split("\n")
        return [json.loads(line) for line in lines if line.startswith('{"passage"')]

    def begin(self, status: int = 200, media_type: str = "text/event-stream") -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", media_type)
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()

    def write(self, content: bytes) -> None:
        self.handler.wfile.write(content)
        self.handler.wfile.flush()

    def say(self, text: str) -> None:
        """A piece of the reply."""
        self.write(f"data: {json.dumps(chunk(text))}\n\n".encode())

    def end(self, reason: str = "stop") -> None:
        self.write(f"data: {json.dumps(chunk('', reason))}\n\ndata: [DONE]\n\n".encode())

    def break_off(self) -> None:
        self.handler.connection.shutdown(socket.SHUT_RDWR)


def chunk(text: str, finished: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finished}
    return {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "scripted", "choices": [choice]}


@dataclass(slots=True, kw_only=True)
class ChatServer:
    """Where the server is, what it was asked, and whether a client went away while it replied."""

    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)


@contextmanager
def chat_server(script: Script) -> Iterator[ChatServer]:
    """Serves until the end of the block; `script` is called with each request, in a thread of its own."""
    state = ChatServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            headers = {name.lower(): value for name, value in self.headers.items()}
            body["path"] = self.path
            exchange = Exchange(body=body, headers=headers, asked=len(state.exchanges), handler=self, left=state.left)
            state.exchanges.append(exchange)
            self.close_connection = True
            try:
                script(exchange)
            except OSError:
                state.left.set()

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.left.set()  # nobody listens any more to a script that takes its time
        server.shutdown()
        server.server_close()
        thread.join()


def replies(*texts: str) -> Script:
    """A script that says these pieces and ends."""

    def script(exchange: Exchange) -> None:
        exchange.begin()
        for text in texts:
            exchange.say(text)
        exchange.end()

    return script


def drips(seconds: float) -> Script:
    """A script that says a blank now and then, for so long."""

    def script(exchange: Exchange) -> None:
        exchange.begin()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            exchange.write(b" ")
            time.sleep(0.05)

    return script
