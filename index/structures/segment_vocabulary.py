"""The terms of segments: the text of all of them is gathered when a word is looked for that no passage has."""

from collections.abc import Sequence
from functools import cached_property
from threading import Lock

from pincite.index.language.sounds import SoundMatch, Sounds
from pincite.index.language.spelling import Spelling
from pincite.index.structures.bm25 import BM25


class SegmentVocabulary:
    """A Vocabulary. The first among similar terms is the first in alphabetical order."""

    def __init__(self, index: BM25) -> None:
        self._index = index
        self._gathering = Lock()  # so that many threads gather the terms once

    def frequencies(self, terms: Sequence[str]) -> Sequence[int]:
        """For each term how many passages hold it."""
        return [self._index.frequency(term) for term in terms]

    def spelled_like(self, words: Sequence[str]) -> Sequence[str | None]:
        """For each word the term that is spelled most like it."""
        with self._gathering:
            spelling = self._spelling
        return [spelling.most_like(word) for word in words]

    def sounding_like(self, sounds: Sequence[str]) -> Sequence[SoundMatch | None]:
        """For each sound the term that sounds most like it."""
        with self._gathering:
            known = self._sounds
        return [known.most_like(sound) for sound in sounds]

    @cached_property
    def _terms(self) -> list[str]:
        return sorted({term for part in self._index.segments for term in part.terms()})

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self._terms)

    @cached_property
    def _sounds(self) -> Sounds:
        return Sounds(self._terms)
