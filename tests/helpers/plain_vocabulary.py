"""A vocabulary as plain as can be: every word is compared with every term, with distances written out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pincite.index.language.cyrillic import sound
from pincite.index.language.sounds import SoundMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainVocabulary:
    """Terms, and how many passages hold each."""

    counts: Mapping[str, int]

    def frequencies(self, terms: Sequence[str]) -> Sequence[int]:
        return [self.counts.get(term, 0) for term in terms]

    def spelled_like(self, words: Sequence[str]) -> Sequence[str | None]:
        return [self._spelled_like(word) for word in words]

    def sounding_like(self, sounds: Sequence[str]) -> Sequence[SoundMatch | None]:
        return [self._sounding_like(asked) for asked in sounds]

    def _spelled_like(self, word: str) -> str | None:
        """Less than one error in five letters, none in the first; nothing is like a word of fewer than six."""
        if len(word) < 6 or not word.isalpha():
            return None
        alike = {
            term: 1 - edits(word, term) / max(len(word), len(term))
            for term in sorted(self.counts)
            if term.isalpha() and len(term) >= 5 and term[0] == word[0]
        }
        best = max(alike, key=lambda term: alike[term], default=None)
        return best if best is not None and alike[best] > 0.8 + 1e-9 else None

    def _sounding_like(self, asked: str) -> SoundMatch | None:
        """What shares the most letters of its sound, in order."""
        if len(asked) < 4:
            return None
        alike = {
            term: 100 * (1 - different_letters(asked, sound(term)) / (len(asked) + len(sound(term))))
            for term in sorted(self.counts)
            if term.isascii() and term.isalpha() and len(term) >= 4 and sound(term)[0] == asked[0]
        }
        best = max(alike, key=lambda term: alike[term], default=None)
        if best is None or alike[best] < 84 - 1e-9:
            return None
        return SoundMatch(term=best, percent=alike[best])


def vocabulary_of(*terms: str) -> PlainVocabulary:
    return PlainVocabulary(counts=dict.fromkeys(terms, 1))


def edits(one: str, other: str) -> int:
    """How many letters must be put in, left out, exchanged or swapped with their neighbour, each letter once."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, opposite in enumerate(other, start=1):
            costs = [rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (letter != opposite)]
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                costs.append(rows[i - 2][j - 2] + 1)
            row.append(min(costs))
        rows.append(row)
    return rows[-1][-1]


def different_letters(one: str, other: str) -> int:
    """How many letters of both are left beside the longest sequence that both have in this order."""
    row = [0] * (len(other) + 1)
    for letter in one:
        before = row
        row = [0]
        for j, opposite in enumerate(other, start=1):
            row.append(before[j - 1] + 1 if letter == opposite else max(before[j], row[j - 1]))
    return len(one) + len(other) - 2 * row[-1]
