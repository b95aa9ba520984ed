"""From a question to an answer: one stream of events, whoever asks.

search ── hits ── sentences, weighed ── confidence ──< threshold ──> not_in_corpus, with the reason
                                            └──── otherwise ──> sentences, each quote checked ──> answered
"""

import time
from collections.abc import Iterator, Sequence

from index.search import Query
from ingest.document import Document
from service.answer import Answer, Answered, AnswerEvent, Question, Quoted, Retrieved, Sentence, Told
from service.confidence import confidence, evidence
from service.errors import NoModel
from service.extract import choose, in_reading_order
from service.quote import Place, find_quote
from service.refusal import reason
from service.relevance import asked, weigh
from service.sources import Sources
from service.statements import Statement, statements
from service.weights import read_weights


def ask(question: Question, sources: Sources) -> Iterator[AnswerEvent]:
    """Answers the question: Retrieved, a Told for each sentence, Answered.

    Raises BadQuery, BadFilter and NoModel before the first event.
    """
    if question.answerer == "llm":
        raise NoModel('no language model is set up; ask with the answerer "extractive"')
    begun = time.perf_counter()
    hits = sources.search(Query(text=question.text, k=question.k, filters=question.filters)).hits
    yield Retrieved(hits=hits, snapshot=sources.snapshot)
    weights, ask_for = read_weights(), asked(question.text, sources)
    found = statements(hits, sources)
    weighed = weigh(ask_for, found, sources, weights=weights)
    proof = evidence(ask_for, hits, weighed, sources)
    sure = confidence(proof, weights=weights)
    told = list[Told]()
    if sure >= weights.threshold:
        for one in quoted(in_reading_order(choose(ask_for, weighed), found)):
            told.append(one)
            yield one
    yield Answered(
        answer=Answer(
            question=question,
            status="answered" if told else "not_in_corpus",
            answerer="extractive",
            sentences=tuple(one.sentence for one in told),
            citations=tuple(citation for one in told for citation in one.citations),
            confidence=sure,
            hits=hits,
            snapshot=sources.snapshot,
            took_ms=(time.perf_counter() - begun) * 1000,
            reason=None if told else reason(proof),
        )
    )


def quoted(chosen: Sequence[Statement]) -> Iterator[Told]:
    """The sentences with their citations, numbered from 1. One that does not stand where it should is left out."""
    number = 0
    for statement in chosen:
        text = statement.document.text
        place = find_quote(text, statement.quote, within=(statement.start, statement.end))
        if place is not None:
            number += 1
            citation = cite_place(statement.document, statement.hit.passage.id, place, number=number)
            yield Told(sentence=Sentence(text=statement.text, citations=(number,)), citations=(citation,))


def cite_place(document: Document, passage_id: str, place: Place, *, number: int) -> Quoted:
    """The citation of the characters that a quote stands at; its pages follow from them."""
    return Quoted(
        number=number,
        record=document.record,
        passage_id=passage_id,
        quote=document.text[place.start : place.end],
        match=place.match,
        start=place.start,
        end=place.end,
        pages=document.pages_of(place.start, place.end),
    )
