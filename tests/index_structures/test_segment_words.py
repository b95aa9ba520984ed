"""How well passages match the words of a question, the same in any segments and wherever a word is kept."""

from collections.abc import Sequence, Sized
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from spread_passages import bm25_of, in_one_segment, spread

from pincite.index.interface.ranked_passages import Ranking
from pincite.index.interface.word_vectors import (
    EncodedText,
    byline_words,
    joined_words,
    passage_words,
    without_stop_words,
)
from pincite.index.ranking.fusion import blend
from pincite.index.structures.placement import Placement, place_rows
from pincite.index.structures.segment_words import SegmentWords, WordIndex

RANDOM = np.random.default_rng(5)
NONE = np.empty((0, 384), dtype=np.float32)

Vectors = NDArray[np.float32]


def unit(rows: int, size: int = 384, *, random: np.random.Generator = RANDOM) -> Vectors:
    vectors = random.normal(size=(rows, size))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors, dtype=np.float32)


def starts_of(parts: Sequence[Sized]) -> NDArray[np.int64]:
    return np.cumsum([0, *map(len, parts)], dtype=np.int64)


def index_of(
    passages: Sequence[Vectors],
    placement: Placement | None = None,
    *,
    bylines: Sequence[Vectors] = (NONE,),
    document_of: Sequence[int] | None = None,
) -> WordIndex:
    """The words of passages, none pooled, by position; in one segment unless a placement is given.

    bylines: the words of the byline of each document, kept in every segment. document_of: the document of each
    passage, the first one unless it is given.
    """
    placement = placement or in_one_segment(len(passages))
    numbers = np.array([0] * len(passages) if document_of is None else document_of, dtype=np.int32)
    nothing = byline_words(np.concatenate([*passages, *bylines])[:0])
    authors = joined_words([nothing, *map(byline_words, bylines)])
    segments = []
    for positions in placement.positions:
        rows = [byline_words(passages[position]) for position in positions.tolist()]
        words = joined_words([nothing, *rows])
        segments.append(
            SegmentWords(
                starts=starts_of(rows),
                codes=words.codes,
                scales=words.scales,
                byline_starts=starts_of(bylines),
                byline_codes=authors.codes,
                byline_scales=authors.scales,
            )
        )
    return WordIndex(
        segments=segments, document_of=[numbers[positions] for positions in placement.positions], placement=placement
    )


def test_a_passage_with_the_words_themselves_scores_highest() -> None:
    words = unit(3)
    index = index_of([unit(4), np.concatenate([unit(2), words]), words[:1]], spread(3, segments=2, seed=1))
    scores = index.of(np.array([0, 1, 2])).scores(words, np.ones(3))
    assert scores[1] == pytest.approx(1, abs=0.05)
    assert scores[0] < scores[2] < scores[1]


def test_scores_are_the_weighted_mean_of_the_nearest_words() -> None:
    passages = [unit(5), unit(7)]
    words, weights = unit(2), np.array([3.0, 1.0])
    index = index_of(passages, spread(2, segments=2, seed=0))
    for place, passage in enumerate(passages):
        near = (words @ passage.T).max(axis=1)
        expected = (3 * near[0] + near[1]) / 4
        assert index.of(np.array([place])).scores(words, weights)[0] == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("size", [384, 65, 2])
