"""Names by their sound: the library's word that sounds most like a name which was written in other letters."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pincite.index.language.cyrillic import sound

SIMILAR_SOUND = 84  # percent of the sounds that must agree
_SHORTEST_NAME = 4  # sounds; among shorter ones chance is too strong


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMatch:
    """A term, and how much of its sound agrees, in percent."""

    term: str
    percent: float


class Sounds:
    """Terms by their sound; of those that sound alike the first one given stands for all."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_sound: dict[str, dict[str, str]] = {}
        for term in terms:
            if term.isascii() and term.isalpha() and len(term) >= _SHORTEST_NAME:
                key = sound(term)
                self._by_sound.setdefault(key[:1], {}).setdefault(key, term)

    def most_like(self, asked: str) -> SoundMatch | None:
        """The term whose sound is most like the one asked for and begins like it; the first given among equals."""
        known = self._by_sound.get(asked[:1], {})
        if len(asked) < _SHORTEST_NAME or not known:
            return None
        match = process.extractOne(asked, known.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR_SOUND)
        return None if match is None else SoundMatch(term=known[match[0]], percent=match[1])
