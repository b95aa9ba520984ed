"""Rules for every request, whatever its route: who may send it, how long it may be, and the headers of a safe page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pincite.service.settings import MAX_BODY_BYTES

_UPLOAD = ("POST", "/v1/documents")
_HOST = re.compile(r"(?:\[([^\]]*)\]|([^:\[\]]*))(?::\d*)?")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# Pages load nothing from another host and run only the scripts of this service.
SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLimits:
    """Whose requests are accepted, and how much they may send.

    `hosts` are the names, without port, by which this service may be called; None accepts every name. A service
    for one machine alone must know its names: otherwise a page on the web whose name is made to point to this machine
    (DNS rebinding) could read the library through its user's browser.
    """

    upload_mib: int = 512
    hosts: frozenset[str] | None = None


class Guard:
    """ASGI middleware. `refusal` makes the reply to a request that is refused before it reaches a route.

    A body that is too large raises HTTPException 413 where it is read.
    """

    def __init__(
        self, app: ASGIApp, *, limits: RequestLimits, refusal: Callable[[Scope, HTTPException], Response]
    ) -> None:
        self._app = app
        self._limits = limits
        self._refusal = refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        declared = headers.get("content-length", "")
        length = int(declared) if declared.isascii() and declared.isdigit() else 0
        limit, next_step = self._limit(scope)
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if max(length, received) > limit:
                raise HTTPException(413, f"the body has more than {limit:,} bytes; {next_step}")
            return message

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        refused = _wrong_host(headers, self._limits.hosts) or _wrong_origin(scope["method"], headers)
        if refused is not None:
            await self._refusal(scope, refused)(scope, receive, send_with_headers)
            return
        # HEAD is answered like GET; the server sends no body.
        inner = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        await self._app(inner, receive_within_limit, send_with_headers)
        scope["route"] = inner.get("route")

    def _limit(self, scope: Scope) -> tuple[int, str]:
        """How many bytes a body may have, and what to do about one that has more."""
        if (scope["method"], scope["path"]) == _UPLOAD:
            return self._limits.upload_mib * 2**20, "send fewer files at once, or raise PINCITE_UPLOAD_MIB"
        return MAX_BODY_BYTES, "send less"


def hosts_of(host: str, others: tuple[str, ...]) -> frozenset[str] | None:
    """The names by which a service at `host` may be called; None, any name, where other machines reach it."""
    if not for_this_machine(host):
        return frozenset({*map(str.lower, others)}) if others else None
    return frozenset({host, "localhost", "127.0.0.1", "::1", *map(str.lower, others)})


def for_this_machine(host: str) -> bool:
    """Whether a service that listens at `host` is reached from this machine alone."""
    return host == "localhost" or _is_loopback(host)


def _wrong_host(headers: Headers, hosts: frozenset[str] | None) -> HTTPException | None:
    called = headers.get("host", "")
    match = _HOST.fullmatch(called)
    name = (match[1] or match[2]).lower() if match else ""
    if hosts is None or name in hosts or (_is_loopback(name) and "127.0.0.1" in hosts):
        return None
    return HTTPException(
        421, f"this service is not known by the name {called[:100]!r}; if it is yours, say so in PINCITE_HOSTS"
    )


def _wrong_origin(method: str, headers: Headers) -> HTTPException | None:
    """A browser names the page that sends a request; a page of another site may not change anything here.

    Other clients do not name one, and are accepted.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    foreign = (
        site not in ("same-origin", "none") if site else origin and origin.partition("://")[2] != headers.get("host")
    )
    if method in _SAFE or not foreign:
        return None
    return HTTPException(403, f"a page of another site ({(origin or site or '')[:100]}) sent this; nothing was done")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
