"""Which candidate sentences make the answer, and in which order they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.service.answer import Sentence, SentenceSent
from pincite.service.answers.needed_sentences import needed_sentences
from pincite.service.citations.citation_numbers import CitationNumbers
from pincite.service.documents.quote import find_quote
from pincite.service.evidence.answer_kinds import AnswerKind
from pincite.service.evidence.candidate_sentences import Candidate
from pincite.service.evidence.relevance import AnalysedQuestion, ScoredCandidate

_REPEATED = 0.7  # sentences that share so much of their words say the same
_SIMILAR = 0.5  # how much of its score a sentence loses where its words are those of one chosen before
_NEW = 0.3  # how much it gains where it holds all terms of the question that no other one holds
_NAMED = 2.0  # how much more where a comparison is asked for and it is the first to name all that is compared
_MOST_OF_ONE_WORK = 3  # sentences, where works are compared
_ANOTHER_WORK = 1.5  # and by what its score is multiplied where no sentence of its work was chosen before
_LEAST = 0.02  # a sentence that is less likely to answer than this is never sent
_LOOKED_AT = 40  # of the best sentences; the others are never chosen
_FACTS: frozenset[AnswerKind] = frozenset({"number", "time", "person", "wording"})
_ACCOUNTS: frozenset[AnswerKind] = frozenset({"reason", "manner", "comparison"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLength:
    """At most `most` sentences; after the first `fewest` none whose worth is below `share` of the best one's score."""

    most: int
    share: float
    fewest: int = 1


# Chosen on the gold questions: longer answers hold more of the evidence, and more that is beside the point.
_FACT = AnswerLength(most=3, share=0.3)
_ACCOUNT = AnswerLength(most=5, share=0.15, fewest=3)
_OTHER = AnswerLength(most=5, share=0.25)


def choose_sentences(question: AnalysedQuestion, scored: Sequence[ScoredCandidate]) -> tuple[ScoredCandidate, ...]:
    """The sentences of the answer, best first: relevant, different from each other, covering the question's parts.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).
    """
    if not scored:
        return ()
    length = _length(question)
    chosen, left = [scored[0]], list(scored[1:_LOOKED_AT])
    while left and len(chosen) < length.most:
        worths = [_worth(question, one, chosen) for one in left]
        best = max(range(len(left)), key=lambda place: (worths[place], -place))
        enough = len(chosen) >= length.fewest and worths[best] < length.share * scored[0].score
        if enough or worths[best] < _LEAST:
            break
        chosen.append(left.pop(best))
    return tuple(chosen)


def in_reading_order(chosen: Sequence[ScoredCandidate], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best sentence's passage first: works, and in each the passages, in the order of their best sentences.

    Within a passage the sentences stand as they do there, each with the sentences it needs.
    """
    kept = dict[tuple[str, int], Candidate]()
    order = dict[str, int]()
    for one in chosen:
        for candidate in (one.candidate, *needed_sentences(one.candidate, found)):
            kept.setdefault((candidate.document.id, candidate.start), candidate)
            order.setdefault(candidate.document.id, len(order))
            # The head of a table stands with its rows, also where it is a passage of its own.
            order.setdefault(_group(candidate), order.setdefault(_group(one.candidate), len(order)))
    return tuple(sorted(kept.values(), key=lambda one: (order[one.document.id], order[_group(one)], one.start)))


def _group(candidate: Candidate) -> str:
    return candidate.hit.passage.id


def similar(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter sentence's words the other one holds, 0 to 1."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _length(question: AnalysedQuestion) -> AnswerLength:
    if question.wanted_kinds & _ACCOUNTS:
        return _ACCOUNT
    return _FACT if question.wanted_kinds & _FACTS else _OTHER


def _worth(question: AnalysedQuestion, one: ScoredCandidate, chosen: Sequence[ScoredCandidate]) -> float:
    asked_for = question.rarity.keys()
    similarity = max(similar(one.content - asked_for, other.content - asked_for) for other in chosen)
    if similarity > _REPEATED:
        return 0.0
    of_same_work = sum(other.candidate.document.id == one.candidate.document.id for other in chosen)
    if "comparison" in question.wanted_kinds and of_same_work >= _MOST_OF_ONE_WORK:
        return 0.0
    held = frozenset[str]().union(*(other.terms for other in chosen))
    whole = sum(question.rarity.values()) or 1.0
    new = sum(rarity for term, rarity in question.rarity.items() if term in one.terms - held) / whole
    preferred = 1.0
    if "comparison" in question.wanted_kinds:
        named = sum(name in one.terms - held for name in question.names) / max(1, len(question.names))
        preferred = (1.0 if of_same_work else _ANOTHER_WORK) * (1 + _NAMED * named)
    return preferred * one.score * (1 - _SIMILAR * similarity) * (1 + _NEW * new)


def cited_verbatim(chosen: Sequence[Candidate]) -> Iterator[SentenceSent]:
    """The sentences of documents, each with its citation. One that does not stand where it should is left out."""
    numbers = CitationNumbers()
    for one in chosen:
        place = find_quote(one.document.text, one.quote, within=(one.start, one.end))
        if place is not None:
            number, new = numbers.cite(one.document, one.hit.passage.id, place)
            sentence = Sentence(text=one.text, citations=(number,))
            yield SentenceSent(sentence=sentence, citations=() if new is None else (new,))
