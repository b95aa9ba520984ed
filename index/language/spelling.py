"""Spelling: a word of a question that no passage has is read as the library's word that is spelled most like it."""

from collections.abc import Collection, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

# One error in five letters: "goverment" is government, "hipothesis" hypothesis. In shorter words an error makes another
# word.
_SIMILAR = 0.8
_SHORTEST = 6


class Spelling:
    """The terms of a library, by their first letter, which is hardly ever mistyped."""

    def __init__(self, terms: Collection[str]) -> None:
        self._terms = terms

    @cached_property
    def _by_letter(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for term in self._terms:
            if term.isalpha() and len(term) >= _SHORTEST - 1:
                found.setdefault(term[0], []).append(term)
        return found

    def corrected(self, tokens: Sequence[str]) -> list[str]:
        """The terms of a question, each unknown one replaced by the most similar one of the library, if any."""
        return [token if token in self._terms else self._similar_word(token) or token for token in tokens]

    def _similar_word(self, token: str) -> str | None:
        if len(token) < _SHORTEST or not token.isalpha():
            return None
        known = self._by_letter.get(token[0], [])
        match = process.extractOne(token, known, scorer=OSA.normalized_similarity, score_cutoff=_SIMILAR)
        return None if match is None else match[0]
