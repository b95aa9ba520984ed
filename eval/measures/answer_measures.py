"""How good answers are, one measure a function, each a score for the questions it says something about.

    key accuracy         an answerable question was answered, and the answer holds every key that the gold names
    quote validity       share of an answer's citations whose quote stands on the pages cited
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

from pincite.eval.errors import GoldError, QueryRefused
from pincite.eval.gold.gold_questions import Evidence, GoldQuestion
from pincite.eval.gold.quote_words import words
from pincite.eval.gold.truth import GRAM, contains, grams
from pincite.eval.measures.ranking_measures import Scores
from pincite.eval.systems.system import Quotation, Reply
from pincite.index.snapshots.publication import Progress

_PIECE = 2  # letters of a quote on one of two pages: any single letter stands on every page

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
    """|quotes that stand on the cited pages, see `stands`| / |quotes|, for answers that cite."""
    return {
        name: sum(_is_valid(citation) for citation in reply.citations) / len(reply.citations)
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


def _is_valid(citation: Quotation) -> bool:
    return stands_on(citation.quote, citation.pages) or stands_on(citation.quote, citation.flows)


def stands_on(quote: str, pages: Sequence[str]) -> bool:
    """Whether the letters of a quote stand in a row on a page, or its beginning on one and the rest on the next.

    Each page is looked at alone, for between the last line of one and the first of the next stand footnotes and
    tables. White space and marks do not count: a word may be cut by the page's end.
    """
    letters = "".join(words(quote))
    texts = ["".join(words(page)) for page in pages]
    return bool(letters) and any(_continued(letters, texts[first:]) for first in range(len(texts)))


def _continued(letters: str, texts: Sequence[str]) -> bool:
    if not texts or letters in texts[0]:
        return bool(texts)
    cuts = (cut for cut in range(len(letters) - _PIECE, _PIECE - 1, -1) if letters[:cut] in texts[0])
    return any(_continued(letters[cut:], texts[1:]) for cut in cuts)


def holds_key(text: str, key: str) -> bool:
    """Whether the words of a key stand in the text, in a row. A last word of letters may be a beginning: "coerci"."""
    sought = " ".join(words(key))
    end = r"(?!\w)" if sought[-1:].isdigit() else ""
    return bool(sought) and re.search(rf"(?<!\w){re.escape(sought)}{end}", " ".join(words(text))) is not None
