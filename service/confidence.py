"""How sure it is that the documents answer a question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.search import Hit
from service.relevance import Asked, Weighed, coverage
from service.sources import Sources
from service.weights import Weights, logistic

_LOOKED_AT = 3  # sentences
_MISSPELT = 0.8  # words that are alike to this share are one word and a slip
_SPARSE_SCALE = 20.0  # BM25 scores of good passages are about so high
# "What is Rossotrudnichestvo?" says too little to come near any sentence; one that has its words is what was looked up.
_LOOKED_UP, _WORDS_LOOKED_UP = 0.7, 2


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
    """The probability that the documents answer the question, 0 to 1.

    Of a question of one or two words that say something, all of which a sentence holds, it is 0.7 at least.
    """
    if not found.weighed:
        return 0.0
    chance = logistic(weights.confidence, confidence_features(found))
    return max(chance, _LOOKED_UP) if _is_held(found) else chance


def _is_held(found: Evidence) -> bool:
    """Whether one of the best sentences holds all of a short question, in the question's own language."""
    question = found.asked
    if not 0 < len(question.words) <= _WORDS_LOOKED_UP:
        return False
    # A question in another language is asked in those of its words that could be translated.
    whole = all(word in question.text for word in question.words.values())
    return whole and any(question.words.keys() <= one.terms for one in found.weighed[:_LOOKED_AT])


def confidence_features(found: Evidence) -> dict[str, float]:
    """What tells a question that is answered from one that is not; see scripts/fit_answers.py."""
    question, best = found.asked, found.weighed[:_LOOKED_AT]
    anywhere = frozenset[str]().union(*found.mentioned)
    held = frozenset[str]().union(*(one.terms for one in best))
    return {
        "near": max((one.statement.nearness for one in found.weighed), default=0.0),
        "near_passage": max((hit.dense.score for hit in found.hits if hit.dense), default=0.0),
        "sparse": max((hit.sparse.score for hit in found.hits if hit.sparse), default=0.0) / _SPARSE_SCALE,
        "coverage": max((coverage(question, terms) for terms in found.mentioned), default=0.0),
        "covered": max((coverage(question, one.terms) for one in best), default=0.0),
        "brief": 1 / (1 + len(question.rarity)),
        "name_missing": max((question.rarity[term] for term in absent(question.names, anywhere)), default=0.0),
        "number_missing": float(any(term not in held for term in question.numbers)),
        "number_wanted": float("number" in question.wants),
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
