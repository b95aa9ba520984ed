"""Answers: sentences whose every word can be checked on the page it is cited from.

    Retrieved ── Told ── Told ── ... ── Answered        what `ask` yields, in this order

The JSON reply, the event stream, the command line and the evaluation are the same events, run to their end.
"""

from dataclasses import dataclass, field
from typing import Literal

from pincite.index.ranking.filters import Filters
from pincite.index.search import Hit, Query, SearchOutcome
from pincite.ingest.document import PageRange
from pincite.ingest.record import Record
from pincite.service.documents.quote import Match

Answerer = Literal["extractive", "llm"]
Status = Literal["answered", "not_in_corpus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: of the `k` best passages that the filters let through, by this answerer.

    `text` stands by itself; `said` is what the user said where `text` was made of that and of the turns before it.
    """

    text: str
    said: str | None = None
    k: int = 8
    filters: Filters = field(default_factory=Filters)
    answerer: Answerer = "extractive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A citation of an answer: `quote` stands at the characters [start, end) of the document's cleaned text.

    `number` is its mark in the answer, from 1. `match` says whether it stands there letter by letter or only
    normalised (white space, quotation marks, hyphens); a quote that does not stand there is never sent.
    """

    number: int
    record: Record
    passage_id: str
    quote: str
    match: Match
    start: int
    end: int
    pages: PageRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of an answer and the numbers of the citations it rests on, at least one."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The whole answer.

    `confidence` (0 to 1) is how sure it is that the documents answer the question. `reason` says why not, where
    the status is not_in_corpus; `note` what else the reader must know: that a model was asked and failed, say.
    `answerer` is the one whose sentences these are.
    """

    question: Question
    status: Status
    answerer: Answerer
    sentences: tuple[Sentence, ...]
    citations: tuple[Quoted, ...]
    confidence: float
    hits: tuple[Hit, ...]
    snapshot: str
    took_ms: float
    reason: str | None = None
    note: str | None = None

    @property
    def text(self) -> str:
        """The sentences joined, each followed by the marks of its citations: "... [1] ... [2][3]"."""
        return " ".join(sentence.text + " " + marks(sentence) for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """The passages that the answer will be made from."""

    hits: tuple[Hit, ...]
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One more sentence of the answer, and the citations that it is the first to use."""

    sentence: Sentence
    citations: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The end: the whole answer."""

    answer: Answer


AnswerEvent = Retrieved | Told | Answered


def marks(sentence: Sentence) -> str:
    """The marks of a sentence's citations: "[1][3]"."""
    return "".join(f"[{number}]" for number in sentence.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The outcome of a query, the snapshot that gave it, and how long it took altogether."""

    query: Query
    snapshot: str
    outcome: SearchOutcome
    took_ms: float
