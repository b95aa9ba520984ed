"""How good answers are, one measure a function, each a score for the questions it says something about.

    key accuracy         an answerable question was answered, and the answer holds every key that the gold names
    quote validity       share of an answer's citations whose quote stands, word for word, on the pages cited
    citation precision   share of an answer's citations that quote evidence
    citation recall      share of a question's evidences that the answer quotes, 0 where it was refused
    answered             1 where an answerable question was answered, 0 where it was refused
    refused              1 where an unanswerable question was refused, 0 where it was answered

The gold names some evidence, seldom all there is: citation precision is a lower bound.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.errors import GoldError, QueryRefused
from eval.gold import Evidence, GoldQuestion
from eval.measures import Scores
from eval.run import Progress
from eval.truth import GRAM, contains, grams
from eval.words import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A citation of an answer: the quote, and what the library has on the pages that it is cited from."""

    document_id: str
    quote: str
    cited_text: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer as an evaluation sees it; `text` is its sentences without the marks of the citations."""

    answered: bool
    text: str
    confidence: float
    citations: tuple[Quotation, ...]


Ask = Callable[[str], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What was answered: question id -> reply, and the milliseconds it took."""

    replies: Mapping[str, Reply]
    took_ms: Mapping[str, float]


def ask_questions(ask: Ask, questions: Sequence[GoldQuestion], *, progress: Progress | None = None) -> Replies:
    """The answer to every question. Raises GoldError for what cannot be asked."""
    replies, took_ms = dict[str, Reply](), dict[str, float]()
    for number, question in enumerate(questions, start=1):
        start = time.perf_counter()
        try:
            replies[question.id] = ask(question.question)
        except QueryRefused as error:
            raise GoldError(f"question {question.id!r} cannot be asked: {error}") from error
        took_ms[question.id] = (time.perf_counter() - start) * 1000
        if progress is not None:
            progress("asking for answers", number, len(questions))
    return Replies(replies=replies, took_ms=took_ms)


def score_answers(replies: Mapping[str, Reply], questions: Sequence[GoldQuestion]) -> dict[str, Scores]:
    """Measure -> question id -> score; a question that a measure says nothing about is missing there."""
    return {
        "key accuracy": key_accuracy(replies, questions),
        "quote validity": quote_validity(replies),
        "citation precision": citation_precision(replies, questions),
        "citation recall": citation_recall(replies, questions),
        "answered": {q.id: float(replies[q.id].answered) for q in questions if q.evidence},
        "refused": {q.id: float(not replies[q.id].answered) for q in questions if not q.evidence},
    }


def key_accuracy(replies: Mapping[str, Reply], questions: Sequence[GoldQuestion]) -> Scores:
    """1 if every key stands in the answer, 0 if not or if it was refused; for questions with keys."""
    return {
        question.id: float(
            replies[question.id].answered
            and all(holds_key(replies[question.id].text, key) for key in question.answer_keys)
        )
        for question in questions
        if question.evidence and question.answer_keys
    }


def quote_validity(replies: Mapping[str, Reply]) -> Scores:
    """|quotes whose words stand in a row on the cited pages| / |quotes|, for answers that cite."""
    return {
        name: sum(_stands(citation) for citation in reply.citations) / len(reply.citations)
        for name, reply in replies.items()
        if reply.citations
    }


def citation_precision(replies: Mapping[str, Reply], questions: Sequence[GoldQuestion]) -> Scores:
    """|citations that quote any evidence| / |citations|, for answers to answerable questions."""
    found = dict[str, float]()
    for question in questions:
        cited = replies[question.id].citations
        if question.evidence and cited:
            right = sum(any(quotes(citation, evidence) for evidence in question.evidence) for citation in cited)
            found[question.id] = right / len(cited)
    return found


def citation_recall(replies: Mapping[str, Reply], questions: Sequence[GoldQuestion]) -> Scores:
    """|evidences that any citation quotes| / |evidences|."""
    found = dict[str, float]()
    for question in questions:
        if question.evidence:
            cited = replies[question.id].citations
            covered = sum(any(quotes(citation, evidence) for citation in cited) for evidence in question.evidence)
            found[question.id] = covered / len(question.evidence)
    return found


def quotes(citation: Quotation, evidence: Evidence) -> bool:
    """Whether a citation and an evidence are the same words.

    The longer contains the shorter as passages contain evidence: 60 % of its runs of four words.
    """
    if citation.document_id != evidence.document_id:
        return False
    longer, shorter = sorted((words(citation.quote), words(evidence.quote)), key=len, reverse=True)
    return bool(shorter) and contains(frozenset(grams(longer, min(GRAM, len(shorter)))), shorter)


def _stands(citation: Quotation) -> bool:
    return f" {' '.join(words(citation.quote))} " in f" {' '.join(words(citation.cited_text))} "


def holds_key(text: str, key: str) -> bool:
    """Whether the words of a key stand in the text, in a row. A last word of letters may be a beginning: "coerci"."""
    sought = " ".join(words(key))
    end = r"(?!\w)" if sought[-1:].isdigit() else ""
    return bool(sought) and re.search(rf"(?<!\w){re.escape(sought)}{end}", " ".join(words(text))) is not None
