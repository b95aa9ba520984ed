"""Answers: sentences whose every word can be checked on the page they cite, and the events in which they are sent.

    Retrieved ── SentenceSent ── SentenceSent ── ... ── Answered        what `ask` yields, in this order

The JSON reply, the event stream, the command line and the evaluation all use these events.
"""

from dataclasses import dataclass, field
from typing import Literal

from pincite.index.interface.filters import Filters
from pincite.index.search import Hit, Query, SearchOutcome
from pincite.ingest.document import PageRange
from pincite.ingest.record import Record
from pincite.service.documents.quote import Match

Answerer = Literal["extractive", "llm"]
Status = Literal["answered", "not_in_corpus"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the `k` best passages that pass the filters, and which answerer shall answer it.

    `text` can be understood by itself. `original` is the user's own text where `text` was made from it and from the
    earlier questions of the conversation.
    """

    text: str
    original: str | None = None
    k: int = 8
    filters: Filters = field(default_factory=Filters)
    answerer: Answerer = "extractive"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCitation:
    """A citation of an answer: `quote` stands at the characters [start, end) of the document's cleaned text.

    `number` is its mark in the answer, from 1. `match` says whether the quote stands there letter by letter or only in
    normal form (white space, quotation marks, hyphens); a quote that does not stand there is never sent.
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
    """A sentence of an answer and the numbers of its citations, at least one."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The whole answer.

    `confidence` (0 to 1) is how likely the documents answer the question. `reason` says why they do not, where the
    status is not_in_corpus. `note` is what else the reader must know, for example that a model was asked and failed.
    `answerer` is the one that made the sentences.
    """

    question: Question
    status: Status
    answerer: Answerer
    sentences: tuple[Sentence, ...]
    citations: tuple[AnswerCitation, ...]
    confidence: float
    hits: tuple[Hit, ...]
    snapshot: str
    took_ms: float
    reason: str | None = None
    note: str | None = None

    @property
    def text(self) -> str:
        """The sentences joined, each followed by the marks of its citations: "... [1] ... [2][3]"."""
        return " ".join(sentence.text + " " + citation_marks(sentence) for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """Event: the passages that the answer will be made from."""

    hits: tuple[Hit, ...]
    snapshot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceSent:
    """Event: one more sentence of the answer, and those of its citations that no earlier sentence has."""

    sentence: Sentence
    citations: tuple[AnswerCitation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Event, the last: the whole answer."""

    answer: Answer


AnswerEvent = Retrieved | SentenceSent | Answered


def citation_marks(sentence: Sentence) -> str:
    """The marks of a sentence's citations: "[1][3]"."""
    return "".join(f"[{number}]" for number in sentence.citations)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedSearch:
    """The outcome of a query, the snapshot that was searched, and how long it took altogether."""

    query: Query
    snapshot: str
    outcome: SearchOutcome
    took_ms: float
