"""Text that remembers where each of its characters came from.

Cleaning changes text in many small steps. If every step keeps the origin of every character, the page of
any stretch of the result is known however much was cut, joined or moved:

    source    "govern-\\nment<sup>1</sup>"       origins 0 1 2 3 4 5 6 7 8 9 ...
    cleaned   "government¹"                      origins 0 1 2 3 4 5 8 9 10 11 17
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.document import Origin

# What a rewrite leaves of a match: a stretch (start, end) of the text it was found in, or new characters.
Replacement = str | tuple[int, int]


@dataclass(frozen=True, slots=True)
class MappedText:
    """`text`, and for each of its characters the offset in the source: `origins`, int32[len(text)]."""

    text: str
    origins: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.text)

    def cut(self, start: int, end: int) -> "MappedText":
        """The characters [start, end)."""
        return MappedText(self.text[start:end], self.origins[start:end])

    def strip(self) -> "MappedText":
        """The text without white space at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, start + len(self.text.strip()))

    def rewrite(
        self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], Sequence[Replacement]]
    ) -> "MappedText":
        """The text with every match of `pattern` replaced by what `replace` makes of it.

        New characters take the origin of the first character of the match.
        """
        parts: list[MappedText] = []
        done = 0
        for match in pattern.finditer(self.text):
            parts.append(self.cut(done, match.start()))
            for replacement in replace(match):
                if isinstance(replacement, str):
                    parts.append(self._new(replacement, match.start()))
                else:
                    parts.append(self.cut(*replacement))
            done = match.end()
        if not parts:
            return self
        return concatenate([*parts, self.cut(done, len(self.text))])

    def runs(self) -> tuple[Origin, ...]:
        """The origins as the fewest runs of consecutive characters."""
        if not self.text:
            return ()
        breaks = np.flatnonzero(np.diff(self.origins) != 1) + 1
        starts = [0, *breaks.tolist()]
        ends = [*breaks.tolist(), len(self.text)]
        return tuple(
            Origin(start=start, end=end, source=int(self.origins[start]))
            for start, end in zip(starts, ends, strict=True)
        )

    def _new(self, characters: str, at: int) -> "MappedText":
        origin = self.origins[at] if 0 <= at < len(self.origins) else 0
        return MappedText(characters, np.full(len(characters), origin, dtype=np.int32))


def map_source(source: str) -> MappedText:
    """The source text, each character its own origin."""
    return MappedText(source, np.arange(len(source), dtype=np.int32))


def concatenate(parts: Iterable[MappedText]) -> MappedText:
    """The parts one after another."""
    kept = [part for part in parts if part.text]
    if not kept:
        return MappedText("", np.empty(0, dtype=np.int32))
    return MappedText("".join(part.text for part in kept), np.concatenate([part.origins for part in kept]))
