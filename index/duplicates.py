"""The same text twice in a library, in two versions of a document or a reprint: the top is not filled with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from index.fuse import Ranking
from index.snapshot import Snapshot

# So many of the best are compared; reading them takes a few milliseconds.
COMPARED = 30
_WORD = re.compile(r"\w+")
_RUN = 4  # words that follow each other: whoever writes on the same subject shares words, but seldom four in a row
_SHARE = 0.9  # of its runs; what is left are slips of reading, and where the passages were cut
_ALIKE = 0.6  # of its words as they are between blanks; runs are made only of texts that have so much in common
_FEWEST = 8  # words: less may well be said twice, a caption or a formula


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    """The words of a text, those of them that are names or numbers, and its runs of words, without case."""

    words: frozenset[str]
    telling: frozenset[str]
    runs: frozenset[tuple[str, ...]]


def folded(ranking: Ranking, snapshot: Snapshot) -> Ranking:
    """The ranking with what repeats a better passage behind the other passages of its head.

    Nothing is lost. What stepped back keeps its order, and has at most the score of what it now follows.
    """
    head = ranking.positions[:COMPARED].tolist()
    repeated = repeats([snapshot.passage(position)[0].text for position in head])
    if not any(repeated):
        return ranking
    order = np.argsort(np.array(repeated), kind="stable")
    scores = np.minimum.accumulate(ranking.scores[order])
    return Ranking(
        positions=np.concatenate([ranking.positions[order], ranking.positions[COMPARED:]]),
        scores=np.concatenate([scores, ranking.scores[COMPARED:]]),
    )


def repeats(texts: Sequence[str]) -> list[bool]:
    """For each text whether one before it, that repeats none itself, says nearly the same in the same words.

    A number or a name of its own makes a text another one: reports of two years differ by little else.
    """
    roughly = [frozenset(text.casefold().split()) for text in texts]
    wording = cache(_wording)
    kept, repeated = list[int](), list[bool]()
    for place, words in enumerate(roughly):
        alike = (other for other in kept if len(words & roughly[other]) >= _ALIKE * len(words))
        repeated.append(any(_repeats(wording(texts[place]), wording(texts[other])) for other in alike))
        if not repeated[-1]:
            kept.append(place)
    return repeated


def _repeats(one: _Wording, other: _Wording) -> bool:
    shared = len(one.runs & other.runs)
    return shared > 0 and shared >= _SHARE * len(one.runs) and one.telling <= other.words


def _wording(text: str) -> _Wording:
    words = _WORD.findall(text)
    folds = [word.casefold() for word in words]
    runs = zip(*(folds[start:] for start in range(_RUN)), strict=False) if len(words) >= _FEWEST else ()
    return _Wording(
        words=frozenset(folds),
        telling=frozenset(fold for word, fold in zip(words, folds, strict=True) if _is_telling(word)),
        runs=frozenset(runs),
    )


def _is_telling(word: str) -> bool:
    return word[0].isupper() or any(character.isdigit() for character in word)