def test_any_dimension_can_be_packed(size: int) -> None:
    passage, other = unit(6, size), unit(6, size)
    index = index_of([passage, other], bylines=[passage[:0]])
    assert index.segments[0].codes.shape == (12, (size + 3) // 4)
    scores = index.of(np.array([0, 1])).scores(passage, np.ones(6))
    assert scores[0] >= scores[1]


def test_equal_passages_score_equally_wherever_they_stand() -> None:
    same = unit(9)
    index = index_of([same, unit(31), same, unit(2), same], spread(5, segments=3, seed=0))
    scores = index.of(np.array([0, 1, 2, 3, 4])).scores(unit(6), np.ones(6))
    assert scores[0] == scores[2] == scores[4]


def test_many_words_are_scored_as_few_are() -> None:
    passages = [unit(count) for count in (200, 500, 1, 700, 112)]
    index, words, weights = index_of(passages, spread(5, segments=2, seed=0)), unit(4), np.array([1.0, 2.0, 1.0, 5.0])
    together = index.of(np.arange(5)).scores(words, weights)
    alone = [index.of(np.array([place])).scores(words, weights)[0] for place in range(5)]
    assert together.tolist() == alone


def test_passages_and_questions_without_words_score_nothing() -> None:
    index = index_of([NONE, unit(2)], spread(2, segments=2, seed=0))
    assert index.of(np.array([0])).scores(unit(3), np.ones(3)).tolist() == [0]
    assert index.of(np.array([0, 1])).scores(NONE, np.ones(0)).tolist() == [0, 0]
    assert index.of(np.empty(0, dtype=np.int64)).scores(unit(3), np.ones(3)).tolist() == []


@given(
    counts=st.lists(st.integers(0, 5), min_size=1, max_size=12),
    bylines=st.lists(st.integers(0, 3), min_size=1, max_size=4),
    segments=st.integers(1, 4),
    seed=st.integers(0, 999),
)
def test_the_words_of_a_byline_stand_for_each_passage_of_its_document(
    counts: list[int], bylines: list[int], segments: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    passages = [unit(count, 32, random=rng) for count in counts]
    authors = [unit(count, 32, random=rng) for count in bylines]
    document_of = rng.integers(len(authors), size=len(passages)).tolist()
    apart = index_of(
        passages, spread(len(passages), segments=segments, seed=seed), bylines=authors, document_of=document_of
    )
    joined = [np.concatenate([words, authors[at]]) for words, at in zip(passages, document_of, strict=True)]
    together = index_of(joined, bylines=[authors[0][:0]])
    asked, weights, positions = unit(3, 32, random=rng), rng.random(3) + 0.1, rng.integers(len(passages), size=9)
    expected = together.of(positions).scores(asked, weights).tolist()
    assert apart.of(positions).scores(asked, weights).tolist() == expected
    assert [score != 0 for score in expected] == [len(joined[position]) > 0 for position in positions]


def test_a_passage_without_words_has_those_of_its_byline() -> None:
    author = unit(2)
    index = index_of([NONE, NONE], spread(2, segments=2, seed=0), bylines=[NONE, author], document_of=[0, 1])
    scores = index.of(np.array([0, 1])).scores(author, np.ones(2)).tolist()
    assert scores == [0, pytest.approx(1, abs=0.05)]


def test_a_passage_keeps_four_fifths_of_its_words_and_a_byline_all() -> None:
    words = unit(9)
    same = np.concatenate([words, words[:1]])
    assert [len(passage_words(same)), len(byline_words(same))] == [8, 10]
    nearest = index_of([words]).of(np.array([0])).scores(words[:1], np.ones(1))
    assert nearest[0] == pytest.approx(1, abs=0.02)


def test_stop_words_and_marks_are_left_out() -> None:
    vectors = unit(4)
    encoded = EncodedText(vector=vectors[0], words=("how", "soft", "?", "power"), word_vectors=vectors)
    kept = without_stop_words(encoded)
    assert kept.words == ("soft", "power")
    assert np.array_equal(kept.word_vectors, vectors[[1, 3]])


def test_an_index_of_nothing_has_no_scores() -> None:
    index = WordIndex(segments=[], document_of=[], placement=place_rows([]))
    assert index.of(np.empty(0, dtype=np.int64)).scores(unit(1), np.ones(1)).tolist() == []


def test_words_move_a_passage_up_and_silence_changes_nothing() -> None:
    head = Ranking(positions=np.array([4, 2, 7]), scores=np.array([1.0, 0.9, 0.2]))
    moved = blend(head, np.array([0.1, 0.3, 0.2]), weight=0.5)
    assert moved.positions.tolist() == [2, 4, 7]
    assert moved.scores.tolist() == pytest.approx([(0.9 + 1) / 2, (1 + 0) / 2, (0.2 + 0.5) / 2])
    assert blend(head, np.array([0.3, 0.3, 0.3])) is head


def test_a_term_that_is_in_no_passage_has_the_highest_rarity() -> None:
    index = bm25_of([["a", "b"], ["a", "a"], ["c"]])
    assert [index.frequency(term) for term in ("a", "b", "x")] == [2, 1, 0]
    assert log((index.size + 1) / (index.frequency("x") + 0.5)) == log(4 / 0.5)
