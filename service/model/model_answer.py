"""A language model's answer, of which only the sentences are sent that the passages support.

reply ── claims ── their quotes are looked up in the passages ── each claim is compared with the quoted sentences
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.index.search import Hit
from pincite.ingest.document import Document
from pincite.service.answer import AnswerCitation, Sentence, SentenceSent
from pincite.service.citations.citation_numbers import CitationNumbers
from pincite.service.documents.quote import QuotePlace, find_quote
from pincite.service.evidence.sources import Sources
from pincite.service.model.chat_model import Model
from pincite.service.model.claim_support import objection_to
from pincite.service.model.claims import Claim, ClaimedQuote, read_claims
from pincite.service.model.prompt import Prompt, prompt

_FEWEST_WORDS = 3  # a shorter quote proves nothing
_MOST_SENTENCES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _FoundQuote:
    """A quote that was found in a passage of the prompt, and the whole sentences it stands in."""

    hit: Hit
    document: Document
    place: QuotePlace
    sentences: str


def model_answer(
    question: str, hits: Sequence[Hit], sources: Sources, *, model: Model, cancelled: threading.Event
) -> Iterator[SentenceSent]:
    """The sentences of the model that can be checked, as they come. Raises ModelUnavailable, maybe after some."""
    given = prompt(question, hits, tokens=model.prompt_tokens)
    numbers, sent = CitationNumbers(), set[str]()
    for claim in read_claims(model.reply(given.messages, cancelled)):
        quotes = [found for quote in claim.quotes if (found := _looked_up(quote, given, sources)) is not None]
        if claim.text.casefold() in sent or not quotes or not _is_supported(claim, quotes, sources):
            continue
        sent.add(claim.text.casefold())
        yield _as_sentence(claim, quotes, numbers)
        if len(sent) == _MOST_SENTENCES:
            return


def _looked_up(quote: ClaimedQuote, given: Prompt, sources: Sources) -> _FoundQuote | None:
    """Where the quoted words stand in the passage that the model names; None where they do not."""
    if not 1 <= quote.passage <= len(given.hits) or len(quote.words.split()) < _FEWEST_WORDS:
        return None
    hit = given.hits[quote.passage - 1]
    passage, document = hit.passage, sources.document(hit.passage.document_id)
    if document is None or document.text[passage.start : passage.end] != passage.text:
        return None
    place = find_quote(document.text, quote.words, within=(passage.start, passage.end))
    if place is None:
        return None
    return _FoundQuote(hit=hit, document=document, place=place, sentences=_sentences_around(hit, document, place))


def _sentences_around(hit: Hit, document: Document, place: QuotePlace) -> str:
    """The whole sentences that the place touches, on one line."""
    touched = [one for one in hit.sentences if one.start < place.end and place.start < one.end]
    start = min((one.start for one in touched), default=place.start)
    end = max((one.end for one in touched), default=place.end)
    return " ".join(document.text[start:end].split())


def _is_supported(claim: Claim, quotes: Sequence[_FoundQuote], sources: Sources) -> bool:
    cited = " ".join(dict.fromkeys(quote.sentences for quote in quotes))
    works = dict.fromkeys(_work_words(quote.hit) for quote in quotes)
    return objection_to(claim.text, cited, known=" ".join(works), sources=sources) is None


def _work_words(hit: Hit) -> str:
    record = hit.record
    return " ".join([record.title, *map(str, record.authors), str(record.year or ""), *hit.passage.section])


def _as_sentence(claim: Claim, quotes: Sequence[_FoundQuote], numbers: CitationNumbers) -> SentenceSent:
    cited, first_cited = list[int](), list[AnswerCitation]()
    for quote in quotes:
        number, new = numbers.cite(quote.document, quote.hit.passage.id, quote.place)
        cited.append(number)
        if new is not None:
            first_cited.append(new)
    return SentenceSent(
        sentence=Sentence(text=claim.text, citations=tuple(dict.fromkeys(cited))), citations=tuple(first_cited)
    )
