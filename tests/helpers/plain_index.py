"""A second implementation of PassageIndex, as plain as can be: lists of passages, and every one is scored."""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from plain_vocabulary import PlainVocabulary

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch
from pincite.index.interface.few_bits import FewBits, in_four_bits
from pincite.index.interface.filters import Scope
from pincite.index.interface.passage_index import Candidates, FoundPassages, PassageFlags, PassageSearch, StoredPassage
from pincite.index.interface.ranked_passages import Ranking
from pincite.index.interface.sentence_vectors import SentenceVectors, sentences_of
from pincite.index.interface.word_vectors import (
    WordVectors,
    byline_words,
    joined_words,
    passage_words,
    without_stop_words,
)
from pincite.index.language.announcements import announcing_share
from pincite.index.language.repetition import Sketches, sketches
from pincite.index.language.tokenizer import tokenize
from pincite.ingest.document import Document, PageRange, Passage
from pincite.ingest.library.reader import LibraryReader
from pincite.ingest.library.store import Library
from pincite.ingest.record import folded
from pincite.ingest.text.passage_context import byline, heading_context, searched_text

K1, B, EPSILON = 1.5, 0.75, 0.25


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlainPassage:
    """All that is known of a passage. announcing: in thousandths, as it is kept."""

    passage: Passage
    pages: PageRange
    language: str
    terms: Sequence[str]
    vector: NDArray[np.float32]
    words: FewBits
    announcing: int

    @property
    def sentences(self) -> list[tuple[int, int]]:
        return sentences_of(self.passage, self.language)


class PlainIndex:
    """The documents of a library as they are now."""

    def __init__(self, library: Library, encoder: Encoder, *, reads: tuple[str, ...] = ()) -> None:
        self.library = library
        self.encoder = encoder
        self.id = self.name = "plain"
        self.encoder_id = encoder.id
        self.model = None
        self.reads = reads
        self.keys = library.keys()
        documents = [library.document(name) for name in self.keys]
        self.languages = tuple(sorted({document.record.language for document in documents}))
        made = [_passage_of(document, one, encoder) for document in documents for one in document.passages]
        self.rows = {row.passage.id: row for row in sorted(made, key=lambda row: row.passage.id)}

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def vocabulary(self) -> PlainVocabulary:
        return PlainVocabulary(counts=Counter(term for row in self.rows.values() for term in set(row.terms)))

    def keys_of(self, documents: Collection[str]) -> dict[str, str]:
        return {name: self.keys[name] for name in documents if name in self.keys}

    def changed_in(self, library: LibraryReader) -> frozenset[str]:
        now = library.keys()
        return frozenset(name for name, key in self.keys.items() if now.get(name) != key)

    def retrieve(self, searches: Sequence[PassageSearch]) -> Candidates:
        found = [(self._by_terms(search), self._by_vector(search)) for search in searches]
        return PlainCandidates(self, found)

    def allowed(self, scope: Scope) -> list[PlainPassage]:
        """The rows that a scope allows, in the order of their ids."""
        filters = scope.filters
        documents = self.library.selected(
            documents=filters.documents,
            authors=[folded(author) for author in filters.authors],
            years=filters.years,
            languages=filters.languages,
        )
        return [
            row
            for row in self.rows.values()
            if row.passage.document_id in set(documents) - scope.without
            and (not filters.kinds or row.passage.kind in filters.kinds)
            and (not scope.in_languages or row.language in scope.in_languages)
            and row.language not in scope.not_in_languages
        ]

    def _by_terms(self, search: PassageSearch) -> dict[str, float]:
        """BM25, term by term."""
        frequencies, average = self.vocabulary.counts, self._average_length
        scores = dict[str, float]()
        for row in self.allowed(search.scope):
            counts, norm = Counter(row.terms), K1 * (1 - B + B * len(row.terms) / (average or 1))
            parts = [
                self._idf(frequencies[term]) * (counts[term] * (K1 + 1) / (counts[term] + norm))
                for term in search.terms
                if counts[term]
            ]
            if parts:
                scores[row.passage.id] = sum(parts)
        return _best(scores, search.best_by_terms)

    @cached_property
    def _average_length(self) -> float:
        return sum(len(row.terms) for row in self.rows.values()) / max(len(self.rows), 1)

    def _idf(self, frequency: int) -> float:
        raw = math.log(len(self) - frequency + 0.5) - math.log(frequency + 0.5)
        return raw if raw >= 0 else EPSILON * self._average_idf

    @cached_property
    def _average_idf(self) -> float:
        alike = Counter(self.vocabulary.counts.values())
        raws = [n * (math.log(len(self) - f + 0.5) - math.log(f + 0.5)) for f, n in alike.items()]
        return math.fsum(raws) / len(self.vocabulary.counts)

    def _by_vector(self, search: PassageSearch) -> dict[str, float]:
        if search.vector is None:
            return {}
        query = search.vector
        if len(query) != self.encoder.dimension:
            raise IndexMismatch(f"a vector of {len(query)} numbers is of another encoder")
        rows = self.allowed(search.scope)
        scores = {row.passage.id: float((row.vector.astype(np.float64) * query).sum()) for row in rows}
        return _best(scores, search.best_by_vector)


