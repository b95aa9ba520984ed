"""The bodies of an answer and of a located quotation."""

from typing import Any

from pydantic import BaseModel, Field

from pincite.index.interface.filters import Filters
from pincite.service.answer import Answerer, Question, Status
from pincite.service.bodies.search_schemas import (
    CITATION_EXAMPLE,
    MAX_HITS,
    PASSAGE_EXAMPLE,
    SNAPSHOT_EXAMPLE,
    CitationReply,
    DocumentId,
    FiltersBody,
    HitReply,
    PagesReply,
    SearchedText,
    with_example,
)
from pincite.service.documents.quote import MAX_QUOTE_CHARACTERS, Closeness, Match
from pincite.service.questions.followup import self_contained

MAX_PLACES = 20
MAX_TURNS = 100

_QUESTION = "What is Joseph Nye's definition of soft power?"
_QUOTE = "the ability to get what you want through attraction rather than coercion or payments"
_SENTENCE = f'Nye (2004, p. 256) defined soft power as "{_QUOTE}," which is a widely used definition of soft power.'
_PAGES = {"first": 2, "last": 2, "first_label": "2", "last_label": "2", "basis": "verified"}
_WORK = {name: CITATION_EXAMPLE[name] for name in ("document_id", "title", "authors", "year")}
_QUOTED: dict[str, Any] = {
    "n": 1,
    **_WORK,
    "quote": _SENTENCE,
    "match": "exact",
    "pages": _PAGES,
    "passage_id": PASSAGE_EXAMPLE["id"],
    "start": 9120,
    "end": 9240,
    "text": "(Yessirkep et al., 2025, p. 2)",
    "url": "/documents/yessirkep2025?passage=yessirkep2025:0042-3f9a2c1b&start=9120&end=9240#page=2",
}
_CITED_SENTENCE = {"text": _SENTENCE, "citations": [1]}
_ANSWER = {
    "question": _QUESTION,
    "asked": _QUESTION,
    "status": "answered",
    "answerer": "extractive",
    "sentences": [_CITED_SENTENCE],
    "text": f"{_SENTENCE} [1]",
    "citations": [_QUOTED],
    "confidence": 0.97,
    "reason": None,
    "note": None,
    "hits": [],
    "snapshot": SNAPSHOT_EXAMPLE,
    "took_ms": 17.2,
}
_PLACE = {
    "document_id": CITATION_EXAMPLE["document_id"],
    "title": CITATION_EXAMPLE["title"],
    "match": "normalised",
    "similarity": 1.0,
    "text": _QUOTE,
    "before": 'Nye (2004, p. 256) defined soft power as "',
    "after": '," which is a widely used definition of soft power (Bakalov, 2019).',
    "start": 9162,
    "end": 9247,
    "pages": _PAGES,
    "citation": {**CITATION_EXAMPLE, "pages": _PAGES, "text": "(Yessirkep et al., 2025, p. 2)"},
    "passage_id": PASSAGE_EXAMPLE["id"],
    "url": "/documents/yessirkep2025?start=9162&end=9247#page=2",
}


class TurnBody(BaseModel):
    """An earlier question of the conversation."""

    model_config = with_example({"question": _QUESTION})

    question: SearchedText = Field(strict=True)


class AskBody(BaseModel):
    model_config = with_example({"question": _QUESTION, "k": 8, "filters": {"years": {"from": 2018}}})

    question: SearchedText = Field(description="A question, in any language")
    k: int = Field(default=8, ge=1, le=MAX_HITS, strict=True, description="From how many passages at most")
    filters: FiltersBody = Field(default_factory=lambda: FiltersBody.model_validate({}))
    answerer: Answerer = Field(
        default="extractive", description="Who answers: the documents' own sentences, or a language model"
    )
    stream: bool = Field(default=False, strict=True, description="Server-sent events instead of JSON")
    history: list[TurnBody] = Field(
        default_factory=list, max_length=MAX_TURNS, description="The questions before, oldest first, for a follow-up"
    )


class SentenceReply(BaseModel):
    """A sentence and the numbers of the citations it rests on."""

    model_config = with_example(_CITED_SENTENCE)

    text: str
    citations: list[int]


class QuotedReply(BaseModel):
    """`quote` is exactly the characters [start, end) of the document's cleaned text; `url` opens them on their page."""

    model_config = with_example(_QUOTED)

    n: int
    document_id: str
    title: str
    authors: list[str]
    year: int | None
    quote: str
    match: Match
    pages: PagesReply
    passage_id: str
    start: int
    end: int
    text: str
    url: str


class AnswerReply(BaseModel):
    """`asked` is the question as it was searched: a follow-up is completed from the turns before.

    Where `status` is not_in_corpus there are no sentences, `reason` says why, and `hits` are the nearest passages.

    `text` is the sentences joined, with the marks of their citations. `note` is something else the reader must know.
    """

    model_config = with_example(_ANSWER)

    question: str
    asked: str
    status: Status
    answerer: Answerer
    sentences: list[SentenceReply]
    text: str
    citations: list[QuotedReply]
    confidence: float
    reason: str | None
    note: str | None
    hits: list[HitReply]
    snapshot: str
    took_ms: float


class RetrievedReply(BaseModel):
    """The first event of a stream."""

    model_config = with_example({"hits": [], "snapshot": SNAPSHOT_EXAMPLE})

    hits: list[HitReply]
    snapshot: str


class SentenceEventReply(BaseModel):
    """A sentence of a stream, and the citations that it is the first to use."""

    model_config = with_example({"sentence": _CITED_SENTENCE, "citations": [_QUOTED]})

    sentence: SentenceReply
    citations: list[QuotedReply]


class LocateBody(BaseModel):
    model_config = with_example({"quote": _QUOTE})

    quote: str = Field(
        max_length=MAX_QUOTE_CHARACTERS,
        description="A quotation, as it was pasted",
        json_schema_extra={"minLength": 1},
    )
    documents: list[DocumentId] = Field(default_factory=list, description="Only in these documents; empty: in all")
    limit: int = Field(default=5, ge=1, le=MAX_PLACES, strict=True, description="How many places at most")


class PlaceReply(BaseModel):
    """Where a quotation stands, or similar words: `text` are the words there, between `before` and `after`."""

    model_config = with_example(_PLACE)

    document_id: str
    title: str
    match: Closeness
    similarity: float
    text: str
    before: str
    after: str
    start: int
    end: int
    pages: PagesReply
    citation: CitationReply
    passage_id: str | None
    url: str


class LocateReply(BaseModel):
    model_config = with_example({"quote": _QUOTE, "found": "normalised", "places": [_PLACE], "took_ms": 3.1})

    quote: str
    found: Closeness
    places: list[PlaceReply]
    took_ms: float


def chosen_filters(body: FiltersBody) -> Filters:
    """The filters in a body."""
    return Filters(
        documents=tuple(body.documents),
        authors=tuple(body.authors),
        year_from=body.years.from_,
        year_to=body.years.to,
        kinds=tuple(body.kinds),
        languages=tuple(body.languages),
    )


def question_of(body: AskBody) -> Question:
    """The question in a body, completed from the turns before so that it stands by itself."""
    return Question(
        text=self_contained(body.question, [turn.question for turn in body.history]),
        original=body.question,
        k=body.k,
        filters=chosen_filters(body.filters),
        answerer=body.answerer,
    )
