"""A language model behind any server that speaks OpenAI's chat API: Ollama, llama.cpp, vLLM, or a hosted one.

The only file that imports an HTTP client, and only when a model is asked. The reply is read in a thread of its own,
which can be stopped at any moment: at the deadline, or when nobody waits for the answer any more.
"""

import asyncio
import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pincite.service.errors import ModelUnavailable
from pincite.service.model.prompt import Message

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_CONNECT_S = 5.0
_POLL_S = 0.05  # how soon it is noticed that nobody waits any more
_JOIN_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Where a model is served, and the limits of one question.

    timeout_s: for the whole reply. retries: of requests that failed before the reply began. prompt_tokens and
    answer_tokens: the most of each.
    """

    url: str
    model: str
    key: str = ""
    timeout_s: float = 60.0
    retries: int = 1
    prompt_tokens: int = 3000
    answer_tokens: int = 700


class Model(Protocol):
    """What `ask` needs of a model: one on a server, or a scripted one in tests."""

    @property
    def prompt_tokens(self) -> int: ...
    def reply(self, messages: Sequence[Message], cancelled: threading.Event) -> Iterator[str]: ...


class ChatModel:
    """The model that the settings name."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings

    @property
    def prompt_tokens(self) -> int:
        """How many tokens a prompt may have."""
        return self._settings.prompt_tokens

    def reply(self, messages: Sequence[Message], cancelled: threading.Event) -> Iterator[str]:
        """The fragments of the reply as they come; no more once `cancelled` is set.

        Raises ModelUnavailable when the server cannot be reached, refuses, breaks off or takes too long.
        """
        fragments = queue.SimpleQueue[str | ModelUnavailable | None]()
        thread = _ReplyThread(self._settings, messages, fragments)
        thread.start()
        try:
            while not cancelled.is_set():
                try:
                    fragment = fragments.get(timeout=_POLL_S)
                except queue.Empty:
                    continue
                if fragment is None:
                    return
                if isinstance(fragment, ModelUnavailable):
                    raise fragment
                yield fragment
        finally:
            thread.stop()


class _ReplyThread:
    """A request and its reply, read by a thread. It puts each fragment, then None or the error, into `fragments`."""

    def __init__(
        self,
        settings: ModelSettings,
        messages: Sequence[Message],
        fragments: "queue.SimpleQueue[str | ModelUnavailable | None]",
    ) -> None:
        self._settings = settings
        self._messages: list[Any] = [{"role": one.role, "content": one.content} for one in messages]
        self._fragments = fragments
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="model", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the request, wherever it is."""
        if self._thread.is_alive() and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel)
            self._thread.join(_JOIN_S)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        end: ModelUnavailable | None = None
        try:
            self._task = self._loop.create_task(self._read())
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        except ModelUnavailable as error:
            end = error
        except Exception as error:  # whatever the server sends, the question is still answered from the documents
            end = ModelUnavailable(f"its reply cannot be read ({type(error).__name__}: {error})", retry=False)
        finally:
            self._fragments.put(end)
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _read(self) -> None:
        import openai

        settings = self._settings
        try:
            async with asyncio.timeout(settings.timeout_s), _client(settings) as client:
                async for fragment in _fragments(client, settings, self._messages):
                    self._fragments.put(fragment)
        except (TimeoutError, openai.APITimeoutError) as error:
            raise ModelUnavailable(f"it took more than {settings.timeout_s:g} s", retry=True) from error
        except openai.APIStatusError as error:
            raise ModelUnavailable(
                f"{settings.url} refused with status {error.status_code}: {error.message}",
                retry=error.status_code == 429 or error.status_code >= 500,
            ) from error
        except openai.APIConnectionError as error:
            cause = error.__cause__ or error
            raise ModelUnavailable(f"{settings.url} cannot be reached or broke off ({cause})", retry=True) from error


def _client(settings: ModelSettings) -> "AsyncOpenAI":
    from openai import AsyncOpenAI, Timeout

    client = AsyncOpenAI(
        base_url=settings.url,
        api_key=settings.key or "none",  # local servers need none, but the client does
        timeout=Timeout(settings.timeout_s, connect=_CONNECT_S),
        max_retries=settings.retries,
    )
    # The client takes them from the environment, where they are meant for another service.
    client.organization = client.project = None
    return client


async def _fragments(client: "AsyncOpenAI", settings: ModelSettings, messages: list[Any]) -> Any:
    stream = await _begun(client, settings, messages)
    finished = None
    async with stream:
        async for chunk in stream:
            for choice in chunk.choices[:1]:
                finished = choice.finish_reason or finished
                if choice.delta.content:
                    yield choice.delta.content
    if finished is None:  # a connection that breaks can look like one that ends
        raise ModelUnavailable("its reply ended in the middle", retry=True)
    if finished == "length":
        raise ModelUnavailable(
            f"its reply was longer than PINCITE_LLM_ANSWER_TOKENS ({settings.answer_tokens})", retry=False
        )


async def _begun(client: "AsyncOpenAI", settings: ModelSettings, messages: list[Any]) -> Any:
    """The stream of the reply. Some hosted models take neither a temperature nor the older name of the limit."""
    from openai import BadRequestError

    create, asked = client.chat.completions.create, {"model": settings.model, "messages": messages, "stream": True}
    try:
        return await create(**asked, temperature=0, max_tokens=settings.answer_tokens)  # type: ignore[call-overload]
    except BadRequestError as error:
        if "max_completion_tokens" not in error.message and "temperature" not in error.message:
            raise
        return await create(**asked, max_completion_tokens=settings.answer_tokens)  # type: ignore[call-overload]
