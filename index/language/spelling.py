"""Spelling: a word of a question that no passage has is read as the library's word that is spelled most like it."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pincite.index.language.vocabulary import Vocabulary

# Less than one error in five letters: "goverment" is government, "hipothesis" hypothesis. In shorter words an error
# makes another word.
SIMILAR_SPELLING = 0.8
SHORTEST_WORD = 6


class Spelling:
    """Terms by their first letter, which is hardly ever mistyped."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_letter: dict[str, list[str]] = {}
        for term in terms:
            if term.isalpha() and len(term) >= SHORTEST_WORD - 1:
                self._by_letter.setdefault(term[0], []).append(term)

    def most_like(self, word: str) -> str | None:
        """The term that is spelled most like a word; the first given among equals."""
        if len(word) < SHORTEST_WORD or not word.isalpha():
            return None
        known = self._by_letter.get(word[0], [])
        match = process.extractOne(word, known, scorer=OSA.normalized_similarity, score_cutoff=SIMILAR_SPELLING)
        return None if match is None else match[0]


def corrected(tokens: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """The terms of a question, each that no passage holds replaced by the term spelled most like it, if any."""
    counts = dict(zip(tokens, vocabulary.frequencies(tokens), strict=True))
    unknown = [token for token, count in counts.items() if not count]
    found = dict(zip(unknown, vocabulary.spelled_like(unknown), strict=True)) if unknown else {}
    return [found.get(token) or token for token in tokens]
