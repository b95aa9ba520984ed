"""Finds the page length and page starts that explain the traces in a text best (maximum likelihood)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

import numpy as np

from pincite.ingest.lost_pages.candidate_starts import CandidateStart, Typesetting, arrange_candidates
from pincite.ingest.lost_pages.contents_table import ContentsEntry
from pincite.ingest.lost_pages.page_lengths import (
    Candidates,
    KnownPage,
    PageLengths,
    PageSteps,
    best_pages,
    likelihoods,
    page_counts,
    page_steps,
    weighed,
)
from pincite.ingest.lost_pages.source_blocks import SourceBlock

_LENGTHS = tuple(700 * 1.08**step for step in range(38))  # characters on a page, from 700 to 12,000
_COMMON, _COMMON_SPREAD = 3000, 0.4  # characters on most pages, and how far the logarithm strays from that
_WITHIN = (0.5, 1.5)  # times the length that a given number of pages leads to
_SPREADS = (0.06, 0.09, 0.12, 0.2, 0.25)
_FIRST_SPREADS = (0.07, 0.16)
_TRACED_SHARES = (0.85, 0.5)
_SCALES = (0.6, 0.8, 1.3, 1.8, 2.6)
_NEAR = (0.92, 1.0, 1.08)
_NEARER = (0.95, 0.975, 1.025, 1.05)
_CONTENTS_AGREE = 3  # headings: fewer in the contents say nothing
_CONTENTS_SHARE = 0.75  # of them that have to be on the page that the contents name
_CONTENTS_WEIGHT = 3.0
_GIVEN_WEIGHT = 30.0
_NUMBERED_APART = 0.1  # of the texts: printed numbers are ahead of the pages by just so many, if not by none


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpagedText:
    """A text of `length` characters, and everything that is known of its pages.

    pages: how many there are, where that is known. given: the offset where a page is known to begin, and its number.
    """

    length: int
    blocks: Sequence[SourceBlock]
    places: Sequence[CandidateStart]
    contents: Sequence[ContentsEntry]
    pages: int | None
    given: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A page length and a setting, and how likely the text is with them (`score`, against having no pages at all).

    known_pages: what is said of the pages on which something stands. ahead: by how much the numbers in the table of
    contents are ahead of the pages' places in the file, None where they were not used.
    """

    score: float
    lengths: PageLengths
    setting: Typesetting
    known_pages: tuple[KnownPage, ...]
    ahead: int | None


def fit_pages(unpaged: UnpagedText) -> Fit:
    """The likeliest fit, agreeing with the table of contents where that can be."""
    given = tuple(
        KnownPage(place=_place_at(unpaged, offset), page=page, weight=_GIVEN_WEIGHT) for offset, page in unpaged.given
    )
    lengths = PageLengths(usual=_LENGTHS[0], spread=_SPREADS[0])
    unscored = Fit(score=-math.inf, lengths=lengths, setting=Typesetting(), known_pages=given, ahead=None)
    pages = unpaged.pages
    tried = [
        replace(unscored, lengths=PageLengths(usual=usual, spread=spread), setting=Typesetting(traced=traced))
        for usual in _LENGTHS
        if pages is None or _WITHIN[0] * pages <= unpaged.length / usual <= _WITHIN[1] * pages
        for spread in _FIRST_SPREADS
        for traced in _TRACED_SHARES
    ]
    best = _refined(unpaged, _best(unpaged, [unscored, *tried]))
    if len(unpaged.contents) < _CONTENTS_AGREE or best.score == -math.inf:
        return best
    agreeing = _best(unpaged, [_fit_with_contents(unpaged, best, ahead) for ahead in _ahead(unpaged, best)])
    agreeing = _refined(unpaged, agreeing)
    found = _pages_at(likeliest_starts(unpaged, agreeing), _contents_at(unpaged))
    right = sum(entry.number - page == agreeing.ahead for entry, page in zip(unpaged.contents, found, strict=True))
    return agreeing if right >= _CONTENTS_SHARE * len(found) else best


def likeliest_starts(unpaged: UnpagedText, fit: Fit) -> tuple[int, ...]:
    """The likeliest beginnings of pages: indices of places counted from 1, after a 0 for the first page."""
    found = _steps(unpaged, fit)
    count = unpaged.pages or int(np.argmax(page_counts(found, _most(unpaged, fit), fit.known_pages)))
    return best_pages(found, count, fit.known_pages)


