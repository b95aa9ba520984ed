"""The numbers of an answer's citations; a stretch of a document that is cited again keeps its number."""

from pincite.ingest.document import Document
from pincite.service.answer import AnswerCitation
from pincite.service.documents.quote import QuotePlace


class CitationNumbers:
    """The numbers of citations, from 1; the same stretch of a document keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}

    def cite(self, document: Document, passage_id: str, place: QuotePlace) -> tuple[int, AnswerCitation | None]:
        """The number of the citation of a place, and the citation where it is new; its pages follow from the place."""
        key = (document.id, place.start, place.end)
        if key in self._numbers:
            return self._numbers[key], None
        number = self._numbers[key] = len(self._numbers) + 1
        quoted = AnswerCitation(
            number=number,
            record=document.record,
            passage_id=passage_id,
            quote=document.text[place.start : place.end],
            match=place.match,
            start=place.start,
            end=place.end,
            pages=document.pages_of(place.start, place.end),
        )
        return number, quoted
