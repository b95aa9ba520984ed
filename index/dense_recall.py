"""How many of the nearest passages dense search finds, with filters and without (`pincite verify --recall`).

Up to a size all vectors are compared, and none is missed; beyond, codes choose which are (index/structures/dense.py).
Here every vector is compared, and what search finds is held against that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.long_texts import encode_text
from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.sentence_vectors import sentences_of
from pincite.index.snapshots.snapshot import Snapshot, open_encoder, open_snapshot
from pincite.index.structures.dense import DenseIndex

K = 10
QUESTIONS = 200
_SHARES = (1 / 100, 1 / 1000)  # of the passages, that a filter leaves
_AT_ONCE = 16_384  # vectors that are compared at a time
_EQUAL = 1e-6  # vectors that are as near as the last of the best may stand for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """With so many passages allowed, which share of the ten nearest is found, on the mean over the questions."""

    allowed: str
    passages: int
    recall: float


def measure_recall(data: Path, *, encoder: Encoder | None = None, questions: int = QUESTIONS) -> list[Recall]:
    """The recall of dense search in the library in `data`; `encoder` instead of the one that the index has.

    Questions are halves of sentences from all over the library, so none of them is a text that is stored. Filters are
    documents from all over it, and the document in the middle. Raises IndexNotFound and IndexMismatch, LibraryError.
    """
    snapshot = open_snapshot(data)
    try:
        if not len(snapshot):
            return []
        with_encoder = encoder or open_encoder(data, snapshot)
        vectors = np.stack([encode_text(text, with_encoder) for text in _questions(snapshot, questions)])
        return [
            Recall(
                allowed=name,
                passages=len(snapshot) if mask is None else int(np.count_nonzero(mask)),
                recall=recall_at(snapshot.parts.dense, vectors, K, allowed=mask),
            )
            for name, mask in _filters(snapshot)
        ]
    finally:
        snapshot.close()


def recall_at(
    index: DenseIndex, questions: NDArray[np.float32], k: int, *, allowed: NDArray[np.bool_] | None = None
) -> float:
    """Which share of the k nearest passages `index.top` finds for questions float32[n, d], on the mean."""
    least = _least_scores(index, questions, k, allowed)
    found = [index.top(question, k, allowed=allowed)[1] for question in questions]
    shares = [
        np.count_nonzero(scores >= limit - _EQUAL) / len(scores) for scores, limit in zip(found, least, strict=True)
    ]
    return float(np.mean(shares))


def _least_scores(
    index: DenseIndex, questions: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None
) -> NDArray[np.float32]:
    """For each question the inner product of the k-th nearest passage, all being compared: float32[n]."""
    places = np.arange(len(index.placement)) if allowed is None else np.flatnonzero(allowed)
    best = np.empty((len(questions), 0), dtype=np.float32)
    for start in range(0, len(places), _AT_ONCE):
        near = questions @ index.vectors(places[start : start + _AT_ONCE]).T
        best = np.concatenate([best, near], axis=1)
        if best.shape[1] > k:
            best = np.partition(best, best.shape[1] - k, axis=1)[:, -k:]
    return np.asarray(best.min(axis=1), dtype=np.float32)


def _questions(snapshot: Snapshot, count: int) -> Iterator[str]:
    """The first halves of sentences of passages from all over the library."""
    positions = np.unique(np.linspace(0, len(snapshot) - 1, count, dtype=np.int64)).tolist()
    for stored in snapshot.parts.stored.passages(positions).values():
        passage = stored.passage
        start, end = max(sentences_of(passage, "en"), key=lambda place: place[1] - place[0])
        words = passage.text[start:end].split()
        yield (
            " ".join(words[: (len(words) + 1) // 2]) if len(words) > 1 else passage.text[start : (start + end + 1) // 2]
        )


def _filters(snapshot: Snapshot) -> Iterator[tuple[str, NDArray[np.bool_] | None]]:
    """No filter; documents from all over the library, with so large a share of the passages; one document."""
    yield "all", None
    documents = snapshot.documents
    ids: Sequence[str] = documents.ids.tolist()
    for share in _SHARES:
        wanted = max(1, round(share * len(ids)))
        chosen = np.unique(np.linspace(0, len(ids) - 1, wanted + 2, dtype=np.int64)[1:-1])
        mask = documents.among([ids[number] for number in chosen.tolist()])[documents.of]
        if mask.any():
            yield f"{len(chosen):,} of {len(ids):,} documents", mask
    mask = documents.among([ids[len(ids) // 2]])[documents.of]
    if mask.any():
        yield "one document", mask