def _refined(unpaged: UnpagedText, best: Fit) -> Fit:
    """The fit, adapted to the text: the room that its references and tables take, and how even its pages are."""
    for name in ("entries", "table"):
        tried = [
            replace(best, lengths=_nearly(best.lengths, near), setting=replace(best.setting, **{name: scale}))
            for scale in _SCALES
            for near in _NEAR
        ]
        best = _best(unpaged, [best, *tried])
    spreads = [replace(best, lengths=replace(best.lengths, spread=spread)) for spread in _SPREADS]
    best = _best(unpaged, [best, *spreads])
    return _best(unpaged, [best, *(replace(best, lengths=_nearly(best.lengths, near)) for near in _NEARER)])


def _best(unpaged: UnpagedText, fits: Sequence[Fit]) -> Fit:
    """The likeliest of the fits, which are scored here; the first of them may be scored already."""
    first = fits[:1] if fits[0].score > -math.inf else _scored(unpaged, fits[:1])
    scored: list[Fit] = [*first, *_scored(unpaged, fits[1:])]
    return max(scored, key=lambda fit: fit.score)


def _scored(unpaged: UnpagedText, fits: Sequence[Fit]) -> Iterator[Fit]:
    """The fits with their scores. Those in a row that differ in the share of traces alone share lengths of pages."""
    for _, group in groupby(fits, key=lambda fit: (fit.lengths, replace(fit.setting, traced=0.0))):
        alike = list(group)
        places = [_places(unpaged, fit.setting) for fit in alike]
        pages = page_steps(places[0], alike[0].lengths)
        weights = np.array([one.weight for one in places])
        if unpaged.pages is None and not any(fit.known_pages for fit in alike):
            found = likelihoods(pages, weights)
        else:
            found = [
                _likelihood_with(unpaged, fit, weighed(pages, weight))
                for fit, weight in zip(alike, weights, strict=True)
            ]
        yield from (replace(fit, score=_prior(fit) + one) for fit, one in zip(alike, found, strict=True))


def _prior(fit: Fit) -> float:
    """How likely the fit is before the text is looked at."""
    deviation = math.log(fit.lengths.usual / _COMMON) / _COMMON_SPREAD
    return -deviation * deviation / 2 + (math.log(_NUMBERED_APART) if fit.ahead else 0.0)


def _likelihood_with(unpaged: UnpagedText, fit: Fit, pages: PageSteps) -> float:
    """How likely the text is, where its number of pages or some of its pages are known."""
    counted = page_counts(pages, unpaged.pages or _most(unpaged, fit), fit.known_pages)
    return float(counted[unpaged.pages]) if unpaged.pages is not None else float(np.logaddexp.reduce(counted))


def _steps(unpaged: UnpagedText, fit: Fit) -> PageSteps:
    places = _places(unpaged, fit.setting)
    return weighed(page_steps(places, fit.lengths), places.weight)


def _places(unpaged: UnpagedText, setting: Typesetting) -> Candidates:
    return arrange_candidates(unpaged.places, unpaged.blocks, unpaged.length, setting)


def _most(unpaged: UnpagedText, fit: Fit) -> int:
    """More pages than these the text cannot have: short ones are the exception."""
    return int(1.6 * unpaged.length / fit.lengths.usual) + 3


def _nearly(lengths: PageLengths, near: float) -> PageLengths:
    return replace(lengths, usual=lengths.usual * near)


def _fit_with_contents(unpaged: UnpagedText, fit: Fit, ahead: int) -> Fit:
    """The fit, not yet scored, with what the contents say where their numbers are so far ahead of the pages."""
    known_pages = tuple(
        KnownPage(place=place, page=entry.number - ahead, weight=_CONTENTS_WEIGHT)
        for place, entry in zip(_contents_at(unpaged), unpaged.contents, strict=True)
    )
    return replace(fit, score=-math.inf, known_pages=(*fit.known_pages, *known_pages), ahead=ahead)


def _ahead(unpaged: UnpagedText, fit: Fit) -> list[int]:
    """By how much the numbers in the contents may be ahead of the pages' places in the file."""
    found = _pages_at(likeliest_starts(unpaged, fit), _contents_at(unpaged))
    middle = round(median(entry.number - page for entry, page in zip(unpaged.contents, found, strict=True)))
    return sorted({0, *range(middle - 2, middle + 3)})


def _contents_at(unpaged: UnpagedText) -> list[int]:
    return [_place_at(unpaged, entry.start) for entry in unpaged.contents]


def _place_at(unpaged: UnpagedText, offset: int) -> int:
    """The index of the place at the offset, or of the last one before it."""
    return int(np.searchsorted([place.start for place in unpaged.places], offset, side="right"))


def _pages_at(chosen: Sequence[int], places: Sequence[int]) -> list[int]:
    return [int(np.searchsorted(chosen, place, side="right")) for place in places]
