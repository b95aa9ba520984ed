"""From a question to an answer: one stream of events, whoever asks.

search ── sentences, weighed ── confidence ──< threshold ──> not_in_corpus, with the reason
                                    ├── a model is asked ──> its sentences that can be checked ──> answered
                                    └── otherwise, or none of them can ──> the documents' own ──> answered
"""

import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from pincite.index.search import Hit, Query
from pincite.service.answer import Answer, Answered, Answerer, AnswerEvent, Question, Retrieved, Told
from pincite.service.answers.sentence_choice import choose, in_reading_order, verbatim
from pincite.service.errors import ModelUnavailable, NoModel
from pincite.service.evidence.candidate_sentences import Statement, statements
from pincite.service.evidence.confidence import Evidence, confidence, evidence
from pincite.service.evidence.refusal import reason
from pincite.service.evidence.relevance import asked, telling, weigh
from pincite.service.evidence.sources import Sources
from pincite.service.evidence.weights import read_weights
from pincite.service.model.chat_model import Model
from pincite.service.model.model_answer import model_answer

_NO_MODEL = (
    "no language model is set up; set PINCITE_LLM_URL and PINCITE_LLM_MODEL, or ask with the answerer 'extractive'"
)
_NOTHING_LEFT = "nothing in the language model's reply could be checked; these are sentences of the documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the search brought, and how sure it is that the question is answered."""

    hits: tuple[Hit, ...]
    statements: tuple[Statement, ...]
    evidence: Evidence
    confidence: float


def ask(
    question: Question, sources: Sources, *, model: Model | None = None, gone: threading.Event | None = None
) -> Iterator[AnswerEvent]:
    """Answers the question: Retrieved, a Told for each sentence, Answered.

    gone: set when nobody waits for the answer any more; then the work ends early, without Answered.
    Raises BadQuery, BadFilter and NoModel before the first event.
    """
    begun, gone = time.perf_counter(), gone or threading.Event()
    if question.answerer == "llm" and model is None:
        raise NoModel(_NO_MODEL)
    outcome = sources.search(Query(text=question.text, k=question.k, filters=question.filters))
    yield Retrieved(hits=outcome.hits, snapshot=sources.snapshot)
    found = _found(question, outcome.hits, sources, rendering=outcome.translation)
    told, note = list[Told](), None
    told_by: Answerer = "extractive"
    if found.confidence >= read_weights().threshold:
        if model is not None and question.answerer == "llm":
            note = yield from _tell_by_model(question, found, sources, model=model, gone=gone, told=told)
            told_by = "llm" if told else "extractive"
        if gone.is_set():
            return
        if not told:
            chosen = choose(found.evidence.asked, found.evidence.weighed)
            for one in verbatim(in_reading_order(chosen, found.statements)):
                told.append(one)
                yield one
    yield Answered(
        answer=Answer(
            question=question,
            status="answered" if told else "not_in_corpus",
            answerer=told_by,
            sentences=tuple(one.sentence for one in told),
            citations=tuple(citation for one in told for citation in one.citations),
            confidence=found.confidence,
            hits=found.hits,
            snapshot=sources.snapshot,
            took_ms=(time.perf_counter() - begun) * 1000,
            reason=None if told else reason(found.evidence),
            note=note,
        )
    )


def _tell_by_model(
    question: Question, found: _Found, sources: Sources, *, model: Model, gone: threading.Event, told: list[Told]
) -> Generator[Told, None, str | None]:
    """The model's sentences that can be checked, added to `told` as well; what the reader must know of the rest."""
    try:
        for one in model_answer(question.text, found.hits, sources, model=model, gone=gone):
            told.append(one)
            yield one
    except ModelUnavailable as error:
        if told:
            return f"the language model did not finish: {error}"
        advice = "; ask again in a while" if error.retry else ""
        return f"the language model gave no answer: {error}{advice}; these are sentences of the documents"
    return None if told else _NOTHING_LEFT


def _found(question: Question, hits: tuple[Hit, ...], sources: Sources, *, rendering: str | None) -> _Found:
    weights = read_weights()
    wanted = asked(question.text, sources, rendering=rendering)
    sentences = statements(hits, sources)
    weighed = weigh(wanted, telling(wanted, sentences, sources), sources, weights=weights)
    proof = evidence(wanted, hits, weighed, sources)
    return _Found(
        hits=hits, statements=sentences, evidence=proof, confidence=confidence(proof, sources, weights=weights)
    )
