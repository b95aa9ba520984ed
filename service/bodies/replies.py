"""Documents, pages, passages and hits as they are sent."""

from collections import Counter
from dataclasses import asdict

from pincite.index.search import Hit, RankedBy
from pincite.ingest.document import KINDS, Document, PageRange, Passage
from pincite.ingest.errors import PassageNotFound
from pincite.ingest.layout.line_boxes import line_boxes
from pincite.ingest.library.store import DocumentSummary, Library
from pincite.ingest.reading_rules import PRESENT_RULES
from pincite.ingest.record import Record
from pincite.service.answer import CompletedSearch
from pincite.service.bodies.document_schemas import (
    BoxReply,
    CountsReply,
    DocumentReply,
    DocumentsReply,
    DocumentSummaryReply,
    MarkedPassageReply,
    OutlineReply,
    PageReply,
    PageTextReply,
    PassagesReply,
    PassageWithCitationReply,
    ReportReply,
    StretchReply,
)
from pincite.service.bodies.search_schemas import (
    CitationReply,
    HitReply,
    PagesReply,
    PassageReply,
    RankedByReply,
    SearchReply,
)
from pincite.service.citations.in_text_citation import cite, document_url
from pincite.service.documents.page_picture import drawable, picture_url
from pincite.service.documents.page_report import report_of
from pincite.service.documents.page_text import page_text


def search_reply(found: CompletedSearch) -> SearchReply:
    """The hits of a search."""
    return SearchReply(
        query=found.query.text,
        mode=found.query.mode,
        snapshot=found.snapshot,
        took_ms=round(found.took_ms, 3),
        hits=[hit_reply(hit) for hit in found.outcome.hits],
    )


def summary_reply(summary: DocumentSummary) -> DocumentSummaryReply:
    """A document in a list."""
    counts = CountsReply(pages=summary.pages, passages=summary.passages, characters=summary.characters)
    return _summary_reply(summary.record, counts)


def documents_reply(library: Library, snapshot: str | None) -> DocumentsReply:
    """All documents of a library."""
    summaries = [summary_reply(summary) for summary in library.summaries()]
    older = library.count_read_otherwise(PRESENT_RULES)
    return DocumentsReply(documents=summaries, total=len(summaries), older=older, snapshot=snapshot)


def document_reply(document: Document, snapshot: str | None) -> DocumentReply:
    """A document with its record and pages."""
    record, report = document.record, asdict(report_of(document))
    kinds = Counter(passage.kind for passage in document.passages)
    counts = CountsReply(pages=len(document.pages), passages=len(document.passages), characters=len(document.text))
    return DocumentReply(
        **dict(_summary_reply(record, counts)),
        record=dict(record.csl),
        pages=[PageReply(**page) for page in report.pop("pages")],
        report=ReportReply(**report),
        outline=[OutlineReply(title=entry.title, page=entry.page, depth=entry.depth) for entry in document.outline],
        kinds={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        file_name=document.file_name,
        sha256=document.sha256,
        media_type=document.media_type,
        snapshot=snapshot,
    )


def page_reply(
    document: Document, number: int, snapshot: str | None, *, quote: tuple[int, int] = (0, 0)
) -> PageTextReply:
    """The text of a page, the passages on it, and what of the characters `quote` is. Raises PageNotFound."""
    found = page_text(document, number, quote=quote)
    page, pictured = found.page, drawable(document)
    return PageTextReply(
        document_id=document.id,
        number=number,
        label=page.label,
        basis=page.basis,
        previous=number - 1 if number > 1 else None,
        next=number + 1 if number < len(document.pages) else None,
        width=page.width if pictured else None,
        height=page.height if pictured else None,
        picture=picture_url(document.id, number) if pictured else None,
        text=found.text,
        passages=[
            MarkedPassageReply(
                id=marked.passage.id,
                kind=marked.passage.kind,
                section=list(marked.passage.section),
                spans=list(marked.spans),
                boxes=_boxes(document, marked.passage.start, marked.passage.end, number) if pictured else [],
            )
            for marked in found.passages
        ],
        quote=StretchReply(spans=list(found.quoted), boxes=_boxes(document, *quote, number) if pictured else []),
        snapshot=snapshot,
    )


def passages_reply(document: Document, snapshot: str | None) -> PassagesReply:
    """All passages of the document, in its order."""
    passages = [_passage(passage) for passage in document.passages]
    return PassagesReply(document_id=document.id, passages=passages, snapshot=snapshot)


def passage_reply(document: Document, passage_id: str, snapshot: str | None) -> PassageWithCitationReply:
    """A passage of the document, cited. Raises PassageNotFound."""
    passage = next((passage for passage in document.passages if passage.id == passage_id), None)
    if passage is None:
        raise PassageNotFound(f"{document.id} has no passage {passage_id!r}; search again")
    pages = document.pages_of(passage.start, passage.end)
    return PassageWithCitationReply(
        passage=_passage(passage), citation=citation_reply(document.record, pages), snapshot=snapshot
    )


def hit_reply(hit: Hit) -> HitReply:
    """A passage and why it is here."""
    return HitReply(
        rank=hit.rank,
        score=hit.score,
        sparse=_ranked_by(hit.sparse),
        dense=_ranked_by(hit.dense),
        passage=_passage(hit.passage),
        citation=citation_reply(hit.record, hit.pages),
    )


def _boxes(document: Document, start: int, end: int, number: int) -> list[BoxReply]:
    boxes = line_boxes(document, start, end).get(number, ())
    return [BoxReply(**{edge: round(value, 2) for edge, value in box._asdict().items()}) for box in boxes]


def _ranked_by(reason: RankedBy | None) -> RankedByReply | None:
    return None if reason is None else RankedByReply(rank=reason.rank, score=reason.score)


def _passage(passage: Passage) -> PassageReply:
    return PassageReply(
        id=passage.id,
        document_id=passage.document_id,
        kind=passage.kind,
        section=list(passage.section),
        text=passage.text,
        start=passage.start,
        end=passage.end,
    )


def citation_reply(record: Record, pages: PageRange) -> CitationReply:
    """The citation of a stretch of a work."""
    citation = cite(record, pages)
    return CitationReply(
        document_id=citation.document_id,
        title=citation.title,
        authors=list(citation.authors),
        year=citation.year,
        pages=PagesReply(**asdict(pages)),
        text=citation.text,
        url=citation.url,
    )


def _summary_reply(record: Record, counts: CountsReply) -> DocumentSummaryReply:
    return DocumentSummaryReply(
        id=record.id,
        title=record.title,
        authors=[str(author) for author in record.authors],
        year=record.year,
        circa=record.circa,
        language=record.language,
        type=str(record.csl.get("type") or "document"),
        counts=counts,
        url=document_url(record.id),
    )
