"""Four fifths of a passage's word vectors: those that are nearest to each other become one.

A passage repeats words, and says a thing twice in other words; their vectors are near each other in any question. So
words are joined, the two groups with the smallest mean distance first, until four fifths of their number are left, and
a group is kept as its mean (token pooling: Clavié, Chaffin and Adams, "Reducing the Footprint of Multi-Vector Retrieval
with Minimal Performance Impact via Token Pooling", 2024). Only the passage's own words decide, by whole numbers.
"""

import numpy as np
from numpy.typing import NDArray

from pincite.index.interface.few_bits import Levels, levels_of

# docs/explanation/retrieval.md compares other shares.
_KEPT, _OF = 4, 5


def pooled(levels: Levels) -> Levels:
    """The levels of four fifths of the vectors int8[w, d], rounded up: int8[(4 w + 4) // 5, d], in their order."""
    count = len(levels)
    groups = _groups(levels, -(-_KEPT * count // _OF))
    firsts, of = np.unique(groups, return_inverse=True)
    if len(firsts) == count:
        return levels
    members = np.zeros((len(firsts), count), dtype=np.float32)
    members[of, np.arange(count)] = 1
    sums = (members @ levels.astype(np.float32)).astype(np.float64)  # whole numbers
    lengths = np.sqrt((sums**2).sum(axis=1, keepdims=True))
    return levels_of(sums / np.maximum(lengths, 1))


def _groups(levels: Levels, wanted: int) -> NDArray[np.int64]:
    """For each vector the number of the first one of its group, by average linkage, earlier pairs first among equals.

    The squared distances of levels are whole numbers, exact in 32 bits; the means of those of groups are not, but are
    taken in one order.
    """
    count = len(levels)
    groups, sizes = np.arange(count), np.ones(count)
    numbers = levels.astype(np.float32)
    products = (numbers @ numbers.T).astype(np.float64)
    squares = np.diag(products)
    distances = squares[:, np.newaxis] + squares - 2 * products
    np.fill_diagonal(distances, np.inf)
    for _ in range(count - wanted):
        one, other = sorted(divmod(int(distances.argmin()), count))
        both = sizes[one] + sizes[other]
        joined = (sizes[one] * distances[one] + sizes[other] * distances[other]) / both
        distances[one] = distances[:, one] = joined
        distances[other] = distances[:, other] = distances[one, one] = np.inf
        sizes[one] = both
        groups[groups == other] = one
    return groups
