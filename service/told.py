"""Sentences on their way to the reader: numbered citations, made only for quotes that stand where they should."""

from collections.abc import Iterator, Sequence

from ingest.document import Document
from service.answer import Quoted, Sentence, Told
from service.quote import Place, find_quote
from service.statements import Statement


class Numbering:
    """The numbers of citations, from 1; the same stretch of a document keeps its number."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}

    def cite(self, document: Document, passage_id: str, place: Place) -> tuple[int, Quoted | None]:
        """The number of the citation of a place, and the citation where it is new; its pages follow from the place."""
        key = (document.id, place.start, place.end)
        if key in self._numbers:
            return self._numbers[key], None
        number = self._numbers[key] = len(self._numbers) + 1
        quoted = Quoted(
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


def verbatim(chosen: Sequence[Statement]) -> Iterator[Told]:
    """The sentences of documents, each with its citation. One that does not stand where it should is left out."""
    numbering = Numbering()
    for one in chosen:
        place = find_quote(one.document.text, one.quote, within=(one.start, one.end))
        if place is not None:
            number, quoted = numbering.cite(one.document, one.hit.passage.id, place)
            sentence = Sentence(text=one.text, citations=(number,))
            yield Told(sentence=sentence, citations=() if quoted is None else (quoted,))
