"""The bodies of a search: the query, and the hits with their citations."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from pincite.index.search import MAX_QUERY_CHARACTERS, Mode
from pincite.ingest.document import Basis, Kind

MAX_HITS = 100

_QUESTION = "How does Kazakhstan manage foreign soft power?"
_PAGES = {"first": 7, "last": 7, "first_label": "7", "last_label": "7", "basis": "verified"}
CITATION_EXAMPLE = {
    "document_id": "yessirkep2025",
    "title": "Superpowers and regional powers' soft power in Kazakhstan",
    "authors": ["Saken Yessirkep", "Gaukhar S. Abdrakhmanova", "Yerkebulan Zhumashov", "Nurbek Pussyrmanov"],
    "year": 2025,
    "pages": _PAGES,
    "text": "(Yessirkep et al., 2025, p. 7)",
    "url": "/documents/yessirkep2025#page=7",
}
PASSAGE_EXAMPLE = {
    "id": "yessirkep2025:0042-3f9a2c1b",
    "document_id": "yessirkep2025",
    "kind": "body",
    "section": ["4 Results", "4.2 Coping with the soft power"],
    "text": "Kazakhstan balances the soft power of its neighbours ...",
    "start": 37336,
    "end": 38012,
}
_RANKED_BY = {"rank": 2, "score": 0.61}
SNAPSHOT_EXAMPLE = "6e64505f9b82f63b"


def _format(noun: str) -> Any:
    """What a string is ("document-id"), for the documentation and for messages about a wrong value."""
    return Field(strict=True, json_schema_extra={"format": noun})


DocumentId = Annotated[str, _format("document-id")]
_Name = Annotated[str, _format("name")]
_LanguageCode = Annotated[str, _format("language-code")]
SearchedText = Annotated[str, Field(max_length=MAX_QUERY_CHARACTERS, json_schema_extra={"minLength": 1})]
_Year = Annotated[int | None, Field(strict=True)]


def with_example(value: Mapping[str, Any]) -> ConfigDict:
    """A model that allows no other fields, with `value` as its example in the documentation."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [dict(value)]})


class YearsBody(BaseModel):
    """Years, inclusive; either end may be left open."""

    model_config = with_example({"from": 2018, "to": 2025})

    from_: Annotated[_Year, Field(alias="from")] = None
    to: _Year = None


class FiltersBody(BaseModel):
    """Restrictions that must all hold; one that is left out restricts nothing. They apply before ranking."""

    model_config = with_example({"authors": ["Yessirkep"], "years": {"from": 2018}, "kinds": ["body", "footnote"]})

    documents: list[DocumentId] = Field(default_factory=list)
    authors: list[_Name] = Field(
        default_factory=list, description='Family or full names: "Yessirkep", "Saken Yessirkep"'
    )
    years: YearsBody = Field(default_factory=YearsBody)
    kinds: list[Kind] = Field(default_factory=list)
    languages: list[_LanguageCode] = Field(
        default_factory=list, description='Of the documents, ISO 639-1: "en", "ru", "kk"'
    )


class SearchBody(BaseModel):
    model_config = with_example({"query": _QUESTION, "k": 5, "filters": {"years": {"from": 2018}}})

    query: SearchedText = Field(description="A question or words, in any language")
    k: int = Field(default=10, ge=1, le=MAX_HITS, strict=True, description="How many hits at most")
    mode: Mode = Field(default="hybrid", description="Rank by both retrievers, or by one")
    filters: FiltersBody = Field(default_factory=lambda: FiltersBody.model_validate({}))


class PagesReply(BaseModel):
    """Page numbers (places in the file) and what is printed on the pages.

    `basis` says how they are known: "estimated" pages are not exact; "none" means that there are no pages, and lines of
    the source are given instead.
    """

    model_config = with_example(_PAGES)

    first: int | None
    last: int | None
    first_label: str | None
    last_label: str | None
    basis: Basis
    first_line: int | None = Field(default=None, exclude_if=lambda line: line is None)
    last_line: int | None = Field(default=None, exclude_if=lambda line: line is None)


class CitationReply(BaseModel):
    model_config = with_example(CITATION_EXAMPLE)

    document_id: str
    title: str
    authors: list[str]
    year: int | None
    pages: PagesReply
    text: str
    url: str


class PassageReply(BaseModel):
    """`text` is exactly the characters [start, end) of the document's cleaned text."""

    model_config = with_example(PASSAGE_EXAMPLE)

    id: str
    document_id: str
    kind: Kind
    section: list[str]
    text: str
    start: int
    end: int


class RankedByReply(BaseModel):
    model_config = with_example(_RANKED_BY)

    rank: int
    score: float


class HitReply(BaseModel):
    """A passage and its rank in each retriever: null where a retriever did not find it."""

    model_config = with_example(
        {
            "rank": 1,
            "score": 0.93,
            "sparse": _RANKED_BY,
            "dense": None,
            "passage": PASSAGE_EXAMPLE,
            "citation": CITATION_EXAMPLE,
        }
    )

    rank: int
    score: float
    sparse: RankedByReply | None
    dense: RankedByReply | None
    passage: PassageReply
    citation: CitationReply


class SearchReply(BaseModel):
    model_config = with_example(
        {
            "query": _QUESTION,
            "mode": "hybrid",
            "snapshot": SNAPSHOT_EXAMPLE,
            "took_ms": 8.4,
            "hits": [
                {"rank": 1, "score": 0.93, "sparse": _RANKED_BY, "dense": None}
                | {"passage": PASSAGE_EXAMPLE, "citation": CITATION_EXAMPLE}
            ],
        }
    )

    query: str
    mode: Mode
    snapshot: str
    took_ms: float
    hits: list[HitReply]


class HealthReply(BaseModel):
    model_config = with_example({"status": "ok"})

    status: Literal["ok"] = "ok"


class ReadyReply(BaseModel):
    model_config = with_example({"status": "ready", "snapshot": SNAPSHOT_EXAMPLE, "documents": 5})

    status: Literal["ready"] = "ready"
    snapshot: str
    documents: int
