"""Why a question is not answered: a true sentence that names what is missing."""

from pincite.service.evidence.answer_kinds import NOUNS, offers
from pincite.service.evidence.confidence import Findings, missing_terms

_SHOWN = 3  # words at most


def refusal_reason(found: Findings) -> str:
    """What the findings lack, to be read after "The documents do not answer this:"."""
    if not found.scored:
        return "no passage comes near the question"
    question = found.question
    anywhere = frozenset[str]().union(*found.terms_of_hits)
    named = (*question.names, *question.numbers)
    missing = missing_terms(named, anywhere)
    if missing:
        return _without(found, missing)
    apart = _never_together(found, named)
    if apart:
        return f"{_nearest(found)} {_quoted(found, apart, ' together with ')}"
    lacking = [
        kind
        for kind in NOUNS
        if kind in question.wanted_kinds
        and all(offers(question.wanted_kinds, one.candidate.text)[kind] < 0 for one in found.scored)
    ]
    if lacking:
        return f"no sentence of the nearest passages gives {NOUNS[lacking[0]]}"
    left = sorted(missing_terms(question.rarity, anywhere), key=lambda term: -question.rarity[term])
    if left:
        return _without(found, left)
    return "the nearest passages share its words, but no sentence comes near enough to its meaning"


def _without(found: Findings, missing: list[str]) -> str:
    """That these are not mentioned: nowhere at all where that is known, else not in the nearest passages."""
    unknown = [term for term in missing if found.question.rarity[term] >= 1]
    if unknown:
        return f"no passage mentions {_quoted(found, unknown)}"
    return f"{_nearest(found)} {_quoted(found, missing)}"


def _nearest(found: Findings) -> str:
    several = len(found.hits) > 1
    return (
        f"none of the {len(found.hits)} nearest passages mentions"
        if several
        else "the nearest passage does not mention"
    )


def _never_together(found: Findings, named: tuple[str, ...]) -> list[str]:
    """Two names of the question that no hit holds both, the rarest ones; empty where each two stand together."""
    rarest = sorted(named, key=lambda term: -found.question.rarity[term])
    for place, one in enumerate(rarest):
        for other in rarest[:place]:
            different = found.question.words[one] != found.question.words[other]
            if different and not any(not missing_terms((one, other), held) for held in found.terms_of_hits):
                return [other, one]
    return []


def _quoted(found: Findings, terms: list[str], between: str = " or ") -> str:
    words = list(dict.fromkeys(found.question.words[term] for term in terms))[:_SHOWN]
    return between.join(f"“{word}”" for word in words)
