"""Which sentences make the answer, and in which order they are read."""

from collections.abc import Sequence

from service.relevance import Asked, Weighed
from service.statements import Statement

_MOST = 5
_ENOUGH = 0.72  # of the best sentence's score: what is weaker says something else
_REPEATED = 0.86  # sentences as near to each other as this say the same
_NOVELTY = 0.35  # how much of its score a sentence loses by being like those chosen before
_NEW_TERMS = 0.25  # how much the terms add that none of those chosen before holds


def choose(question: Asked, weighed: Sequence[Weighed]) -> tuple[Weighed, ...]:
    """The sentences of the answer, best first: relevant, different from each other, covering the question's parts.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).
    """
    if not weighed:
        return ()
    chosen, left = [weighed[0]], list(weighed[1:])
    floor = weighed[0].score * _ENOUGH
    while left and len(chosen) < _MOST:
        values = [_value(question, one, chosen) for one in left]
        best = max(range(len(left)), key=lambda place: (values[place], -place))
        if values[best] < floor:
            break
        chosen.append(left.pop(best))
    return tuple(chosen)


def in_reading_order(chosen: Sequence[Weighed], all_: Sequence[Statement]) -> tuple[Statement, ...]:
    """Documents in the order of their best sentence, sentences as they stand in them.

    A sentence that leans on the one before it brings that one along.
    """
    by_place = {(one.document.id, one.hit.passage.id, one.number): one for one in all_}
    kept = dict[tuple[str, int], Statement]()
    for one in chosen:
        statement = one.statement
        kept[statement.document.id, statement.start] = statement
        before = by_place.get((statement.document.id, statement.hit.passage.id, statement.number - 1))
        if statement.dangling and before is not None and len(kept) < _MOST + 1:
            kept.setdefault((before.document.id, before.start), before)
    documents = list(dict.fromkeys(one.statement.document.id for one in chosen))
    return tuple(sorted(kept.values(), key=lambda one: (documents.index(one.document.id), one.start)))


def _value(question: Asked, one: Weighed, chosen: Sequence[Weighed]) -> float:
    likeness = max(float(one.vector @ other.vector) for other in chosen)
    if likeness > _REPEATED:
        return 0.0
    held = frozenset[str]().union(*(other.terms for other in chosen))
    whole = sum(question.weights.values()) or 1.0
    new = sum(question.weights[term] for term in one.terms - held) / whole
    return one.score - _NOVELTY * one.score * max(likeness - 0.5, 0.0) / 0.5 + _NEW_TERMS * new
