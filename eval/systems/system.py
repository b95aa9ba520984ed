"""What is evaluated: anything that ranks stretches of documents for a question.

Library in this process (eval/systems/local_library.py) ┐
service over HTTP (eval/systems/remote_library.py)      ├─ a System ─> rankings, all scored the same way
other pipelines (eval/baselines/usual_stack.py)     ┘
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pincite.index.search import Mode

MODES: tuple[Mode, ...] = ("sparse", "dense", "hybrid")


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrievedPassage:
    """A passage that was returned: its text, the pages it is cited with (None where it has none), where to read it."""

    passage_id: str
    document_id: str
    text: str
    first_page: int | None = None
    last_page: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A citation of an answer: the quote, and the text that the library has on each page that it is cited from.

    flows: the same pages without the footnotes and tables that stand between the lines of a sentence.
    """

    document_id: str
    quote: str
    pages: tuple[str, ...]
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as an evaluation sees it; `text` is its sentences without the marks of the citations."""

    answered: bool
    text: str
    confidence: float
    citations: tuple[Quotation, ...]


INSERTS = frozenset({"footnote", "table"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPage:
    """The text of a page, whole and without its inserts."""

    text: str
    flow: str


def cited_page(text: str, inserts: Iterable[tuple[int, int]]) -> CitedPage:
    """A page with this text, of which the stretches `inserts` are footnotes and tables."""
    flow, at = "", 0
    for start, end in sorted(inserts):
        flow, at = flow + text[at:start] + "\n", max(at, end)
    return CitedPage(text=text, flow=flow + text[at:])


Search = Callable[[str, int], tuple[RetrievedPassage, ...]]
"""The so many best passages for a question, the best first. Raises QueryRefused."""


class System(Protocol):
    """A library that can be searched and asked."""

    @property
    def snapshot(self) -> str: ...

    @property
    def versions(self) -> Mapping[str, str]: ...

    @property
    def documents(self) -> frozenset[str]: ...

    def texts(self, documents: Collection[str]) -> dict[str, dict[str, str]]:
        """Document id -> passage id -> text, of every passage that could be returned of these documents."""

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[RetrievedPassage, ...]:
        """The `k` best passages, the best first. Raises QueryRefused."""

    def ask(self, text: str) -> Reply:
        """The answer to a question. Raises QueryRefused."""
