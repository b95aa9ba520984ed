"""What a worker is asked and what it says when it has no value."""

from dataclasses import dataclass, field

from ingest.limits import Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Read this file; `name` names it in messages."""

    content: bytes = field(repr=False)
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The file cannot be read: the name of the error among ingest.errors, and its message.

    No `error` means that the parser stumbled in a way it does not know.
    """

    error: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitMet:
    """The file needs more than the worker may take."""

    limit: Limit
