"""The implementations of PassageIndex that the contract is checked on, and what is true of their library.

Another implementation adds a line to IMPLEMENTATIONS.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from plain_index import PlainIndex
from varied_library import ENCODER, built_at_once, grown, varied_documents

from pincite.index.interface.filters import Filters, Scope
from pincite.index.interface.passage_index import Candidates, PassageIndex, PassageSearch
from pincite.index.interface.ranked_passages import Ranking
from pincite.index.interface.sentence_vectors import sentences_of
from pincite.index.language.tokenizer import tokenize
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.document import Document, Passage
from pincite.ingest.library.store import Library
from pincite.ingest.text.passage_context import byline, heading_context, searched_text

ALL = 1000  # more than there are


def _of_segments(data: Path) -> PassageIndex:
    return open_snapshot(data)


def _in_memory(data: Path) -> PassageIndex:
    return PlainIndex(Library(data), ENCODER, reads=open_snapshot(data).reads)


IMPLEMENTATIONS: Mapping[str, tuple[Callable[[Path], None], Callable[[Path], PassageIndex]]] = {
    "segments built at once": (built_at_once, _of_segments),
    "segments grown": (grown, _of_segments),
    "in memory": (built_at_once, _in_memory),
}


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is in the library, passage by passage in the order of their ids."""

    documents: Mapping[str, Document]

    @cached_property
    def passages(self) -> list[Passage]:
        found = [passage for document in self.documents.values() for passage in document.passages]
        return sorted(found, key=lambda passage: passage.id)

    @cached_property
    def terms(self) -> list[list[str]]:
        return [
            tokenize(f"{byline(self.of(one).record)}\n{self.searched(one)}", self.of(one).record.language)
            for one in self.passages
        ]

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        return (
            ENCODER.encode([self.searched(passage) for passage in self.passages]).astype(np.float16).astype(np.float32)
        )

    def of(self, passage: Passage) -> Document:
        return self.documents[passage.document_id]

    def searched(self, passage: Passage) -> str:
        return searched_text(heading_context(self.of(passage).record.title, passage.section), passage.text)

    def sentences(self, passage: Passage) -> list[tuple[int, int]]:
        return sentences_of(passage, self.of(passage).record.language)

    def best(self, scores: NDArray[np.float64], which: Sequence[bool], k: int) -> list[str]:
        """The ids of the k best of those that are `which`; of equal scores the first id first."""
        order = sorted(np.flatnonzero(which).tolist(), key=lambda place: (-scores[place], place))
        return [self.passages[place].id for place in order[:k]]


TRUTH = Truth(documents={document.id: document for document in varied_documents()})


def ids(candidates: Candidates, ranking: Ranking) -> list[str]:
    stored = candidates.passages(ranking.positions.tolist())
    return [stored[position].passage.id for position in ranking.positions.tolist()]


def everything(scope: Scope | None = None) -> PassageSearch:
    vector = ENCODER.encode(["soft power"])[0]
    return PassageSearch(scope=scope or Scope(), vector=vector, best_by_vector=ALL)


def all_found(index: PassageIndex) -> tuple[Candidates, NDArray[np.int64], list[Passage]]:
    """The candidates of a search that finds all, their positions, and the passages there."""
    candidates = index.retrieve([everything()])
    positions = np.random.default_rng(1).permutation(candidates.found[0].by_vector.positions)
    stored = candidates.passages(positions.tolist())
    return candidates, positions, [stored[position].passage for position in positions.tolist()]


SCOPES: Mapping[str, tuple[Scope, Callable[[Document, Passage], bool]]] = {
    "all": (Scope(), lambda document, passage: True),
    "documents": (
        Scope(filters=Filters(documents=("a00", "b01"))),
        lambda document, passage: document.id in ("a00", "b01"),
    ),
    "authors": (
        Scope(filters=Filters(authors=("ЕЖ",))),
        lambda document, passage: "Ёж" in str(document.record.authors),
    ),
    "years": (
        Scope(filters=Filters(year_from=2003, year_to=2009)),
        lambda document, passage: document.record.year is not None and 2003 <= document.record.year <= 2009,
    ),
    "kinds": (
        Scope(filters=Filters(kinds=("footnote", "table"))),
        lambda document, passage: passage.kind in ("footnote", "table"),
    ),
    "languages": (
        Scope(filters=Filters(languages=("ru", "de"))),
        lambda document, passage: document.record.language in ("ru", "de"),
    ),
    "without": (
        Scope(without=frozenset({"a00", "c02", "nobody"})),
        lambda document, passage: document.id not in ("a00", "c02"),
    ),
    "in languages": (
        Scope(in_languages=frozenset({"ru", "kk", "uk"})),
        lambda document, passage: document.record.language in ("ru", "kk"),
    ),
    "not in languages": (
        Scope(not_in_languages=frozenset({"ru", "kk", "uk"})),
        lambda document, passage: document.record.language not in ("ru", "kk"),
    ),
    "all at once": (
        Scope(
            filters=Filters(year_from=2002, kinds=("body",), languages=("en", "ru")),
            without=frozenset({"b04"}),
            not_in_languages=frozenset({"ru"}),
        ),
        lambda document, passage: (
            (document.record.year or 0) >= 2002
            and passage.kind == "body"
            and document.record.language == "en"
            and document.id != "b04"
        ),
    ),
    "nothing": (Scope(filters=Filters(year_from=3000)), lambda document, passage: False),
}
