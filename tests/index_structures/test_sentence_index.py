from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.index.structures.sentence_index import SentenceIndex, build_sentences, load_sentences, sentences_of
from pincite.ingest.document import Kind, Passage

VECTORS: NDArray[np.float32] = np.array([[1, 0], [0, 1], [0.6, 0.8], [0.8, 0.6]], dtype=np.float32)
INDEX = build_sentences([[(0, 5), (6, 9)], [(10, 14)], [(15, 20)]], VECTORS.astype(np.float16))


def passage(text: str, kind: Kind = "body") -> Passage:
    return Passage(id="a:0001-0", document_id="a", kind=kind, section=(), text=text, start=0, end=len(text))


def cut(text: str, kind: Kind = "body") -> list[str]:
    return [text[start:end] for start, end in sentences_of(passage(text, kind), "en")]


def test_the_best_sentence_of_each_passage_counts() -> None:
    query = np.array([0, 1], dtype=np.float32)
    np.testing.assert_allclose(INDEX.best(np.array([2, 0, 1]), query), [0.6, 1, 0.8], atol=0.01)
    assert INDEX.best(np.array([], dtype=np.int64), query).shape == (0,)


def test_sentences_carry_their_place_and_nearness() -> None:
    scored = INDEX.scored(0, np.array([0, 1], dtype=np.float32))
    assert [(one.start, one.end, one.score) for one in scored] == [(0, 5, 0.0), (6, 9, pytest.approx(1))]


def test_save_then_load_is_equal(tmp_path: Path) -> None:
    INDEX.save(tmp_path)
    loaded = load_sentences(tmp_path)
    for name in ("starts", "places", "vectors", "scales"):
        assert np.array_equal(getattr(loaded, name), getattr(INDEX, name))
    assert loaded.vectors.dtype == np.int8


def test_an_index_of_nothing_can_be_loaded(tmp_path: Path) -> None:
    build_sentences([], np.empty((0, 2), dtype=np.float16)).save(tmp_path)
    assert load_sentences(tmp_path).places.shape == (0, 2)


@pytest.mark.parametrize("name", ["starts", "places", "vectors", "scales"])
def test_damaged_files_are_noticed(tmp_path: Path, name: str) -> None:
    INDEX.save(tmp_path)
    other = SentenceIndex(
        starts=INDEX.starts[:-1], places=INDEX.places[:-1], vectors=INDEX.vectors[:-1], scales=INDEX.scales[:-1]
    )
    np.save(tmp_path / f"{name}.npy", getattr(other, name))
    with pytest.raises(IndexMismatch, match="do not fit together; run: pincite verify --repair"):
        load_sentences(tmp_path)
    (tmp_path / f"{name}.npy").unlink()
    with pytest.raises(IndexMismatch, match="missing or damaged; run: pincite verify --repair"):
        load_sentences(tmp_path)


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
