"""What the terms of an index can be asked."""

from collections.abc import Sequence
from typing import Protocol

from pincite.index.language.sounds import SoundMatch


class Vocabulary(Protocol):
    """The terms of all passages. Each method takes what a question has at once: the index may be far away.

    frequencies: how many passages hold each term, 0 where none does. spelled_like: for each word that no passage holds
    the term that `Spelling` finds for it, if any. sounding_like: for each sound the term that `Sounds` finds, if any.
    """

    def frequencies(self, terms: Sequence[str]) -> Sequence[int]: ...
    def spelled_like(self, words: Sequence[str]) -> Sequence[str | None]: ...
    def sounding_like(self, sounds: Sequence[str]) -> Sequence[SoundMatch | None]: ...
