"""Chooses among the places where pages may begin those that make pages of about the same length.

Every place has a weight, the logarithm of the odds that a page begins there, judged by its traces alone. The
length of a page is close to log-normal; a share of pages is shorter, as at the end of a chapter. Both together make
a semi-Markov model, whose likelihood and best path are found by dynamic programming over the places:

    places   0 ....x....x.x......x....X.....x.x......X....x.. end        x weak, X strong
    pages    |    1     |     2    |   3      |   4  |
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_SHORT_SHARE = 0.01  # of pages that are shorter than usual for no reason seen in the text
_SHORT_SHARE_BEFORE_HEADING = 0.25
_SHORT_SHARE_IN_FRONT = 0.6  # before a heading within the first two pages: a title page, an abstract, contents
_FRONT = 2.0  # usual lengths
_ODD_SHARE = 0.2  # of pages whose length strays more than that of the others
_ODD_SPREAD = 0.3
_FIRST_SPREAD = 0.15  # how sharply the likelihood of a first page falls where it is longer than usual
_REACH = 2.2  # usual lengths: no page is longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The places where pages may begin, growing, the first at 0 and the end of the text behind the last.

    position: float64[n], their distances from the beginning, in characters of ordinary text.
    weight: float64[n], 0 for the first and for the end. heading: bool[n], a chapter begins there.
    """

    position: NDArray[np.float64]
    weight: NDArray[np.float64]
    heading: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLengths:
    """The usual length of a page and how far pages stray from it (the deviation of its logarithm)."""

    usual: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """The candidate with the index `place` is on page `page`, as far as is known; `weight` says how surely."""

    place: int
    page: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSteps:
    """All possible pages: from each place back to the earlier places that are close enough.

    back: int[n, w], the indices of the places before. score: float64[n, w], the logarithm of the likelihood of the
    page between them, and of the traces at its end where these are weighed; minus infinity where there is none.
    """

    back: NDArray[np.intp]
    score: NDArray[np.float64]


def page_steps(places: Candidates, lengths: PageLengths) -> PageSteps:
    """All pages that begin and end at one of the places, by their lengths alone: `weighed` adds the traces."""
    position = places.position
    size = len(position)
    low = np.searchsorted(position, position - _REACH * lengths.usual)
    width = max(int((np.arange(size) - low).max()), 1)
    back = np.arange(size)[:, None] - 1 - np.arange(width)[None, :]
    reached = back >= low[:, None]
    back = np.maximum(back, 0)
    # What follows is computed for the pages that are close enough alone: row by row, the end and the beginning of each.
    end, begin = np.repeat(np.arange(size), reached.sum(axis=1)), back[reached]
    # How many times the usual length each page has, as a logarithm.
    ratio = np.log(np.maximum(position[end] - position[begin], 1.0) / lengths.usual)
    chapter = np.where(position < _FRONT * lengths.usual, _SHORT_SHARE_IN_FRONT, _SHORT_SHARE_BEFORE_HEADING)
    short = np.where(places.heading, chapter, _SHORT_SHARE)
    likely = _regular(ratio, lengths, short=short[end])
    last, first = end == size - 1, begin == 0
    likely[last] = _last(ratio[last], lengths)
    likely[first] = _first(ratio[first], lengths)
    score = np.full(back.shape, -np.inf)
    score[reached] = likely
    return PageSteps(back=back, score=score)


def weighed(pages: PageSteps, weight: NDArray[np.float64]) -> PageSteps:
    """The pages with the traces at their ends; weight: float64[n], of each place."""
    return PageSteps(back=pages.back, score=pages.score + weight[:, None])


def likelihoods(pages: PageSteps, weights: NDArray[np.float64]) -> list[float]:
    """The logarithm of the likelihood of the text, over all sets of pages, for each row of weights: float64[k, n]."""
    count, size = weights.shape
    total = np.full((count, size), -np.inf)
    total[:, 0] = 0.0
    for at in range(1, size):
        scores = total[:, pages.back[at]] + (pages.score[at] + weights[:, at, None])
        top = scores.max(axis=1)
        if top[0] > -np.inf:  # a page ends here, or none does, whatever the weights
            shares = np.exp(scores - top[:, None]).sum(axis=1)
            total[:, at] = [highest + math.log(share) for highest, share in zip(top, shares, strict=True)]
    return [float(last) for last in total[:, -1]]


def page_counts(pages: PageSteps, most: int, known_pages: Sequence[KnownPage] = ()) -> NDArray[np.float64]:
    """float64[most + 1]: for each number of pages the logarithm of its likelihood, over all sets of so many."""
    size = len(pages.back)
    counted = np.full(most + 1, -np.inf)
    row = np.full(size, -np.inf)
    row[0] = 0.0
    for number in range(1, most + 1):
        scores = row[pages.back] + pages.score + _agreement(known_pages, number, pages.back)
        top = np.maximum(scores.max(axis=1), -1e300)
        with np.errstate(divide="ignore"):
            row = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
        row[0] = -np.inf
        counted[number] = row[-1]
    return counted


def best_pages(pages: PageSteps, count: int, known_pages: Sequence[KnownPage] = ()) -> tuple[int, ...]:
    """The indices of the places where the pages of the likeliest set of `count` pages begin; none if there is none."""
    size = len(pages.back)
    row = np.full(size, -np.inf)
    row[0] = 0.0
    befores = []
    for number in range(1, count + 1):
        scores = row[pages.back] + pages.score + _agreement(known_pages, number, pages.back)
        choice = np.argmax(scores, axis=1)
        row = scores[np.arange(size), choice]
        row[0] = -np.inf
        befores.append(pages.back[np.arange(size), choice])
    if row[-1] == -np.inf:
        return ()
    taken = [size - 1]
    for before in reversed(befores):
        taken.append(int(before[taken[-1]]))
    return tuple(reversed(taken[1:]))


def _regular(ratio: NDArray[np.float64], lengths: PageLengths, *, short: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of how likely pages of these lengths are, by length."""
    even = np.exp((ratio / lengths.spread) ** 2 / -2) * ((1 - _ODD_SHARE) / lengths.spread)
    odd = np.exp((ratio / _ODD_SPREAD) ** 2 / -2) * (_ODD_SHARE / _ODD_SPREAD)
    regular = (even + odd) * np.exp(-ratio) * ((1 - short) / math.sqrt(2 * math.pi))
    with np.errstate(divide="ignore"):
        return np.asarray(np.log((regular + np.where(ratio <= 0, short, 0.0)) / lengths.usual))


def _first(ratio: NDArray[np.float64], lengths: PageLengths) -> NDArray[np.float64]:
    """The first page may be of any length up to the usual one: it holds a title, or nothing else."""
    over = np.maximum(ratio, 0.0) / _FIRST_SPREAD
    return np.asarray(-over * over / 2 - over - math.log(lengths.usual))


def _last(ratio: NDArray[np.float64], lengths: PageLengths) -> NDArray[np.float64]:
    """The last page may be of any length up to the usual one."""
    over = np.maximum(ratio, 0.0) / max(lengths.spread, _FIRST_SPREAD)
    return np.asarray(-over * over / 2)


def _agreement(known_pages: Sequence[KnownPage], number: int, back: NDArray[np.intp]) -> NDArray[np.float64]:
    """How much the known pages, float64[n, w], speak for each page being page `number`."""
    support = np.zeros(len(back) + 1)
    for known in known_pages:
        support[known.place + 1] += known.weight if known.page == number else -known.weight
    before = np.cumsum(support)[: len(back)]
    return np.asarray(before[:, None] - before[back])
