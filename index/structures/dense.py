"""Exact search among passage vectors with FAISS; the only file that imports it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch

if TYPE_CHECKING:
    import faiss

_FILE = "vectors.faiss"

# FAISS adds up 32-bit products in an order of its own; for unit vectors its scores are off by less than this.
_ROUNDING = 1e-5
# How many more than k are fetched, so that ties at the end of the list seldom need a second search.
_SPARE = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DenseIndex:
    """Unit vectors by position. `rows` looks into the FAISS index's own memory."""

    index: "faiss.IndexFlat"
    rows: NDArray[np.float32]

    def top(
        self, vector: NDArray[np.float32], k: int, *, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The k nearest positions and their inner products, best first, earlier ones first among equals.

        `allowed` marks the positions to be ranked at all. FAISS finds the candidates; their scores are computed
        again in 64 bits, each row by itself, so that equal vectors get equal scores wherever they stand.
        """
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(-1)
        if query.size != self.index.d:
            raise IndexMismatch(
                f"the query's vector has {query.size} numbers, the index's {self.index.d}: the snapshot was built "
                "with another encoder; build it again"
            )
        available = len(self.rows) if allowed is None else int(np.count_nonzero(allowed))
        k = min(k, available)
        if k == 0:
            return np.empty(0, dtype=np.int64), np.empty(0)
        found = self._candidates(query, k, available=available, allowed=allowed)
        scores = (self.rows[found].astype(np.float64) * query).sum(axis=1)
        order = np.lexsort((found, -scores))[:k]
        return found[order], scores[order]

    def save(self, folder: Path) -> None:
        """Write the index into the existing `folder`."""
        import faiss

        faiss.write_index(self.index, str(folder / _FILE))

    def _candidates(
        self, query: NDArray[np.float32], k: int, *, available: int, allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.int64]:
        """At least the k best positions: as many as it takes until the last one clearly falls behind the k-th."""
        params = None if allowed is None else _only(allowed)
        count = min(k + _SPARE, available)
        while True:
            scores, positions = self.index.search(query[np.newaxis], count, params=params)
            if count == available or scores[0, -1] < scores[0, k - 1] - _ROUNDING:
                found: NDArray[np.int64] = positions[0]
                return found
            count = min(4 * count, available)


def build_dense(vectors: NDArray[np.float32]) -> DenseIndex:
    """The index of `vectors`, one row a passage, each of unit length."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return _opened(index)


def load_dense(folder: Path) -> DenseIndex:
    """The index saved in `folder`, mapped into memory. Raises IndexMismatch where it is missing or damaged."""
    import faiss

    path = folder / _FILE
    try:
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except RuntimeError as error:
        raise IndexMismatch(f"{path} is missing or damaged; run: pincite verify --repair") from error
    if not isinstance(index, faiss.IndexFlat):
        raise IndexMismatch(f"{path} is not a flat index of inner products; run: pincite verify --repair")
    return _opened(index)


def _opened(index: "faiss.IndexFlat") -> DenseIndex:
    import faiss

    rows = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(index.ntotal, index.d)
    return DenseIndex(index=index, rows=rows)


def _only(allowed: NDArray[np.bool_]) -> Any:
    """Search parameters that leave out all positions but the allowed ones."""
    import faiss

    typed: Any = faiss  # FAISS wraps these two classes at import, which its type stubs do not show
    return typed.SearchParameters(sel=typed.IDSelectorBitmap(np.packbits(allowed, bitorder="little")))
