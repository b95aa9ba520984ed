"""Other ways of searching the same documents, to measure beside Pincite: the usual stack, and two known libraries.

All read the documents as they were received, with the same encoder, run by sentence-transformers, which cuts off what
does not fit its window as these stacks do. Their chunks are scored by the same text-overlap rule as our passages.

    rank-bm25          words of 120-word chunks, lower case, as the package's own example splits them
    encoder alone      the same chunks by the inner product of unit vectors
    RRF of the two     1 / (60 + rank), summed (Cormack, Clarke and Büttcher, SIGIR 2009)
    Haystack, txtai    in modules of their own
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from pincite.eval.baselines.haystack_pipeline import haystack_pipeline
from pincite.eval.baselines.txtai_pipeline import txtai_pipeline
from pincite.eval.evaluation import Pipeline
from pincite.eval.systems.system import RetrievedPassage
from pincite.index.encoding.encoder import find_encoder, load_torch

CHUNK_WORDS = 120
_RRF_K = 60
_POOL = 200

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to float32[n, d], rows of unit length."""

Chunks = Mapping[str, Mapping[str, str]]
"""Document id -> chunk id -> text."""

Ranked = Sequence[str]


def baselines(texts: Mapping[str, str], encode: Encode) -> list[Pipeline]:
    """The usual stack, and the libraries. texts: document id -> its text. Raises BaselineMissing."""
    return [*usual_stack(texts, encode), haystack_pipeline(texts, encode), txtai_pipeline(texts, encode)]


def cutting_encoder(model: str | None) -> Encode:
    """The encoder as sentence-transformers runs it: what is beyond its window is cut off."""
    network = load_torch(find_encoder(model)).model

    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = network.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    return encode


def usual_stack(texts: Mapping[str, str], encode: Encode) -> list[Pipeline]:
    """BM25 by rank-bm25, the encoder, and reciprocal rank fusion of both, over chunks of 120 words."""
    chunks = {name: cut(name, text) for name, text in texts.items()}
    stretches = {identifier: text for held in chunks.values() for identifier, text in held.items()}
    names = list(stretches)
    bm25 = BM25Okapi([text.lower().split() for text in stretches.values()])
    vectors = encode(list(stretches.values()))

    def by_words(query: str) -> Ranked:
        return _best(names, bm25.get_scores(query.lower().split()))

    def by_meaning(query: str) -> Ranked:
        return _best(names, vectors @ encode([query])[0])

    def by_both(query: str) -> Ranked:
        return fuse_ranks([by_words(query)[:_POOL], by_meaning(query)[:_POOL]])

    ways = {"rank-bm25": by_words, "encoder alone": by_meaning, "RRF of the two": by_both}
    return [Pipeline(name=name, texts=chunks, search=_search(way, stretches)) for name, way in ways.items()]


def cut(document_id: str, text: str) -> dict[str, str]:
    """The chunks of a text by id: 120 words each, as they follow on one another."""
    words = text.split()
    return {
        f"{document_id}#{number}": " ".join(words[start : start + CHUNK_WORDS])
        for number, start in enumerate(range(0, len(words), CHUNK_WORDS))
    }


def fuse_ranks(rankings: Sequence[Ranked]) -> Ranked:
    """Everything in any of the rankings, by the sum of 1 / (60 + rank); ties in the order of ids."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, name in enumerate(ranking, start=1):
            scores[name] = scores.get(name, 0.0) + 1 / (_RRF_K + rank)
    return sorted(scores, key=lambda name: (-scores[name], name))


def _best(names: Sequence[str], scores: NDArray[np.floating]) -> Ranked:
    return [names[place] for place in np.argsort(-scores, kind="stable")]


def _search(
    way: Callable[[str], Ranked], texts: Mapping[str, str]
) -> Callable[[str, int], tuple[RetrievedPassage, ...]]:
    def search(text: str, k: int) -> tuple[RetrievedPassage, ...]:
        return tuple(
            RetrievedPassage(passage_id=name, document_id=name.rpartition("#")[0], text=texts[name])
            for name in way(text)[:k]
        )

    return search
