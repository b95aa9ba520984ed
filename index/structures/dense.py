"""Search among passage vectors with FAISS; the only file that imports it.

Up to EXACT passages all vectors are compared. Beyond, each passage has a code, the signs of its vector's numbers, a bit
each; those whose codes differ least from the question's are compared by their vectors. A score is always exact; what
may be missed is a passage whose code misleads. `docs/explanation/growth.md` says how rare that is.
"""

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.index.structures.placement import Placement

if TYPE_CHECKING:
    import faiss

VECTORS_FILE = "vectors.faiss"

# FAISS adds up 32-bit products in an order of its own; for unit vectors its scores are off by less than this.
_ROUNDING = 1e-5
# How many more than k are fetched, so that ties at the end of the list seldom need a second search.
_SPARE = 8
EXACT = 20_000  # passages that may be ranked; so many are compared in two milliseconds
RESCORED = 2000  # passages at least that are compared by their vectors where codes come first
_LEAST = 45  # bytes that FAISS's file has at least


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentVectors:
    """The unit vectors of a segment's rows. `rows`: float16[n, d], looks into the FAISS index's own memory."""

    index: "faiss.IndexScalarQuantizer"
    rows: NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DenseIndex:
    """The unit vectors of all passages, `dimension` numbers each, in segments; codes: as `sign_codes` makes them."""

    segments: Sequence[SegmentVectors]
    codes: Sequence[NDArray[np.uint8]]
    placement: Placement
    dimension: int

    def vectors(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors of these passages: float32[n, d]."""
        if not len(positions):
            return np.empty((0, self.dimension), dtype=np.float32)
        halves = self.placement.gathered([part.rows for part in self.segments], positions)
        return _in_32_bits(np.asarray(halves, dtype=np.float16))

    def top(
        self, vector: NDArray[np.float32], k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The k nearest positions and their inner products, best first, earlier ones first among equals.

        `allowed` marks the positions to be ranked at all. FAISS finds the candidates; their scores are computed
        again in 64 bits, each row by itself, so that equal vectors get equal scores wherever they stand.
        """
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(-1)
        if query.size != self.dimension:
            raise IndexMismatch(
                f"the query's vector has {query.size} numbers, the index's {self.dimension}: the snapshot was built "
                "with another encoder; build it again"
            )
        available = len(self.placement) if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, available)
        if k == 0:
            return np.empty(0, dtype=np.int64), np.empty(0)
        by_codes = available > EXACT
        found = self._by_codes(query, 2 * k, allowed) if by_codes else self._candidates(query, k, allowed)
        vectors = self.vectors(found)
        near = vectors @ query
        kept = near >= np.partition(near, -k)[-k] - _ROUNDING
        found, vectors = found[kept], vectors[kept]
        scores = (vectors.astype(np.float64) * query).sum(axis=1)
        order = np.lexsort((found, -scores))[:k]
        return found[order], scores[order]

    def _by_codes(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """The positions whose codes differ least from the query's: at least RESCORED, and all that differ as much."""
        distances = np.empty(len(self.placement), dtype=np.int32)
        code = sign_codes(query[np.newaxis])
        start = 0
        for codes in self.codes:
            _hamming(code, codes, out=distances[start : start + len(codes)])
            start += len(codes)
        if allowed is not None:
            distances[~allowed[self.placement.joined]] = self.dimension + 1
        counts = np.bincount(distances, minlength=self.dimension + 1)
        radius = int(np.searchsorted(np.cumsum(counts), max(RESCORED, k)))
        return self.placement.joined[np.flatnonzero(distances <= min(radius, self.dimension))]

    def _candidates(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """The k best positions, and of each segment as many more as may equal the k-th within FAISS's rounding."""
        searches = [
            _SegmentSearch(part, positions, query, allowed)
            for part, positions in zip(self.segments, self.placement.positions, strict=True)
        ]
        for search in searches:
            search.extend(k + _SPARE)
        while True:
            scores = np.concatenate([search.scores for search in searches])
            least = float(np.partition(scores, -k)[-k]) - _ROUNDING
            behind = [search for search in searches if search.may_reach(least)]
            if not behind:
                return np.concatenate([search.found for search in searches])
            for search in behind:
                search.extend(4 * len(search.found))


class _SegmentSearch:
    """The best of one segment for a query, as many as were asked for so far."""

    def __init__(
        self,
        part: SegmentVectors,
        positions: NDArray[np.int64],
        query: NDArray[np.float32],
        allowed: NDArray[np.bool_] | None,
    ) -> None:
        self._part, self._positions, self._query = part, positions, query
        mask = None if allowed is None else allowed[positions]
        self._available = len(positions) if mask is None else int(np.count_nonzero(mask))
        self._params = None if mask is None or not self._available else _only(mask)
        self.found = np.empty(0, dtype=np.int64)
        self.scores = np.empty(0, dtype=np.float32)

    def extend(self, count: int) -> None:
        """Look for the `count` best."""
        count = min(count, self._available)
        if count:
            scores, rows = self._part.index.search(self._query[np.newaxis], count, params=self._params)
            self.found, self.scores = self._positions[rows[0]], scores[0]

    def may_reach(self, least: float) -> bool:
        """Whether rows that were not fetched may score as much."""
        return len(self.found) < self._available and float(self.scores[-1]) >= least


def sign_codes(vectors: NDArray[np.floating]) -> NDArray[np.uint8]:
    """The signs of the numbers of vectors [n, d], a bit each: uint8[n, (d + 7) // 8]."""
    return np.packbits(vectors > 0, axis=1)


def _hamming(code: NDArray[np.uint8], codes: NDArray[np.uint8], *, out: NDArray[np.int32]) -> None:
    """Write into `out`, int32[n], in how many bits each of `codes` differs from the code."""
    import faiss

    typed: Any = faiss
    if len(codes):
        code, codes = np.ascontiguousarray(code), np.ascontiguousarray(codes)
        pointers = (typed.swig_ptr(one) for one in (code, codes))
        typed.hammings(*pointers, 1, len(codes), codes.shape[1], typed.swig_ptr(out))


def _in_32_bits(halves: NDArray[np.float16]) -> NDArray[np.float32]:
    """The same finite numbers, two to three times as fast as numpy converts them, which takes one at a time.

    Exponent and fraction stand 13 bits further left; the exponent then counts from 112 less.
    """
    bits = halves.view(np.uint16).astype(np.uint32)
    signs = (bits & 0x8000) << 16
    bits &= 0x7FFF
    bits <<= 13
    bits |= signs
    numbers = bits.view(np.float32)
    numbers *= np.float32(2.0**112)
    return numbers


def save_vectors(folder: Path, vectors: NDArray[np.floating]) -> None:
    """Write the vectors of a segment, one row a passage, each of unit length, into the existing `folder`.

    They are kept in 16 bits a number.

    Raises OSError, RuntimeError.
    """
    import faiss

    halves = faiss.ScalarQuantizer.QT_fp16
    index = faiss.IndexScalarQuantizer(vectors.shape[1], halves, faiss.METRIC_INNER_PRODUCT)
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    path = folder / VECTORS_FILE
    faiss.write_index(index, str(path))
    if path.stat().st_size < index.ntotal * index.code_size:  # FAISS does not look whether the last bytes found room
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def load_vectors(folder: Path) -> SegmentVectors:
    """The vectors saved in `folder`, mapped into memory. Raises IndexMismatch where they are missing or damaged."""
    import faiss

    path = folder / VECTORS_FILE
    try:
        if path.stat().st_size < _LEAST:  # FAISS reads what is not there, and the process dies
            raise IndexMismatch(f"{path} is cut off; run: pincite verify --repair")
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except (OSError, RuntimeError) as error:
        raise IndexMismatch(f"{path} is missing or damaged; run: pincite verify --repair") from error
    if not isinstance(index, faiss.IndexScalarQuantizer) or index.code_size != 2 * index.d:
        raise IndexMismatch(f"{path} is not an index of numbers of 16 bits; run: pincite verify --repair")
    view = faiss.rev_swig_ptr(index.codes.data(), index.ntotal * index.code_size)
    halves = np.asarray(_Memory(index, view.__array_interface__)).view(np.float16)
    return SegmentVectors(index=index, rows=halves.reshape(index.ntotal, index.d))


class _Memory:
    """Numbers in the memory of a FAISS index, which lives as long as anybody looks at them."""

    def __init__(self, index: "faiss.IndexScalarQuantizer", interface: Mapping[str, Any]) -> None:
        self.index = index
        self.__array_interface__ = interface


def _only(allowed: NDArray[np.bool_]) -> Any:
    """Search parameters that leave out all rows but the allowed ones."""
    import faiss

    typed: Any = faiss  # FAISS wraps these two classes at import, which its type stubs do not show
    return typed.SearchParameters(sel=typed.IDSelectorBitmap(np.packbits(allowed, bitorder="little")))
