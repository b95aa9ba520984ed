"""How sure it is that the documents answer a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.search import Hit
from service.cues import offers
from service.relevance import Asked, Weighed, coverage
from service.sources import Sources
from service.weights import Weights, logistic

_LOOKED_AT = 3  # sentences
_MISSPELT = 0.8  # words that are alike to this share are one word and a slip
_SPARSE_SCALE = 20.0  # BM25 scores of good passages are about so high


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was found for a question: the hits, what each one mentions, and its sentences, the best first.

    mentioned: the terms of each hit's text, headings, title, authors and year.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    mentioned: tuple[frozenset[str], ...]
    weighed: tuple[Weighed, ...]


def evidence(question: Asked, hits: Sequence[Hit], weighed: Sequence[Weighed], sources: Sources) -> Evidence:
    """What the hits hold for and against an answer."""
    return Evidence(
        asked=question,
        hits=tuple(hits),
        mentioned=tuple(frozenset(sources.terms(_all_words(hit))) for hit in hits),
        weighed=tuple(weighed),
    )


def confidence(found: Evidence, *, weights: Weights) -> float:
    """The probability that the documents answer the question, 0 to 1."""
    return logistic(weights.confidence, confidence_features(found)) if found.weighed else 0.0


def confidence_features(found: Evidence) -> dict[str, float]:
    """What tells a question that is answered from one that is not; see scripts/fit_answers.py."""
    question, best = found.asked, found.weighed[:_LOOKED_AT]
    anywhere = frozenset[str]().union(*found.mentioned)
    held = frozenset[str]().union(*(one.terms for one in best))
    offered = [offers(question.wants, one.statement.text) for one in best]
    return {
        "near": max((one.statement.nearness for one in found.weighed), default=0.0),
        "near_passage": max((hit.dense.score for hit in found.hits if hit.dense), default=0.0),
        "sparse": max((hit.sparse.score for hit in found.hits if hit.sparse), default=0.0) / _SPARSE_SCALE,
        "best": best[0].score if best else 0.0,
        "coverage": max((coverage(question, terms) for terms in found.mentioned), default=0.0),
        "covered": max((coverage(question, one.terms) for one in best), default=0.0),
        "brief": 1 / (1 + len(question.rarity)),
        "name_missing": max((question.rarity[term] for term in absent(question.names, anywhere)), default=0.0),
        "number_missing": float(any(term not in held for term in question.numbers)),
        "number_wanted": float("number" in question.wants),
        "not_offered": float(any(all(one[kind] < 0 for one in offered) for kind in question.wants)),
    }


def absent(wanted: Iterable[str], held: frozenset[str]) -> list[str]:
    """The terms that are not held, not even misspelt."""
    return [term for term in wanted if term not in held and not any(_is_slip(term, other) for other in held)]


def _is_slip(term: str, other: str) -> bool:
    if len(term) < 5 or abs(len(term) - len(other)) > 2 or term[0] != other[0]:
        return False
    return SequenceMatcher(None, term, other, autojunk=False).ratio() >= _MISSPELT


def _all_words(hit: Hit) -> str:
    record = hit.record
    return " ".join([record.title, *map(str, record.authors), str(record.year), *hit.passage.section, hit.passage.text])
