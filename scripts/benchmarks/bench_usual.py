"""The usual stack for hybrid search, to measure beside Pincite: sentence-transformers, FAISS and rank_bm25.

One process of its own: what to open and to ask comes as JSON on stdin. The folder to open has the passages as lines
of JSON, and their vectors in a FAISS index, in the same order. It prints "ready" after the first answer and,
when all is answered, one line of JSON.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from bench_table import peak_memory_mb
from numpy.typing import NDArray

if TYPE_CHECKING:
    from faiss import Index

PASSAGES, VECTORS = "passages.jsonl", "vectors.faiss"

_POOL = 200
_K = 10


class UsualStack:
    """Passages, a FAISS index of their vectors and a rank_bm25 index of their words, with the model that made them."""

    def __init__(self, folder: Path, model: str) -> None:
        import faiss
        import torch
        from rank_bm25 import BM25Okapi
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        bars: Any = logging  # its functions have no types
        bars.disable_progress_bar()
        torch.set_num_threads(1)
        self._model = SentenceTransformer(model, device="cpu", local_files_only=True)
        self._index: Index = faiss.read_index(str(folder / VECTORS))
        lines = (folder / PASSAGES).read_text("utf-8").splitlines()
        self._passages = [json.loads(line) for line in lines]
        self._sparse = BM25Okapi([passage["text"].lower().split() for passage in self._passages])

    def search(self, query: str) -> tuple[list[Any], list[float]]:
        """The best passages, and the seconds for each stage: encode, sparse, dense, fuse, load."""
        pool = min(_POOL, len(self._passages))
        clock = [time.perf_counter()]
        vector = self._model.encode([query], normalize_embeddings=True, show_progress_bar=False)
        clock.append(time.perf_counter())
        sparse = self._sparse.get_scores(query.lower().split())
        by_words = np.argsort(-sparse)[:pool]
        clock.append(time.perf_counter())
        dense, by_meaning = self._index.search(vector, pool)
        clock.append(time.perf_counter())
        fused = np.zeros(len(self._passages))
        fused[by_words] += 0.5 * _normalised(sparse[by_words])
        fused[by_meaning[0]] += 0.5 * _normalised(dense[0])
        best = np.argsort(-fused)[:_K]
        clock.append(time.perf_counter())
        found = [self._passages[place] for place in best]
        clock.append(time.perf_counter())
        return found, np.diff(clock).tolist()


def _normalised(scores: NDArray[Any]) -> NDArray[Any]:
    low, high = scores.min(), scores.max()
    return np.ones(len(scores)) if high == low else (scores - low) / (high - low)


def import_libraries() -> float:
    """The seconds that the libraries take to be imported."""
    start = time.perf_counter()
    import faiss  # noqa: F401
    import rank_bm25  # noqa: F401
    import sentence_transformers  # noqa: F401

    return time.perf_counter() - start


def main(folder: Path, model: str, questions: Sequence[str]) -> None:
    imports_s = import_libraries()
    start = time.perf_counter()
    stack = UsualStack(folder, model)
    opening_s = time.perf_counter() - start
    stack.search(questions[0])
    print("ready", flush=True)
    stages = [stack.search(question)[1] for question in questions]
    print(
        json.dumps({
            "imports_s": imports_s, "opening_s": opening_s, "peak_mb": peak_memory_mb("self"), "stages": stages,
        })
    )  # fmt: skip


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    main(Path(asked["folder"]), asked["model"], asked["questions"])
