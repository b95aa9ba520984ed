"""What is said of documents, their pages and their passages."""

from typing import Any

from pydantic import BaseModel, Field

from ingest.document import Basis, Kind
from service.schemas import (
    CITATION_EXAMPLE,
    PASSAGE_EXAMPLE,
    SNAPSHOT_EXAMPLE,
    CitationReply,
    PassageReply,
    with_example,
)

_COUNTS = {"pages": 10, "passages": 117, "characters": 64010}
_BIBLIOGRAPHY = {
    "id": "yessirkep2025",
    "title": CITATION_EXAMPLE["title"],
    "authors": CITATION_EXAMPLE["authors"],
    "year": 2025,
    "circa": False,
    "language": "en",
    "counts": _COUNTS,
    "url": "/documents/yessirkep2025",
}
_PAGE = {"number": 7, "label": "7", "basis": "verified"}
_MARKED = {"id": PASSAGE_EXAMPLE["id"], "kind": "body", "section": PASSAGE_EXAMPLE["section"], "spans": [[0, 57]]}


class CountsReply(BaseModel):
    model_config = with_example(_COUNTS)

    pages: int
    passages: int
    characters: int


class DocumentSummaryReply(BaseModel):
    model_config = with_example(_BIBLIOGRAPHY)

    id: str
    title: str
    authors: list[str]
    year: int | None
    circa: bool = Field(description="Whether the year is only about right")
    language: str
    counts: CountsReply
    url: str


class DocumentsReply(BaseModel):
    model_config = with_example({"documents": [_BIBLIOGRAPHY], "total": 1, "snapshot": SNAPSHOT_EXAMPLE})

    documents: list[DocumentSummaryReply]
    total: int
    snapshot: str | None


class PageReply(BaseModel):
    model_config = with_example(_PAGE)

    number: int
    label: str | None
    basis: Basis


class DocumentReply(BaseModel):
    model_config = with_example(
        {
            **_BIBLIOGRAPHY,
            "record": {"id": "yessirkep2025", "type": "article-journal", "title": CITATION_EXAMPLE["title"]},
            "pages": [_PAGE],
            "kinds": {"body": 92, "footnote": 4},
            "file_name": "yessirkep2025.txt",
            "sha256": "81102626dd7cb98b404d1effb676275e5df46b914b763276bf5ff2e11e28c94a",
            "media_type": "text/plain",
            "snapshot": SNAPSHOT_EXAMPLE,
        }
    )

    id: str
    title: str
    authors: list[str]
    year: int | None
    circa: bool
    language: str
    counts: CountsReply
    url: str
    record: dict[str, Any] = Field(description="The bibliographic record, CSL-JSON")
    pages: list[PageReply]
    kinds: dict[Kind, int] = Field(description="The number of passages of each kind")
    file_name: str
    sha256: str = Field(description="Of the original file")
    media_type: str
    snapshot: str | None


class MarkedPassageReply(BaseModel):
    """A passage that touches the page; `spans` are the stretches [start, end) of the page's text that are its."""

    model_config = with_example(_MARKED)

    id: str
    kind: Kind
    section: list[str]
    spans: list[tuple[int, int]]


class PageTextReply(BaseModel):
    """The cleaned characters that stand on a page; a blank line parts what is not one stretch of the text."""

    model_config = with_example(
        {
            "document_id": "yessirkep2025",
            **_PAGE,
            "previous": 6,
            "next": 8,
            "text": PASSAGE_EXAMPLE["text"],
            "passages": [_MARKED],
            "snapshot": SNAPSHOT_EXAMPLE,
        }
    )

    document_id: str
    number: int
    label: str | None
    basis: Basis
    previous: int | None
    next: int | None
    text: str
    passages: list[MarkedPassageReply]
    snapshot: str | None


class PassageWithCitationReply(BaseModel):
    model_config = with_example(
        {"passage": PASSAGE_EXAMPLE, "citation": CITATION_EXAMPLE, "snapshot": SNAPSHOT_EXAMPLE}
    )

    passage: PassageReply
    citation: CitationReply
    snapshot: str | None
