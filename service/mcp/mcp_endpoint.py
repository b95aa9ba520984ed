"""The Model Context Protocol over HTTP, at /mcp: opened when the first client comes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
from anyio.abc import TaskGroup, TaskStatus
from anyio.to_thread import run_sync
from starlette.types import Receive, Scope, Send

from pincite.service.engine import Engine
from pincite.service.settings import MAX_BODY_BYTES

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager


class McpEndpoint:
    """An ASGI application that imports the SDK and opens its sessions at the first request.

    `hosts` are the names by which the service may be called, None for any. The SDK checks them and the origin once
    more, behind the guard: a page of another site must never reach the tools.
    """

    def __init__(self, engine: Engine, hosts: frozenset[str] | None) -> None:
        self._engine = engine
        self._hosts = hosts
        self._sessions: StreamableHTTPSessionManager | None = None
        self._opening = anyio.Lock()
        self._tasks: TaskGroup | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Accepts requests until the block ends; then requests end too."""
        async with anyio.create_task_group() as self._tasks:
            yield
            self._tasks.cancel_scope.cancel()
        self._sessions = self._tasks = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._opening:
            if self._sessions is None:
                assert self._tasks is not None, "a request came before the application was started"
                sessions = await run_sync(self._create)
                await self._tasks.start(self._run, sessions)
                self._sessions = sessions
        await self._sessions.handle_request(scope, receive, send)

    def _create(self) -> "StreamableHTTPSessionManager":
        from mcp.server.transport_security import TransportSecuritySettings

        from pincite.service.mcp.mcp_tools import create_mcp

        names = sorted(f"[{host}]" if ":" in host else host for host in self._hosts or ())
        security = TransportSecuritySettings(
            enable_dns_rebinding_protection=self._hosts is not None,
            allowed_hosts=[*names, *(f"{name}:*" for name in names)],
            allowed_origins=[
                f"{scheme}://{name}{port}" for scheme in ("http", "https") for name in names for port in ("", ":*")
            ],
        )
        server = create_mcp(self._engine)
        # Requests share no state, so a restart loses none.
        server.streamable_http_app(
            stateless_http=True,
            json_response=True,
            transport_security=security,
            max_request_body_size=MAX_BODY_BYTES,
        )
        return server.session_manager

    async def _run(
        self, sessions: "StreamableHTTPSessionManager", *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        async with sessions.run():
            task_status.started()
            await anyio.sleep_forever()
