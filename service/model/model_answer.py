"""A language model's answer, of which only what the passages carry is told.

reply ── claims ── quotes looked up in the passages given ── the claim held against the sentences they stand in
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.index.search import Hit
from pincite.ingest.document import Document
from pincite.service.answer import Quoted, Sentence, Told
from pincite.service.citations.numbering import Numbering
from pincite.service.documents.quote import QuotePlace, find_quote
from pincite.service.evidence.sources import Sources
from pincite.service.model.chat_model import Model
from pincite.service.model.claim_support import objection
from pincite.service.model.claims import Claim, ClaimedQuote, read_claims
from pincite.service.model.prompt import Prompt, prompt

_FEWEST_WORDS = 3  # a quote of fewer proves nothing
_MOST_SENTENCES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """A quote that stands in a passage of the prompt, and the sentences it stands in."""

    hit: Hit
    document: Document
    place: QuotePlace
    sentences: str


def model_answer(
    question: str, hits: Sequence[Hit], sources: Sources, *, model: Model, gone: threading.Event
) -> Iterator[Told]:
    """The sentences of the model that can be checked, as they come. Raises ModelUnavailable, maybe after some."""
    asked = prompt(question, hits, tokens=model.prompt_tokens)
    numbering, told = Numbering(), set[str]()
    for claim in read_claims(model.reply(asked.messages, gone)):
        proofs = [proof for quote in claim.quotes if (proof := _looked_up(quote, asked, sources)) is not None]
        if claim.text.casefold() in told or not proofs or not _believed(claim, proofs, sources):
            continue
        told.add(claim.text.casefold())
        yield _told(claim, proofs, numbering)
        if len(told) == _MOST_SENTENCES:
            return


def _looked_up(quote: ClaimedQuote, asked: Prompt, sources: Sources) -> _Proof | None:
    """Where the quoted words stand in the passage that the model names; None where they do not."""
    if not 1 <= quote.passage <= len(asked.hits) or len(quote.words.split()) < _FEWEST_WORDS:
        return None
    hit = asked.hits[quote.passage - 1]
    passage, document = hit.passage, sources.document(hit.passage.document_id)
    if document is None or document.text[passage.start : passage.end] != passage.text:
        return None
    place = find_quote(document.text, quote.words, within=(passage.start, passage.end))
    if place is None:
        return None
    return _Proof(hit=hit, document=document, place=place, sentences=_sentences_around(hit, document, place))


def _sentences_around(hit: Hit, document: Document, place: QuotePlace) -> str:
    """The whole sentences that the place touches, on one line."""
    touched = [one for one in hit.sentences if one.start < place.end and place.start < one.end]
    start = min((one.start for one in touched), default=place.start)
    end = max((one.end for one in touched), default=place.end)
    return " ".join(document.text[start:end].split())


def _believed(claim: Claim, proofs: Sequence[_Proof], sources: Sources) -> bool:
    cited = " ".join(dict.fromkeys(proof.sentences for proof in proofs))
    works = dict.fromkeys(_work(proof.hit) for proof in proofs)
    return objection(claim.text, cited, known=" ".join(works), sources=sources) is None


def _work(hit: Hit) -> str:
    record = hit.record
    return " ".join([record.title, *map(str, record.authors), str(record.year or ""), *hit.passage.section])


def _told(claim: Claim, proofs: Sequence[_Proof], numbering: Numbering) -> Told:
    numbers, quoted = list[int](), list[Quoted]()
    for proof in proofs:
        number, new = numbering.cite(proof.document, proof.hit.passage.id, proof.place)
        numbers.append(number)
        if new is not None:
            quoted.append(new)
    return Told(sentence=Sentence(text=claim.text, citations=tuple(dict.fromkeys(numbers))), citations=tuple(quoted))
