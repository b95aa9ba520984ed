"""From a question to ranked hits."""

import time
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import log
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.protocol import Encoder
from pincite.index.encoding.query_vectors import read_query
from pincite.index.errors import BadQuery
from pincite.index.language.tokenizer import tokenize_query
from pincite.index.query_translation import QueryTranslator, QueryVariant
from pincite.index.ranking.demotion import demote
from pincite.index.ranking.filters import Filters, allowed_passages
from pincite.index.ranking.fusion import HEAD, POOL, Ranking, append, blend, fuse, merge, ranked
from pincite.index.ranking.repeated_passages import demote_repeats
from pincite.index.ranking.reranker import Reranker, rerank
from pincite.index.ranking.tied_vectors import best_of_ties, tie_scores
from pincite.index.snapshots.manifest import terms_folder
from pincite.index.snapshots.snapshot import Snapshot
from pincite.index.structures.sentence_index import ScoredSentence
from pincite.index.structures.word_index import EncodedText
from pincite.ingest.document import PageRange, Passage
from pincite.ingest.record import Record

Mode = Literal["hybrid", "sparse", "dense"]

MAX_QUERY_CHARACTERS = 2000

# The share of the best sentence in a dense score: a passage's vector says what it is about, its sentences what it says.
# Chosen on the gold questions; see docs/explanation/retrieval.md.
SENTENCE_WEIGHT = 0.4
# So many times more passages are compared by their sentences than are kept: a good sentence lifts a passage.
_RESCORED = 2


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
class _VariantRanking:
    """What one variant of a question has found, and with which vector."""

    ranking: Ranking
    sparse: Ranking
    dense: Ranking
    vector: NDArray[np.float32] | None
    timings: Timings


class Searcher:
    """An open snapshot and its encoder, ready for queries; `reranker` orders the best. Safe for several threads."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, *, reranker: Reranker | None = None) -> None:
        self.snapshot = snapshot
        self._encoder = encoder
        self._reranker = reranker
        self.translator = QueryTranslator(snapshot, terms_folder(snapshot.data))

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
        variants = self.translator.variants(text, allowed_passages(self.snapshot, query.filters, changed=changed))
        found = [self._rank(variant, query) for variant in variants]
        start = time.perf_counter()
        hits = self._hits(found, query.k)
        timings = [one.timings for one in found]
        return SearchOutcome(
            hits=hits,
            timings=Timings(
                encode_ms=sum(one.encode_ms for one in timings),
                sparse_ms=sum(one.sparse_ms for one in timings),
                dense_ms=sum(one.dense_ms for one in timings),
                fuse_ms=sum(one.fuse_ms for one in timings),
                load_ms=(time.perf_counter() - start) * 1000,
            ),
            translation=next((variant.text for variant in variants if variant.english), None),
        )

    def _rank(self, variant: QueryVariant, query: Query) -> _VariantRanking:
        pool = max(POOL, query.k)
        empty = Ranking(positions=np.empty(0, dtype=np.int64), scores=np.empty(0))
        clock = [time.perf_counter()]
        sparse = empty if query.mode == "dense" else self._sparse(variant.tokens, pool, variant.allowed)
        clock.append(time.perf_counter())
        encoded = None if query.mode == "sparse" else read_query(variant.text, self._encoder)
        clock.append(time.perf_counter())
        dense = empty if encoded is None else self._dense(encoded.vector, pool, variant.allowed)
        clock.append(time.perf_counter())
        ranking = sparse if query.mode == "sparse" else dense
        if query.mode == "hybrid" and encoded is not None:
            fused = fuse(sparse, tie_scores(dense, sparse, self.snapshot.dense.vectors))
            ranking = append(self._ranked_by_words(fused, encoded), fused.after(HEAD))
            ranking = demote(ranking, variant.text, self.snapshot, original=query.text)
            ranking = rerank(ranking, variant.text, self.snapshot, self._reranker)
        clock.append(time.perf_counter())
        sparse_ms, encode_ms, dense_ms, fuse_ms = (np.diff(clock) * 1000).tolist()
        return _VariantRanking(
            ranking=ranking,
            sparse=sparse,
            dense=dense,
            vector=None if encoded is None else encoded.vector,
            timings=Timings(encode_ms=encode_ms, sparse_ms=sparse_ms, dense_ms=dense_ms, fuse_ms=fuse_ms),
        )

    def _sparse(self, tokens: list[str], k: int, allowed: NDArray[np.bool_] | None) -> Ranking:
        positions, scores = self.snapshot.sparse.top(tokens, k, allowed=allowed)
        return Ranking(positions=positions, scores=scores)

    def _dense(self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.bool_] | None) -> Ranking:
        """The nearest passages by their own vectors and their best sentences'."""
        positions, scores = self.snapshot.dense.top(vector, _RESCORED * k, allowed=allowed)
        best = self.snapshot.sentences.best(positions, vector)
        return ranked(positions, (1 - SENTENCE_WEIGHT) * scores + SENTENCE_WEIGHT * best).first(k)

    def _ranked_by_words(self, fused: Ranking, encoded: EncodedText) -> Ranking:
        """The head of a fused ranking, ranked again by its scores and by how well it matches the question's words."""
        head = fused.first(HEAD)
        weights = self.rarities(encoded.words)
        scores = self.snapshot.words.scores(head.positions, encoded.word_vectors, weights)
        return blend(head, best_of_ties(scores, head.positions, self.snapshot.dense.vectors))

    def rarities(self, words: Sequence[str]) -> NDArray[np.float64]:
        """For each word the logarithm of how few passages have it, or the rarest of its terms: float64[n]."""
        sparse, languages = self.snapshot.sparse, self.snapshot.languages or ("en",)
        seen = ([sparse.frequency(term) for term in tokenize_query(word, languages)] for word in words)
        return np.array([log((sparse.size + 1) / (min(counts, default=sparse.size) + 0.5)) for counts in seen])

    def _hits(self, found: Sequence[_VariantRanking], k: int) -> tuple[Hit, ...]:
        ranking = demote_repeats(merge([one.ranking for one in found]), self.snapshot)
        loaded = list(islice(self._loaded(ranking, k), k))
        best = np.array([position for position, *_ in loaded], dtype=np.int64)
        by_sparse, by_dense = (
            _ranks_and_scores(merge(part), best) for part in zip(*((f.sparse, f.dense) for f in found), strict=True)
        )
        vectors = {position: one.vector for one in found for position in one.ranking.positions.tolist()}
        hits = list[Hit]()
        for position, score, passage, pages, record in loaded:
            vector = vectors[position]
            hits.append(
                Hit(
                    rank=len(hits) + 1,
                    score=score,
                    sparse=by_sparse.get(position),
                    dense=by_dense.get(position),
                    passage=passage,
                    pages=pages,
                    record=record,
                    sentences=() if vector is None else self.snapshot.sentences.scored(position, vector),
                )
            )
        return tuple(hits)

    def _loaded(self, ranking: Ranking, k: int) -> Iterator[tuple[int, float, Passage, PageRange, Record]]:
        """The passages of a ranking, best first, without those that were removed a moment ago; read k at a time."""
        positions, scores = ranking.positions.tolist(), ranking.scores.tolist()
        for start in range(0, len(positions), k):
            part = positions[start : start + k]
            passages = self.snapshot.passages(part)
            for position, score in zip(part, scores[start : start + k], strict=True):
                record = self.snapshot.record(position) if position in passages else None
                if record is not None:
                    yield (position, score, *passages[position], record)


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
