"""How sure it is that the documents answer a question, and what is missing where they do not."""

from collections.abc import Sequence

from service.relevance import Asked, Weighed, coverage

# Below this an answer is refused. Never lowered to produce one.
THRESHOLD = 0.5


def confidence(question: Asked, weighed: Sequence[Weighed]) -> float:
    """0 to 1."""
    if not weighed:
        return 0.0
    best = weighed[:5]
    near = max(one.nearness for one in best)
    together = coverage(question, frozenset().union(*(one.terms for one in best)))
    return min(1.0, max(0.0, 1.1 * near + 0.3 * together - 0.25))


def missing(question: Asked, weighed: Sequence[Weighed]) -> str:
    """Why the evidence is too weak, in words."""
    if not weighed:
        return "no passage shares a word or a meaning with the question"
    return "the nearest passages do not answer the question"
