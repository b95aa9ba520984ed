"""What is evaluated: anything that ranks stretches of documents for a question.

Library in this process (eval/local.py) ┐
service over HTTP (eval/remote.py)      ├─ a System ─> rankings, scored alike
other pipelines (eval/baselines.py)     ┘
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from index.search import Mode

MODES: tuple[Mode, ...] = ("sparse", "dense", "hybrid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A passage that was returned: its text, the pages it is cited with (None where it has none), where to read it."""

    passage_id: str
    document_id: str
    text: str
    first_page: int | None = None
    last_page: int | None = None
    url: str | None = None


Search = Callable[[str, int], tuple[Returned, ...]]
"""The so many best passages for a question, the best first. Raises QueryRefused."""


class System(Protocol):
    """A library that can be searched."""

    @property
    def snapshot(self) -> str: ...

    @property
    def versions(self) -> Mapping[str, str]: ...

    @property
    def documents(self) -> frozenset[str]: ...

    def texts(self, documents: Collection[str]) -> dict[str, dict[str, str]]:
        """Document id -> passage id -> text, of every passage that could be returned of these documents."""

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[Returned, ...]:
        """The `k` best passages, the best first. Raises QueryRefused."""
