"""From a question to an answer: one stream of events for every kind of client.

search ── candidates, scored ── confidence ──< threshold ──> not_in_corpus, with the reason
                                    ├── with a model ──> its sentences that can be checked
                                    └── otherwise, or where none can ──> sentences of the documents
"""

import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from pincite.index.search import Hit, Query
from pincite.service.answer import Answer, Answered, Answerer, AnswerEvent, Question, Retrieved, SentenceSent
from pincite.service.answers.sentence_choice import choose_sentences, cited_verbatim, in_reading_order
from pincite.service.errors import ModelUnavailable, NoModel
from pincite.service.evidence.candidate_sentences import Candidate, candidate_sentences
from pincite.service.evidence.confidence import Findings, confidence, gather_findings, is_confident
from pincite.service.evidence.refusal_reason import refusal_reason
from pincite.service.evidence.relevance import analyse_question, possible_answers, score_candidates
from pincite.service.evidence.sources import Sources
from pincite.service.evidence.weights import read_weights
from pincite.service.model.chat_model import Model
from pincite.service.model.model_answer import model_answer

_NO_MODEL = (
    "no language model is set up; set PINCITE_LLM_URL and PINCITE_LLM_MODEL, or ask with the answerer 'extractive'"
)
_NOTHING_LEFT = "nothing in the language model's reply could be checked; these are sentences of the documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assessment:
    """The candidate sentences of the hits, what was found for the question, and how likely they answer the question."""

    candidates: tuple[Candidate, ...]
    findings: Findings
    confidence: float


def ask(
    question: Question, sources: Sources, *, model: Model | None = None, cancelled: threading.Event | None = None
) -> Iterator[AnswerEvent]:
    """Answers the question: Retrieved, a SentenceSent for each sentence, Answered.

    cancelled: set when nobody waits for the answer any more; then the work ends early, without Answered.
    Raises BadQuery, BadFilter and NoModel before the first event.
    """
    begun, cancelled = time.perf_counter(), cancelled or threading.Event()
    if question.answerer == "llm" and model is None:
        raise NoModel(_NO_MODEL)
    outcome = sources.search(Query(text=question.text, k=question.k, filters=question.filters))
    yield Retrieved(hits=outcome.hits, snapshot=sources.snapshot)
    assessed = _assess(question, outcome.hits, sources, rendering=outcome.translation)
    sent, note = list[SentenceSent](), None
    sent_by: Answerer = "extractive"
    if is_confident(assessed.confidence, weights=read_weights()):
        if model is not None and question.answerer == "llm":
            note = yield from _sent_by_model(
                question, outcome.hits, sources, model=model, cancelled=cancelled, sent=sent
            )
            sent_by = "llm" if sent else "extractive"
        if cancelled.is_set():
            return
        if not sent:
            chosen = choose_sentences(assessed.findings.question, assessed.findings.scored)
            for one in cited_verbatim(in_reading_order(chosen, assessed.candidates)):
                sent.append(one)
                yield one
    yield Answered(
        answer=Answer(
            question=question,
            status="answered" if sent else "not_in_corpus",
            answerer=sent_by,
            sentences=tuple(one.sentence for one in sent),
            citations=tuple(citation for one in sent for citation in one.citations),
            confidence=assessed.confidence,
            hits=outcome.hits,
            snapshot=sources.snapshot,
            took_ms=(time.perf_counter() - begun) * 1000,
            reason=None if sent else refusal_reason(assessed.findings),
            note=note,
        )
    )


def _sent_by_model(
    question: Question,
    hits: tuple[Hit, ...],
    sources: Sources,
    *,
    model: Model,
    cancelled: threading.Event,
    sent: list[SentenceSent],
) -> Generator[SentenceSent, None, str | None]:
    """The model's sentences that can be checked, added to `sent` as well; what the reader must know of the others."""
    try:
        for one in model_answer(question.text, hits, sources, model=model, cancelled=cancelled):
            sent.append(one)
            yield one
    except ModelUnavailable as error:
        if sent:
            return f"the language model did not finish: {error}"
        advice = "; ask again in a while" if error.retry else ""
        return f"the language model gave no answer: {error}{advice}; these are sentences of the documents"
    return None if sent else _NOTHING_LEFT


def _assess(question: Question, hits: tuple[Hit, ...], sources: Sources, *, rendering: str | None) -> _Assessment:
    weights = read_weights()
    analysed = analyse_question(question.text, sources, rendering=rendering)
    candidates = candidate_sentences(hits, sources)
    scored = score_candidates(analysed, possible_answers(analysed, candidates, sources), sources, weights=weights)
    findings = gather_findings(analysed, hits, scored, sources)
    return _Assessment(
        candidates=candidates, findings=findings, confidence=confidence(findings, sources, weights=weights)
    )
