"""The nearest sentence of each passage, the same in any segments, and how passages are cut into sentences."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from spread_passages import in_one_segment, spread

from pincite.index.interface.few_bits import in_four_bits
from pincite.index.interface.sentence_vectors import (
    SENTENCE_ARRAYS,
    ScoredSentence,
    SentenceVectors,
    sentences_of,
)
from pincite.index.structures.placement import Placement, place_rows
from pincite.index.structures.segment_sentences import SentenceIndex
from pincite.ingest.document import Kind, Passage

Places = Sequence[tuple[int, int]]


def segment_of(places: Sequence[Places], vectors: Sequence[NDArray[np.float32]]) -> SentenceVectors:
    """The sentences of some rows: their places, and for each row the vectors of its sentences."""
    coded = in_four_bits(np.concatenate(vectors) if vectors else np.empty((0, 2), dtype=np.float32))
    return SentenceVectors(
        starts=np.cumsum([0, *map(len, places)], dtype=np.int64),
        places=np.array([place for row in places for place in row], dtype=np.int32).reshape(-1, 2),
        codes=coded.codes,
        scales=coded.scales,
    )


def index_of(
    places: Sequence[Places], vectors: Sequence[NDArray[np.float32]], placement: Placement | None = None
) -> SentenceIndex:
    """The sentences of passages, by position; in one segment unless a placement is given."""
    placement = placement or in_one_segment(len(places))
    rows = [positions.tolist() for positions in placement.positions]
    segments = [segment_of([places[at] for at in part], [vectors[at] for at in part]) for part in rows]
    return SentenceIndex(segments=segments, placement=placement)


def unit_vectors(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    vectors = rng.normal(size=(count, 64))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


VECTORS: NDArray[np.float32] = unit_vectors(np.random.default_rng(4), 4)
INDEX = index_of(
    [[(0, 5), (6, 9)], [(10, 14)], [(15, 20)]],
    [VECTORS[:2], VECTORS[2:3], VECTORS[3:]],
    place_rows([np.array([2]), np.array([1, 0])]),
)


def passage(text: str, kind: Kind = "body") -> Passage:
    return Passage(id="a:0001-0", document_id="a", kind=kind, section=(), text=text, start=0, end=len(text))


def cut(text: str, kind: Kind = "body") -> list[str]:
    return [text[start:end] for start, end in sentences_of(passage(text, kind), "en")]


def test_the_best_sentence_of_each_passage_counts() -> None:
    query = VECTORS[1]
    expected = [float(VECTORS[3] @ query), 1, float(VECTORS[2] @ query)]
    np.testing.assert_allclose(INDEX.of(np.array([2, 0, 1])).best(query), expected, atol=0.03)
    assert INDEX.of(np.array([], dtype=np.int64)).best(query).shape == (0,)


def test_sentences_carry_their_place_and_nearness() -> None:
    query = VECTORS[1]
    first, second = INDEX.of(np.array([0])).scored(0, query)
    assert ((first.start, first.end), (second.start, second.end)) == ((0, 5), (6, 9))
    assert first.score == pytest.approx(float(VECTORS[0] @ query), abs=0.03)
    assert second.score == pytest.approx(1, abs=0.001)
    assert INDEX.of(np.array([1])).scored(0, query) == (
        ScoredSentence(start=10, end=14, score=INDEX.of(np.array([1])).best(query)[0]),
    )


@given(
    counts=st.lists(st.integers(1, 5), min_size=1, max_size=20), segments=st.integers(1, 5), seed=st.integers(0, 999)
)
def test_several_segments_are_as_one(counts: list[int], segments: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    places = [[(100 * row + at, 100 * row + at + 1) for at in range(count)] for row, count in enumerate(counts)]
    vectors = [unit_vectors(rng, count) for count in counts]
    spread_out = index_of(places, vectors, spread(len(counts), segments=segments, seed=seed))
    one, query = index_of(places, vectors), unit_vectors(rng, 1)[0]
    positions = rng.integers(len(counts), size=12)
    assert spread_out.of(positions).best(query).tolist() == one.of(positions).best(query).tolist()
    for position in range(len(counts)):
        scored = spread_out.of(np.array([position])).scored(0, query)
        assert scored == one.of(np.array([position])).scored(0, query)
        assert [(sentence.start, sentence.end) for sentence in scored] == places[position]
        (best,) = spread_out.of(np.array([position])).best(query).tolist()
        assert best == max(sentence.score for sentence in scored)
        assert best == pytest.approx(float((vectors[position] @ query).max()), abs=0.05)


def test_equal_sentences_have_equal_scores_wherever_they_stand() -> None:
    rng = np.random.default_rng(5)
    same = unit_vectors(rng, 1)
    others = [unit_vectors(rng, count) for count in (1, 3, 6, 9)]
    vectors = [same, *(np.concatenate([other, same, other]) for other in others)]
    places = [[(at, at + 1) for at in range(len(rows))] for rows in vectors]
    index = index_of(places, vectors, spread(5, segments=3, seed=1))
    query = unit_vectors(rng, 1)[0]
    scores = {
        index.of(np.array([position])).scored(0, query)[len(vectors[position]) // 2].score for position in range(5)
    }
    assert len(scores) == 1


def test_a_segment_may_have_no_rows() -> None:
    nothing = segment_of([], [])
    assert [len(getattr(nothing, name)) for name in SENTENCE_ARRAYS] == [1, 0, 0, 0]
    one = segment_of([[(0, 5)]], [VECTORS[:1]])
    index = SentenceIndex(segments=[nothing, one], placement=place_rows([np.empty(0, dtype=np.int64), np.array([0])]))
    assert index.of(np.array([0])).best(VECTORS[0]).tolist() == [pytest.approx(1, abs=0.001)]


def test_prose_is_cut_into_sentences_and_headings_stand_alone() -> None:
    assert cut("4 Results\n\nIt works. So do we, see p. 7 there.\n") == [
        "4 Results",
        "It works.",
        "So do we, see p. 7 there.",
    ]


def test_entries_and_rows_are_cut_by_line() -> None:
    assert cut("Nye, J. (1990). Soft power. Wiley.\nLi, M. (2008). Hard. Sage.", "reference") == [
        "Nye, J. (1990). Soft power. Wiley.",
        "Li, M. (2008). Hard. Sage.",
    ]
    assert cut("Year\tTrade\n2013\t1. A", "table") == ["Year\tTrade", "2013\t1. A"]


@given(st.text(alphabet="ab. \n\t(1", min_size=1, max_size=80))
def test_sentences_cover_a_passage_but_for_blanks(text: str) -> None:
    places = sentences_of(passage(text), "en")
    left = "".join(
        text[end:start] for (_, end), (start, _) in zip([(0, 0), *places], [*places, (len(text), 0)], strict=True)
    )
    assert not left.strip()
    assert len(places) > 0
