"""Which sentences make the answer, and in which order they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.service.answer import Sentence, Told
from pincite.service.answers.needed_sentences import companions
from pincite.service.citations.numbering import Numbering
from pincite.service.documents.quote import find_quote
from pincite.service.evidence.answer_kinds import Wanted
from pincite.service.evidence.candidate_sentences import Statement
from pincite.service.evidence.relevance import Asked, Weighed

_REPEATED = 0.7  # sentences that share so much of their words say the same
_LIKE = 0.5  # how much of its score a sentence loses where its words are those of one chosen before
_NEW = 0.3  # how much it gains where it holds all terms of the question that no other one holds
_NAMED = 2.0  # how much more, where it is the first to name all that is compared
_MOST_OF_ONE_WORK = 3  # sentences, where works are compared
_ANOTHER_WORK = 1.5  # how much more is then worth what a work says that was not heard yet
_LEAST = 0.02  # what is less likely to answer than this is never said
_LOOKED_AT = 40  # of the best sentences; what comes behind them is never chosen
_FACTS: frozenset[Wanted] = frozenset({"number", "time", "person", "wording"})
_ACCOUNTS: frozenset[Wanted] = frozenset({"reason", "manner", "comparison"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is said: `most` sentences, beyond `fewest` none whose worth is less than `share` of the best's score."""

    most: int
    share: float
    fewest: int = 1


# Chosen on the gold questions: more sentences hold more of the evidence, and more that is beside the point.
_FACT = Extent(most=3, share=0.3)
_ACCOUNT = Extent(most=5, share=0.15, fewest=3)
_OTHER = Extent(most=5, share=0.25)


def choose(question: Asked, weighed: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """The sentences of the answer, best first: relevant, different from each other, covering the question's parts.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).
    """
    if not weighed:
        return ()
    extent = _extent(question)
    chosen, left = [weighed[0]], list(weighed[1:_LOOKED_AT])
    while left and len(chosen) < extent.most:
        worths = [_worth(question, one, chosen) for one in left]
        best = max(range(len(left)), key=lambda place: (worths[place], -place))
        enough = len(chosen) >= extent.fewest and worths[best] < extent.share * weighed[0].score
        if enough or worths[best] < _LEAST:
            break
        chosen.append(left.pop(best))
    return tuple(chosen)


def in_reading_order(chosen: Sequence[Weighed], found: Sequence[Statement]) -> tuple[Statement, ...]:
    """The best sentence's passage first: works, and in each the passages, in the order of their best sentences.

    Within a passage the sentences stand as they do there, each with what it brings along.
    """
    kept = dict[tuple[str, int], Statement]()
    order = dict[str, int]()
    for one in chosen:
        for statement in (one.statement, *companions(one.statement, found)):
            kept.setdefault((statement.document.id, statement.start), statement)
            order.setdefault(statement.document.id, len(order))
            # The head of a table goes with its rows, also where it is a passage of its own.
            order.setdefault(_group(statement), order.setdefault(_group(one.statement), len(order)))
    return tuple(sorted(kept.values(), key=lambda one: (order[one.document.id], order[_group(one)], one.start)))


def _group(statement: Statement) -> str:
    return statement.hit.passage.id


def similar(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter sentence's words the other one holds, 0 to 1."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def _extent(question: Asked) -> Extent:
    if question.wants & _ACCOUNTS:
        return _ACCOUNT
    return _FACT if question.wants & _FACTS else _OTHER


def _worth(question: Asked, one: Weighed, chosen: Sequence[Weighed]) -> float:
    asked_for = question.rarity.keys()
    likeness = max(similar(one.content - asked_for, other.content - asked_for) for other in chosen)
    if likeness > _REPEATED:
        return 0.0
    alike = sum(other.statement.document.id == one.statement.document.id for other in chosen)
    if "comparison" in question.wants and alike >= _MOST_OF_ONE_WORK:
        return 0.0
    held = frozenset[str]().union(*(other.terms for other in chosen))
    whole = sum(question.rarity.values()) or 1.0
    new = sum(rarity for term, rarity in question.rarity.items() if term in one.terms - held) / whole
    preferred = 1.0
    if "comparison" in question.wants:
        named = sum(name in one.terms - held for name in question.names) / max(1, len(question.names))
        preferred = (1.0 if alike else _ANOTHER_WORK) * (1 + _NAMED * named)
    return preferred * one.score * (1 - _LIKE * likeness) * (1 + _NEW * new)


def verbatim(chosen: Sequence[Statement]) -> Iterator[Told]:
    """The sentences of documents, each with its citation. One that does not stand where it should is left out."""
    numbering = Numbering()
    for one in chosen:
        place = find_quote(one.document.text, one.quote, within=(one.start, one.end))
        if place is not None:
            number, quoted = numbering.cite(one.document, one.hit.passage.id, place)
            sentence = Sentence(text=one.text, citations=(number,))
            yield Told(sentence=sentence, citations=() if quoted is None else (quoted,))
