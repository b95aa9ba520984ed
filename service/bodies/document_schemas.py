"""The bodies about documents, their pages and their passages."""

from typing import Any

from pydantic import BaseModel, Field

from pincite.ingest.document import Basis, Kind, Reading
from pincite.service.bodies.search_schemas import (
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
    "type": "article-journal",
    "counts": _COUNTS,
    "url": "/documents/yessirkep2025",
}
_PAGE = {"number": 7, "label": "7", "basis": "verified"}
_PAGE_REPORT = {
    **_PAGE,
    "characters": 5310,
    "empty": False,
    "reading": "text",
    "undecodable": 0.0,
    "doubtful_order": False,
}
_REPORT = {
    "searchable_share": 0.9,
    "empty_pages": [3],
    "ocr_pages": [],
    "undecodable_pages": [],
    "doubtful_pages": [],
    "estimated_pages": [],
}
_BOX = {"x0": 72.0, "y0": 104.5, "x1": 301.2, "y1": 117.9}
_QUOTED = {"spans": [[0, 10]], "boxes": [_BOX]}
_MARKED = {
    "id": PASSAGE_EXAMPLE["id"],
    "kind": "body",
    "section": PASSAGE_EXAMPLE["section"],
    "spans": [[0, 57]],
    "boxes": [_BOX],
}


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
    circa: bool = Field(description="Whether the year is approximate")
    language: str
    type: str = Field(description="The type of the work, as in CSL-JSON")
    counts: CountsReply
    url: str


class DocumentsReply(BaseModel):
    model_config = with_example({"documents": [_BIBLIOGRAPHY], "total": 1, "older": 0, "snapshot": SNAPSHOT_EXAMPLE})

    documents: list[DocumentSummaryReply]
    total: int
    older: int = Field(description="How many were read by older rules: POST /v1/reread reads them again")
    snapshot: str | None


class PageReply(BaseModel):
    """A page and how it was read."""

    model_config = with_example(_PAGE_REPORT)

    number: int
    label: str | None
    basis: Basis
    characters: int = Field(description="How many characters of the cleaned text stand on it")
    empty: bool = Field(description="Whether nothing on it can be searched")
    reading: Reading = Field(description="Where its text comes from: the file, OCR, or nowhere")
    undecodable: float = Field(description="The share of its characters that cannot be decoded")
    doubtful_order: bool = Field(description="Whether its parts may have been read in the wrong order")


class ReportReply(BaseModel):
    """How much of the document can be searched, and the numbers of the pages with a problem."""

    model_config = with_example(_REPORT)

    searchable_share: float = Field(description="The share of its pages that hold text; 1 for a text without pages")
    empty_pages: list[int]
    ocr_pages: list[int]
    undecodable_pages: list[int] = Field(description="More than 5 % of the characters are undecodable")
    doubtful_pages: list[int]
    estimated_pages: list[int]


class OutlineReply(BaseModel):
    """A bookmark of the file."""

    model_config = with_example({"title": "Results", "page": 4, "depth": 1})

    title: str
    page: int = Field(description="The number of the page it leads to")
    depth: int = Field(description="From 1")


class DocumentReply(DocumentSummaryReply):
    model_config = with_example(
        {
            **_BIBLIOGRAPHY,
            "record": {"id": "yessirkep2025", "type": "article-journal", "title": CITATION_EXAMPLE["title"]},
            "pages": [_PAGE_REPORT],
            "report": _REPORT,
            "outline": [{"title": "Results", "page": 4, "depth": 1}],
            "kinds": {"body": 92, "footnote": 4},
            "file_name": "yessirkep2025.txt",
            "sha256": "81102626dd7cb98b404d1effb676275e5df46b914b763276bf5ff2e11e28c94a",
            "media_type": "text/plain",
            "snapshot": SNAPSHOT_EXAMPLE,
        }
    )

    record: dict[str, Any] = Field(description="The bibliographic record, CSL-JSON")
    pages: list[PageReply]
    report: ReportReply
    outline: list[OutlineReply] = Field(description="The file's bookmarks; empty where it has none")
    kinds: dict[Kind, int] = Field(description="The number of passages of each kind")
    file_name: str
    sha256: str = Field(description="The hash of the original file")
    media_type: str
    snapshot: str | None


class BoxReply(BaseModel):
    """A rectangle in points, from the left and upper edge of the page as it is displayed."""

    model_config = with_example(_BOX)

    x0: float
    y0: float
    x1: float
    y1: float


class MarkedPassageReply(BaseModel):
    """A passage that touches the page; `spans` are its stretches [start, end) of the page's text."""

    model_config = with_example(_MARKED)

    id: str
    kind: Kind
    section: list[str]
    spans: list[tuple[int, int]]
    boxes: list[BoxReply] = Field(
        description="The boxes of its lines on this page; empty where the page has no picture"
    )


class StretchReply(BaseModel):
    """Where the characters [`start`, `end`) of the request stand on the page; empty where they do not."""

    model_config = with_example(_QUOTED)

    spans: list[tuple[int, int]] = Field(description="Stretches [start, end) of the page's text")
    boxes: list[BoxReply] = Field(description="The boxes of their lines; empty where the page has no picture")


class PageTextReply(BaseModel):
    """The cleaned text of a page; a blank line separates what is not one stretch of the document's text."""

    model_config = with_example(
        {
            "document_id": "yessirkep2025",
            **_PAGE,
            "previous": 6,
            "next": 8,
            "width": 595.28,
            "height": 841.89,
            "picture": "/v1/documents/yessirkep2025/pages/7.png",
            "text": PASSAGE_EXAMPLE["text"],
            "passages": [_MARKED],
            "quote": _QUOTED,
            "snapshot": SNAPSHOT_EXAMPLE,
        }
    )

    document_id: str
    number: int
    label: str | None
    basis: Basis
    previous: int | None
    next: int | None
    width: float | None = Field(description="In points, as displayed; null where the page cannot be drawn")
    height: float | None
    picture: str | None = Field(description="The address of its picture (PNG); ?highlight=<passage id> marks a passage")
    text: str
    passages: list[MarkedPassageReply]
    quote: StretchReply
    snapshot: str | None


class PictureQuery(BaseModel):
    """What the picture of a page shows, and how large it is."""

    model_config = with_example({"highlight": PASSAGE_EXAMPLE["id"], "scale": 2.0})

    highlight: str | None = Field(
        default=None, description="The id of a passage to mark", examples=[PASSAGE_EXAMPLE["id"]]
    )
    scale: float = Field(
        default=2.0, ge=0.5, le=4, description="Pixels per point; fewer where the picture would be too large"
    )


class PassageWithCitationReply(BaseModel):
    model_config = with_example(
        {"passage": PASSAGE_EXAMPLE, "citation": CITATION_EXAMPLE, "snapshot": SNAPSHOT_EXAMPLE}
    )

    passage: PassageReply
    citation: CitationReply
    snapshot: str | None


class PassagesReply(BaseModel):
    model_config = with_example(
        {"document_id": PASSAGE_EXAMPLE["document_id"], "passages": [PASSAGE_EXAMPLE], "snapshot": SNAPSHOT_EXAMPLE}
    )

    document_id: str
    passages: list[PassageReply]
    snapshot: str | None
