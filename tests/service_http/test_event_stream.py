"""Server-sent events: their bytes, the comments between them, and a client that goes away."""

from collections.abc import AsyncIterator

import anyio
from starlette.responses import Response
from starlette.types import Message

from pincite.service.bodies.search_schemas import YearsBody
from pincite.service.http.event_stream import DONE, EventStream, sent


class Connection:
    """What a client is sent; `leaves` is set when it goes away."""

    def __init__(self) -> None:
        self.messages = list[Message]()
        self.leaves = anyio.Event()

    async def receive(self) -> Message:
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def bodies(self) -> list[bytes]:
        return [message["body"] for message in self.messages if message["type"] == "http.response.body"]


async def streamed(stream: EventStream, connection: Connection) -> None:
    await stream({"type": "http"}, connection.receive, connection.send)


async def parts(*contents: bytes) -> AsyncIterator[bytes]:
    for content in contents:
        yield content


def test_an_event_has_a_name_and_one_line_of_json() -> None:
    assert (
        sent({"text": "Élan\nvital"}, name="sentence") == 'event: sentence\ndata: {"text": "Élan\\nvital"}\n\n'.encode()
    )
    assert sent(YearsBody.model_validate({"from": 2018})) == b'data: {"from":2018,"to":null}\n\n'
    assert sent(Response(b'{"status": 503}'), name="error") == b'event: error\ndata: {"status": 503}\n\n'
    assert DONE == b"data: [DONE]\n\n"


def test_a_stream_sends_what_comes_and_ends() -> None:
    async def run() -> None:
        connection = Connection()
        await streamed(EventStream(parts(b"data: 1\n\n", b"data: 2\n\n")), connection)
        assert connection.bodies == [b"data: 1\n\n", b"data: 2\n\n", b""]
        headers = dict(connection.messages[0]["headers"])
        assert headers[b"content-type"].startswith(b"text/event-stream")
        assert headers[b"cache-control"] == b"no-store"
        assert [message.get("more_body") for message in connection.messages[1:]] == [True, True, False]

    anyio.run(run)


def test_a_silent_stream_is_kept_open_by_comments() -> None:
    async def run() -> None:
        connection = Connection()

        async def silent() -> AsyncIterator[bytes]:
            while not connection.bodies:
                await anyio.sleep(0.001)
            yield b"data: 1\n\n"

        await streamed(EventStream(silent(), silence_s=0.001), connection)
        *sent_parts, end = connection.bodies
        assert sent_parts[0] == b": ping\n\n"
        assert [part for part in sent_parts if part != sent_parts[0]] == [b"data: 1\n\n"]
        assert end == b""

    anyio.run(run)


def test_nothing_is_made_for_a_client_that_has_gone() -> None:
    async def run() -> None:
        connection = Connection()

        async def endless() -> AsyncIterator[bytes]:
            yield b"data: 1\n\n"
            connection.leaves.set()
            await anyio.sleep_forever()

        with anyio.fail_after(120):
            await streamed(EventStream(endless()), connection)
        assert connection.bodies == [b"data: 1\n\n"]

    anyio.run(run)
