"""From a question to ranked hits."""

import time
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.protocol import Encoder
from pincite.index.encoding.query_vectors import read_query
from pincite.index.errors import BadQuery
from pincite.index.interface.filters import Filters, Scope, check_filters
from pincite.index.interface.passage_index import (
    Candidates,
    FoundPassages,
    PassageIndex,
    PassageSearch,
    StoredPassage,
)
from pincite.index.interface.ranked_passages import Ranking
from pincite.index.interface.sentence_vectors import ScoredSentence
from pincite.index.interface.word_vectors import EncodedText
from pincite.index.query_translation import QueryTranslator, QueryVariant
from pincite.index.ranking.best_sentences import RESCORED, rank_by_sentences
from pincite.index.ranking.demotion import demote
from pincite.index.ranking.fusion import HEAD, POOL, append, fuse, merge
from pincite.index.ranking.question_words import rank_by_words, rarities
from pincite.index.ranking.repeated_passages import demote_repeats
from pincite.index.ranking.reranker import Reranker, rerank
from pincite.index.ranking.tied_vectors import tie_scores
from pincite.ingest.document import PageRange, Passage
from pincite.ingest.record import Record

Mode = Literal["hybrid", "sparse", "dense"]

MAX_QUERY_CHARACTERS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: at most `k` hits, from both retrievers or one, among the passages that the filters allow."""

    text: str
    k: int = 10
    mode: Mode = "hybrid"
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedBy:
    """Where one retriever put a passage (from 1), and the score it gave."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage with its rank and score, why it has them, and where it stands.

    `sparse` or `dense` is None where that retriever did not return the passage; it is never made up. `sentences` are
    those of the passage in their order, with their nearness to the question; () in sparse mode, which has no vectors.
    """

    rank: int
    score: float
    sparse: RankedBy | None
    dense: RankedBy | None
    passage: Passage
    pages: PageRange
    record: Record
    sentences: tuple[ScoredSentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Milliseconds by stage; 0 where a stage did not run."""

    encode_ms: float = 0.0
    sparse_ms: float = 0.0
    dense_ms: float = 0.0
    fuse_ms: float = 0.0
    load_ms: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOutcome:
    """The hits of a query, best first, and how long each stage took.

    `translation`: the English terms that were searched for instead, where the question was in Russian or Kazakh.
    """

    hits: tuple[Hit, ...]
    timings: Timings
    translation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """One variant of a question, and what the encoder reads in it; None in sparse mode, which has no vectors."""

    variant: QueryVariant
    encoded: EncodedText | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _VariantRanking:
    """What one variant of a question has found, and with which vector."""

    ranking: Ranking
    sparse: Ranking
    dense: Ranking
    vector: NDArray[np.float32] | None
    dense_ms: float
    fuse_ms: float


