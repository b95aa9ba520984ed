"""Passages that stand in several segments in any order, as a library's history may have left them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pincite.index.structures.bm25 import BM25, TermStatistics
from pincite.index.structures.placement import Placement, place_rows
from pincite.index.structures.postings import Postings, build_postings


def spread(count: int, *, segments: int, seed: int) -> Placement:
    """`count` passages in so many segments, some of them perhaps empty, and in rows without any order."""
    rng = np.random.default_rng(seed)
    cuts = np.sort(rng.integers(count + 1, size=segments - 1))
    return place_rows(np.split(rng.permutation(count).astype(np.int64), cuts))


def in_one_segment(count: int) -> Placement:
    """`count` passages in one segment, in the order of their positions."""
    return place_rows([np.arange(count, dtype=np.int64)])


def postings_of(token_lists: Sequence[Sequence[str]], placement: Placement) -> list[Postings]:
    """The postings of each segment. token_lists: the terms of each passage, by position."""
    return [build_postings(token_lists[at] for at in positions.tolist()) for positions in placement.positions]


def counted_statistics(token_lists: Sequence[Sequence[str]]) -> TermStatistics:
    """The statistics of these passages, counted one by one."""
    frequencies = Counter(term for tokens in token_lists for term in set(tokens))
    return TermStatistics(
        passages=len(token_lists),
        length=sum(map(len, token_lists)),
        frequencies=dict(sorted(Counter(frequencies.values()).items())),
    )


def bm25_of(token_lists: Sequence[Sequence[str]], placement: Placement | None = None) -> BM25:
    """BM25 over these passages, in one segment unless a placement is given."""
    placement = placement or in_one_segment(len(token_lists))
    return BM25(postings_of(token_lists, placement), placement, counted_statistics(token_lists))
