"""An answer, its events and a located quotation as they are sent."""

from dataclasses import asdict

from pincite.service.answer import Answer, AnswerCitation, Retrieved, Sentence, SentenceSent
from pincite.service.bodies.answer_schemas import (
    AnswerReply,
    LocateReply,
    PlaceReply,
    QuotedReply,
    RetrievedReply,
    SentenceEventReply,
    SentenceReply,
)
from pincite.service.bodies.replies import citation_reply, hit_reply
from pincite.service.bodies.search_schemas import PagesReply
from pincite.service.citations.in_text_citation import in_text, place_url
from pincite.service.documents.locate import Located, LocatedQuote


def answer_reply(answer: Answer) -> AnswerReply:
    """The whole answer."""
    return AnswerReply(
        question=answer.question.text if answer.question.original is None else answer.question.original,
        asked=answer.question.text,
        status=answer.status,
        answerer=answer.answerer,
        sentences=[_sentence(sentence) for sentence in answer.sentences],
        text=answer.text,
        citations=[_quoted(citation) for citation in answer.citations],
        confidence=round(answer.confidence, 4),
        reason=answer.reason,
        note=answer.note,
        hits=[hit_reply(hit) for hit in answer.hits],
        snapshot=answer.snapshot,
        took_ms=round(answer.took_ms, 3),
    )


def retrieved_reply(event: Retrieved) -> RetrievedReply:
    """The passages that an answer will be made from."""
    return RetrievedReply(hits=[hit_reply(hit) for hit in event.hits], snapshot=event.snapshot)


def sentence_event_reply(event: SentenceSent) -> SentenceEventReply:
    """One sentence and its new citations."""
    return SentenceEventReply(
        sentence=_sentence(event.sentence), citations=[_quoted(citation) for citation in event.citations]
    )


def locate_reply(located: Located) -> LocateReply:
    """Where a quotation stands."""
    return LocateReply(
        quote=located.quote,
        found=located.places[0].match if located.places else "none",
        places=[_place(place) for place in located.places],
        took_ms=round(located.took_ms, 3),
    )


def _sentence(sentence: Sentence) -> SentenceReply:
    return SentenceReply(text=sentence.text, citations=list(sentence.citations))


def _quoted(quoted: AnswerCitation) -> QuotedReply:
    record = quoted.record
    return QuotedReply(
        n=quoted.number,
        document_id=record.id,
        title=record.title,
        authors=[str(author) for author in record.authors],
        year=record.year,
        quote=quoted.quote,
        match=quoted.match,
        pages=PagesReply(**asdict(quoted.pages)),
        passage_id=quoted.passage_id,
        start=quoted.start,
        end=quoted.end,
        text=in_text(record, quoted.pages),
        url=place_url(record.id, quoted.pages, passage_id=quoted.passage_id, start=quoted.start, end=quoted.end),
    )


def _place(place: LocatedQuote) -> PlaceReply:
    record, pages = place.document.record, place.pages
    return PlaceReply(
        document_id=record.id,
        title=record.title,
        match=place.match,
        similarity=place.similarity,
        text=place.text,
        before=place.before,
        after=place.after,
        start=place.start,
        end=place.end,
        pages=PagesReply(**asdict(pages)),
        citation=citation_reply(record, pages),
        passage_id=place.passage_id,
        url=place_url(record.id, pages, passage_id=place.passage_id, start=place.start, end=place.end),
    )