class Searcher:
    """An open snapshot and its encoder, ready for queries; `reranker` orders the best. Safe for several threads.

    own_terms: a folder that may hold the user's term lists.
    """

    def __init__(
        self,
        snapshot: PassageIndex,
        encoder: Encoder,
        *,
        reranker: Reranker | None = None,
        own_terms: Path | None = None,
    ) -> None:
        self.snapshot = snapshot
        self._encoder = encoder
        self._reranker = reranker
        self.translator = QueryTranslator(snapshot, own_terms)

    @property
    def encoder(self) -> Encoder:
        """What questions are encoded with."""
        return self._encoder

    def search(self, query: Query, *, changed: Collection[str] = ()) -> SearchOutcome:
        """The hits of a query, best first; ties in the order of passage ids.

        changed: documents that were removed or replaced since the snapshot was published; their passages are left out
        before ranking. Raises BadQuery, BadFilter; LibraryError where the library cannot be read.
        """
        text = checked_text(query.text)
        check_filters(query.filters, self.snapshot.keys_of(query.filters.documents))
        variants = self.translator.variants(text, Scope(filters=query.filters, without=frozenset(changed)))
        clock = [time.perf_counter()]
        encoded = [None if query.mode == "sparse" else read_query(one.text, self._encoder) for one in variants]
        clock.append(time.perf_counter())
        asked = [_Asked(variant=one, encoded=read) for one, read in zip(variants, encoded, strict=True)]
        candidates = self.snapshot.retrieve([_search_of(one, query) for one in asked])
        found = self._ranked(asked, candidates, query)
        clock.append(time.perf_counter())
        hits = self._hits(found, candidates, query.k)
        clock.append(time.perf_counter())
        encode_ms, _, load_ms = (np.diff(clock) * 1000).tolist()
        return SearchOutcome(
            hits=hits,
            timings=Timings(
                encode_ms=encode_ms,
                sparse_ms=sum(part.terms_ms for part in candidates.found),
                dense_ms=sum(one.dense_ms for one in found) + sum(part.vector_ms for part in candidates.found),
                fuse_ms=sum(one.fuse_ms for one in found),
                load_ms=load_ms,
            ),
            translation=next((variant.text for variant in variants if variant.english), None),
        )

    def _ranked(self, asked: Sequence[_Asked], candidates: Candidates, query: Query) -> list[_VariantRanking]:
        """What each variant has found, ranked."""
        words = [one.encoded.words if one.encoded is not None and query.mode == "hybrid" else () for one in asked]
        weights = rarities([word for part in words for word in part], self.snapshot)
        ends = np.cumsum([len(part) for part in words])
        return [
            self._rank(one, part, candidates, query, weights[end - len(own) : end])
            for one, part, own, end in zip(asked, candidates.found, words, ends.tolist(), strict=True)
        ]

    def _rank(
        self,
        asked: _Asked,
        found: FoundPassages,
        candidates: Candidates,
        query: Query,
        weights: NDArray[np.float64],
    ) -> _VariantRanking:
        clock = [time.perf_counter()]
        variant, encoded = asked.variant, asked.encoded
        sparse, dense = found.by_terms, found.by_vector
        if encoded is not None:
            dense = rank_by_sentences(dense, encoded.vector, candidates).first(_pool(query))
        clock.append(time.perf_counter())
        ranking = sparse if query.mode == "sparse" else dense
        if query.mode == "hybrid" and encoded is not None:
            fused = fuse(sparse, tie_scores(dense, sparse, candidates.vectors))
            ranking = append(rank_by_words(fused.first(HEAD), encoded, weights, candidates), fused.after(HEAD))
            ranking = demote(ranking, variant.text, candidates, original=query.text)
            ranking = rerank(ranking, variant.text, candidates, self._reranker)
        clock.append(time.perf_counter())
        dense_ms, fuse_ms = (np.diff(clock) * 1000).tolist()
        return _VariantRanking(
            ranking=ranking,
            sparse=sparse,
            dense=dense,
            vector=None if encoded is None else encoded.vector,
            dense_ms=dense_ms,
            fuse_ms=fuse_ms,
        )

    def _hits(self, found: Sequence[_VariantRanking], candidates: Candidates, k: int) -> tuple[Hit, ...]:
        ranking = demote_repeats(merge([one.ranking for one in found]), candidates)
        loaded = list(islice(_loaded(ranking, candidates, k), k))
        best = np.array([position for position, *_ in loaded], dtype=np.int64)
        by_sparse, by_dense = (
            _ranks_and_scores(merge(part), best) for part in zip(*((f.sparse, f.dense) for f in found), strict=True)
        )
        vectors = {position: one.vector for one in found for position in one.ranking.positions.tolist()}
        sentences = candidates.sentences(best)
        hits = list[Hit]()
        for number, (position, score, stored) in enumerate(loaded):
            vector = vectors[position]
            hits.append(
                Hit(
                    rank=number + 1,
                    score=score,
                    sparse=by_sparse.get(position),
                    dense=by_dense.get(position),
                    passage=stored.passage,
                    pages=stored.pages,
                    record=stored.record,
                    sentences=() if vector is None else sentences.scored(number, vector),
                )
            )
        return tuple(hits)


def _pool(query: Query) -> int:
    """How many candidates each retriever returns."""
    return max(POOL, query.k)


def _search_of(asked: _Asked, query: Query) -> PassageSearch:
    """What a variant of a question looks for."""
    return PassageSearch(
        scope=asked.variant.scope,
        terms=asked.variant.tokens,
        best_by_terms=0 if query.mode == "dense" else _pool(query),
        vector=None if asked.encoded is None else asked.encoded.vector,
        best_by_vector=0 if asked.encoded is None else RESCORED * _pool(query),
    )


def _loaded(ranking: Ranking, candidates: Candidates, k: int) -> Iterator[tuple[int, float, StoredPassage]]:
    """The passages of a ranking, best first, without those that were removed a moment ago; read k at a time."""
    positions, scores = ranking.positions.tolist(), ranking.scores.tolist()
    for start in range(0, len(positions), k):
        part = positions[start : start + k]
        stored = candidates.passages(part)
        for position, score in zip(part, scores[start : start + k], strict=True):
            if position in stored:
                yield position, score, stored[position]


def checked_text(text: str) -> str:
    """The query in one form (NFC, single blanks). Raises BadQuery when there is nothing in it, or too much."""
    cleaned = " ".join(unicodedata.normalize("NFC", text).split())
    if any("\ud800" <= character <= "\udfff" for character in cleaned):
        raise BadQuery("the query holds half a character (a byte that is not UTF-8); type it again")
    if not cleaned:
        raise BadQuery("the query is empty; ask a question or give words to search for")
    if len(cleaned) > MAX_QUERY_CHARACTERS:
        raise BadQuery(f"the query has {len(cleaned)} characters; shorten it to at most {MAX_QUERY_CHARACTERS}")
    return cleaned


def _ranks_and_scores(ranking: Ranking, best: NDArray[np.int64]) -> dict[int, RankedBy]:
    """Rank and score in the ranking, of those of `best` that are in it."""
    places = np.flatnonzero(np.isin(ranking.positions, best)).tolist()
    return {
        int(ranking.positions[place]): RankedBy(rank=place + 1, score=float(ranking.scores[place])) for place in places
    }
