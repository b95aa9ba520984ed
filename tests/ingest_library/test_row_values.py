"""Word boxes as blobs: small, and read back to the last bit."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_documents import document_of, fill
from version_01 import as_version_01_left_it

from pincite.ingest.document import WordBoxes
from pincite.ingest.library.row_values import box_blobs, boxes_of
from pincite.ingest.library.store import Library


def words_of_lines(count: int) -> WordBoxes:
    """Words on a page as a PDF file has them: eight a line, with edges in hundredths of a point."""
    numbers = np.arange(count)
    starts = np.cumsum(3 + numbers % 7)
    left, upper = 72.01 + numbers % 8 * 58.37, 90.5 + numbers // 8 * 12.13
    return WordBoxes(
        places=np.stack([starts, starts + 2 + numbers % 5, 1 + numbers // 400], axis=1).astype(np.int32),
        boxes=np.round(np.stack([left, upper, left + 40.11, upper + 10.2], axis=1), 2).astype(np.float32),
    )


@given(
    places=st.lists(st.tuples(*[st.integers(0, 2**31 - 1)] * 3), max_size=20),
    unit=st.sampled_from([0.01, 1.0, 0.003]),
    seed=st.integers(0, 99),
)
def test_any_boxes_are_read_back_to_the_last_bit(places: list[tuple[int, int, int]], unit: float, seed: int) -> None:
    edges = np.random.default_rng(seed).integers(-90_000, 90_000, size=(len(places), 4)) * unit
    boxes = WordBoxes(
        places=np.array(places, dtype=np.int32).reshape(-1, 3), boxes=np.round(edges, 3).astype(np.float32)
    )
    assert boxes_of(*box_blobs(boxes)) == boxes


def test_boxes_of_a_page_take_a_fifth_and_none_take_nothing() -> None:
    boxes = words_of_lines(4000)
    places, packed = box_blobs(boxes)
    assert places is None
    assert packed is not None
    assert len(packed) < (boxes.places.nbytes + boxes.boxes.nbytes) / 5
    assert boxes_of(places, packed) == boxes
    assert (box_blobs(None), boxes_of(None, None)) == ((None, None), None)


def test_boxes_that_are_no_hundredths_stay_as_they_are() -> None:
    odd = WordBoxes(places=np.array([[0, 4, 1]], dtype=np.int32), boxes=np.full((1, 4), 1 / 3, dtype=np.float32))
    assert box_blobs(odd) == (odd.places.tobytes(), odd.boxes.tobytes())
    assert boxes_of(*box_blobs(odd)) == odd


@pytest.mark.parametrize("damage", [lambda blob: blob[:-9], lambda blob: b"y" + blob[1:], lambda blob: b""])
def test_damaged_boxes_are_an_error(damage: Callable[[bytes], bytes]) -> None:
    _, packed = box_blobs(words_of_lines(40))
    assert packed is not None
    with pytest.raises(ValueError, match="word boxes cannot be unpacked"):
        boxes_of(None, damage(packed))


def test_an_upgrade_packs_the_boxes_of_version_01(tmp_path: Path) -> None:
    fill(tmp_path, "alpha")
    boxes = document_of("alpha").boxes
    assert boxes is not None
    as_version_01_left_it(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as database, database:
        kept = (boxes.places.tobytes(), boxes.boxes.tobytes())
        database.execute("UPDATE documents SET word_places = ?, word_boxes = ?", kept)
    with Library(tmp_path, write=True) as library:
        assert library.document("alpha") == document_of("alpha")
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as database:
        assert database.execute("SELECT word_places, word_boxes FROM documents").fetchone() == box_blobs(boxes)