class PlainCandidates:
    """Numbers what was found from 0, so that nothing can depend on positions but their order."""

    def __init__(self, index: PlainIndex, found: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> None:
        self._index = index
        ids = sorted({name for pair in found for scores in pair for name in scores})
        self._rows = [index.rows[name] for name in ids]
        numbers = {name: number for number, name in enumerate(ids)}
        self.found = tuple(
            FoundPassages(by_terms=_ranking(by_terms, numbers), by_vector=_ranking(by_vector, numbers))
            for by_terms, by_vector in found
        )

    def _at(self, positions: NDArray[np.int64]) -> list[PlainPassage]:
        return [self._rows[position] for position in positions.tolist()]

    def vectors(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        none = np.empty((0, self._index.encoder.dimension), dtype=np.float32)
        return np.concatenate([none, *(row.vector[np.newaxis] for row in self._at(positions))])

    def sentences(self, positions: NDArray[np.int64]) -> SentenceVectors:
        rows = self._at(positions)
        texts = [row.passage.text[start:end] for row in rows for start, end in row.sentences]
        coded = in_four_bits(self._index.encoder.encode(texts))
        places = [(row.passage.start + a, row.passage.start + b) for row in rows for a, b in row.sentences]
        return SentenceVectors(
            starts=np.cumsum([0, *(len(row.sentences) for row in rows)], dtype=np.int64),
            places=np.array(places, dtype=np.int32).reshape(-1, 2),
            codes=coded.codes,
            scales=coded.scales,
        )

    def words(self, positions: NDArray[np.int64]) -> WordVectors:
        rows = self._at(positions)
        none = byline_words(np.empty((0, self._index.encoder.dimension), dtype=np.float32))
        full = [number for number, row in enumerate(rows) if len(row.words)]
        return WordVectors(
            size=len(rows),
            owners=np.array(full, dtype=np.int64),
            starts=np.cumsum([0, *(len(rows[number].words) for number in full)], dtype=np.int64),
            vectors=joined_words([none, *(row.words for row in rows)]),
        )

    def flags(self, positions: NDArray[np.int64]) -> PassageFlags:
        rows = self._at(positions)
        return PassageFlags(
            kinds=np.array([row.passage.kind for row in rows], dtype=np.str_),
            announcing=np.array([row.announcing for row in rows], dtype=np.float32) / np.float32(1000),
        )

    def sketches(self, positions: NDArray[np.int64]) -> Sketches:
        return sketches(row.passage.text for row in self._at(positions))

    def passages(self, positions: Sequence[int]) -> Mapping[int, StoredPassage]:
        library = self._index.library
        rows = {position: self._rows[position] for position in positions}
        there = library.passages([row.passage.id for row in rows.values()])
        return {
            position: StoredPassage(
                passage=there[row.passage.id], pages=row.pages, record=library.record(row.passage.document_id)
            )
            for position, row in rows.items()
            if row.passage.id in there
        }


def _passage_of(document: Document, passage: Passage, encoder: Encoder) -> PlainPassage:
    language, author = document.record.language, byline(document.record)
    searched = searched_text(heading_context(document.record.title, passage.section), passage.text)
    own, names = (without_stop_words(encoder.read(text)).word_vectors for text in (searched, author))
    texts = [passage.text[start:end] for start, end in sentences_of(passage, language)]
    return PlainPassage(
        passage=passage,
        pages=document.pages_of(passage.start, passage.end),
        language=language,
        terms=tokenize(f"{author}\n{searched}", language),
        vector=encoder.encode([searched])[0].astype(np.float16).astype(np.float32),
        words=joined_words([passage_words(own), byline_words(names)]),
        announcing=round(1000 * announcing_share(texts)) if passage.kind == "body" else 0,
    )


def _best(scores: Mapping[str, float], k: int) -> dict[str, float]:
    """The k best, and of equal ones those whose id comes first."""
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:k])


def _ranking(scores: Mapping[str, float], numbers: Mapping[str, int]) -> Ranking:
    return Ranking(
        positions=np.array([numbers[name] for name in scores], dtype=np.int64),
        scores=np.array(list(scores.values()), dtype=np.float64),
    )
