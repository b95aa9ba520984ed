"""How likely it is that the documents answer a question, and whether that is enough to answer it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pincite.index.search import Hit
from pincite.service.evidence.answer_kinds import AnswerKind
from pincite.service.evidence.relevance import AnalysedQuestion, ScoredCandidate
from pincite.service.evidence.sources import Sources
from pincite.service.evidence.weights import Weights, logistic

_LOOKED_AT = 3  # sentences
_MISSPELT_RATIO = 0.8  # words as similar as this are one word, once misspelt
_SPARSE_SCALE = 20.0  # BM25 scores of good passages are about so high
# "What is photosynthesis?" has too few words to be similar to a sentence; a sentence that has them is what is wanted.
_LOOKED_UP, _WORDS_LOOKED_UP = 0.7, 2
# A sentence that only speaks of the subject does not answer a question for these.
_MORE_THAN_A_WORD: frozenset[AnswerKind] = frozenset({"number", "time", "person", "reason", "manner", "source"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found for a question: the hits, their terms, and the scored sentences, the best first.

    terms_of_hits: the terms of each hit's text, headings, title, authors and year.
    """

    question: AnalysedQuestion
    hits: tuple[Hit, ...]
    terms_of_hits: tuple[frozenset[str], ...]
    scored: tuple[ScoredCandidate, ...]


def gather_findings(
    question: AnalysedQuestion, hits: Sequence[Hit], scored: Sequence[ScoredCandidate], sources: Sources
) -> Findings:
    """What the hits and the scored sentences show for and against an answer."""
    return Findings(
        question=question,
        hits=tuple(hits),
        terms_of_hits=tuple(frozenset(sources.terms(_all_words(hit))) for hit in hits),
        scored=tuple(scored),
    )


def confidence(found: Findings, sources: Sources, *, weights: Weights) -> float:
    """How likely the documents answer the question, 0 to 1: a fitted probability, but 0.7 at least where a word or two
    are looked up that a sentence holds.
    """
    if not found.scored:
        return 0.0
    chance = logistic(weights.confidence, confidence_features(found))
    return max(chance, _LOOKED_UP) if _is_held(found, sources) else chance


def is_confident(chance: float, *, weights: Weights) -> bool:
    """Whether a confidence is high enough to answer; below the threshold the question is refused."""
    return chance >= weights.threshold


def _is_held(found: Findings, sources: Sources) -> bool:
    """Whether the question only looks up a word, or two in a row, that one of the best sentences has so."""
    question = found.question
    looked_up = list(dict.fromkeys(question.words.values()))
    if question.is_translation or question.numbers or question.wanted_kinds & _MORE_THAN_A_WORD:
        return False
    if not 0 < len(looked_up) <= _WORDS_LOOKED_UP:
        return False
    return any(_has_in_a_row(looked_up, one.candidate.text, sources) for one in found.scored[:_LOOKED_AT])


def _has_in_a_row(wanted: Sequence[str], sentence: str, sources: Sources) -> bool:
    terms, looked_up = ([frozenset(sources.terms(word)) for word in words] for words in (sentence.split(), wanted))
    return any(
        all(word & terms[start + place] for place, word in enumerate(looked_up))
        for start in range(len(terms) - len(looked_up) + 1)
    )


def confidence_features(found: Findings) -> dict[str, float]:
    """The features that show whether a question is answered; see scripts/tuning/fit_answers.py."""
    question, best = found.question, found.scored[:_LOOKED_AT]
    anywhere = frozenset[str]().union(*found.terms_of_hits)
    held = frozenset[str]().union(*(one.terms for one in best))
    return {
        "sentence_similarity": max((one.candidate.similarity for one in found.scored), default=0.0),
        "passage_similarity": max((hit.dense.score for hit in found.hits if hit.dense), default=0.0),
        "bm25": max((hit.sparse.score for hit in found.hits if hit.sparse), default=0.0) / _SPARSE_SCALE,
        "brevity": 1 / (1 + len(question.rarity)),
        "name_missing": max((question.rarity[term] for term in missing_terms(question.names, anywhere)), default=0.0),
        "number_missing": float(any(term not in held for term in question.numbers)),
        "number_wanted": float("number" in question.wanted_kinds),
    }


def missing_terms(wanted: Iterable[str], held: frozenset[str]) -> list[str]:
    """The wanted terms that are not among those held, not even misspelt."""
    return [term for term in wanted if term not in held and not any(_is_slip(term, other) for other in held)]


def _is_slip(term: str, other: str) -> bool:
    if len(term) < 5 or abs(len(term) - len(other)) > 2 or term[0] != other[0]:
        return False
    return SequenceMatcher(None, term, other, autojunk=False).ratio() >= _MISSPELT_RATIO


def _all_words(hit: Hit) -> str:
    record = hit.record
    return " ".join([record.title, *map(str, record.authors), str(record.year), *hit.passage.section, hit.passage.text])
