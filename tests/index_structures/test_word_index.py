from math import log
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.index.ranking.fusion import Ranking, blend
from pincite.index.structures.bm25 import build_bm25
from pincite.index.structures.word_index import (
    EncodedText,
    WordIndex,
    load_words,
    pack,
    without_stop_words,
    write_words,
)

RANDOM = np.random.default_rng(5)


def unit(rows: int, size: int = 384) -> NDArray[np.float32]:
    vectors = RANDOM.normal(size=(rows, size))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors, dtype=np.float32)


def saved(folder: Path, *passages: NDArray[np.float32]) -> WordIndex:
    write_words(folder, (pack(words) for words in passages))
    return load_words(folder)


def test_a_passage_with_the_words_themselves_scores_highest(tmp_path: Path) -> None:
    words = unit(3)
    index = saved(tmp_path, unit(4), np.concatenate([unit(2), words]), words[:1])
    scores = index.scores(np.array([0, 1, 2]), words, np.ones(3))
    assert scores[1] == pytest.approx(1, abs=0.05)
    assert scores[0] < scores[2] < scores[1]


def test_scores_are_the_weighted_mean_of_the_nearest_words(tmp_path: Path) -> None:
    passages = [unit(5), unit(7)]
    words, weights = unit(2), np.array([3.0, 1.0])
    index = saved(tmp_path, *passages)
    for place, passage in enumerate(passages):
        near = (words @ passage.T).max(axis=1)
        expected = (3 * near[0] + near[1]) / 4
        assert index.scores(np.array([place]), words, weights)[0] == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("size", [384, 65, 2])
def test_any_dimension_can_be_packed(tmp_path: Path, size: int) -> None:
    passage, other = unit(6, size), unit(6, size)
    index = saved(tmp_path, passage, other)
    assert index.vectors.shape == (12, (size + 1) // 2)
    scores = index.scores(np.array([0, 1]), passage, np.ones(6))
    assert scores[0] >= scores[1]


def test_equal_passages_score_equally_wherever_they_stand(tmp_path: Path) -> None:
    same = unit(9)
    index = saved(tmp_path, *[same, unit(31), same, unit(2), same])
    scores = index.scores(np.array([0, 1, 2, 3, 4]), unit(6), np.ones(6))
    assert scores[0] == scores[2] == scores[4]


def test_many_words_are_scored_as_few_are(tmp_path: Path) -> None:
    passages = [unit(count) for count in (200, 500, 1, 700, 112)]
    index, words, weights = saved(tmp_path, *passages), unit(4), np.array([1.0, 2.0, 1.0, 5.0])
    together = index.scores(np.arange(5), words, weights)
    alone = [index.scores(np.array([place]), words, weights)[0] for place in range(5)]
    assert together.tolist() == alone


def test_passages_and_questions_without_words_score_nothing(tmp_path: Path) -> None:
    index = saved(tmp_path, np.empty((0, 384), dtype=np.float32), unit(2))
    assert index.scores(np.array([0]), unit(3), np.ones(3)).tolist() == [0]
    none = np.empty((0, 384), dtype=np.float32)
    assert index.scores(np.array([0, 1]), none, np.ones(0)).tolist() == [0, 0]


def test_stop_words_and_marks_are_left_out() -> None:
    vectors = unit(4)
    encoded = EncodedText(vector=vectors[0], words=("how", "soft", "?", "power"), word_vectors=vectors)
    kept = without_stop_words(encoded)
    assert kept.words == ("soft", "power")
    assert np.array_equal(kept.word_vectors, vectors[[1, 3]])


@pytest.mark.parametrize("name", ["starts.npy", "vectors.bin"])
def test_a_damaged_index_is_noticed(tmp_path: Path, name: str) -> None:
    saved(tmp_path, unit(3))
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(IndexMismatch, match="run: pincite verify --repair"):
        load_words(tmp_path)
    path.unlink()
    with pytest.raises(IndexMismatch, match="missing or damaged"):
        load_words(tmp_path)


def test_an_index_of_nothing_can_be_loaded(tmp_path: Path) -> None:
    assert len(saved(tmp_path).vectors) == 0


def test_words_move_a_passage_up_and_silence_changes_nothing() -> None:
    head = Ranking(positions=np.array([4, 2, 7]), scores=np.array([1.0, 0.9, 0.2]))
    moved = blend(head, np.array([0.1, 0.3, 0.2]), weight=0.5)
    assert moved.positions.tolist() == [2, 4, 7]
    assert moved.scores.tolist() == pytest.approx([(0.9 + 1) / 2, (1 + 0) / 2, (0.2 + 0.5) / 2])
    assert blend(head, np.array([0.3, 0.3, 0.3])) is head


def test_the_frequency_of_a_term_is_the_number_of_its_passages() -> None:
    index = build_bm25([["a", "b"], ["a", "a"], ["c"]])
    assert [index.frequency(term) for term in ("a", "b", "x")] == [2, 1, 0]
    assert log((index.size + 1) / (index.frequency("x") + 0.5)) == log(4 / 0.5)
