"""Values that cross from a process that is not trusted: equal on the other side, or refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pincite.ingest.document import Page
from pincite.ingest.pages.page_starts import PageStart
from pincite.ingest.sandbox.typed_serialization import BadMessage, pack, unpack
from pincite.ingest.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    number: int
    share: float
    label: str | None
    found: Literal["pdf", "ocr"]
    boxes: NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    text: str
    raw: bytes
    sheets: tuple[Sheet, ...]
    size: tuple[float, int]
    notes: Mapping[str, tuple[int, ...]]
    offsets: NDArray[np.int64]


BOXES = np.arange(12, dtype=np.float32).reshape(3, 4)
SHEET = Sheet(number=1, share=0.5, label="xi", found="ocr", boxes=BOXES)
BOOK = Book(
    text="т" * 1000,
    raw=b"\x00\xff",
    sheets=(SHEET, SHEET),
    size=(1.5, 2),
    notes={"a": (1, 2), "b": ()},
    offsets=np.zeros((0, 2), dtype=np.int64),
)


def crossed(kind: type[Any], value: object) -> Any:
    structure, parts = pack(value)
    return unpack(kind, structure, memoryview(b"".join(parts)))


def test_a_value_with_arrays_is_the_same_on_the_other_side() -> None:
    book = crossed(Book, BOOK)
    assert (book.text, book.raw, book.size, book.notes) == (BOOK.text, BOOK.raw, BOOK.size, BOOK.notes)
    assert (book.sheets[1].number, book.sheets[1].label, book.sheets[1].found) == (1, "xi", "ocr")
    for sheet in book.sheets:
        assert sheet.boxes.dtype == np.float32
        np.testing.assert_array_equal(sheet.boxes, BOXES)
    assert book.offsets.shape == (0, 2)


def test_an_array_that_is_a_view_crosses_as_it_looks() -> None:
    sheet = Sheet(number=1, share=1, label=None, found="pdf", boxes=BOXES[::2, ::-1].T)
    np.testing.assert_array_equal(crossed(Sheet, sheet).boxes, BOXES[::2, ::-1].T)


@given(
    text=st.text(st.characters(), max_size=500),
    labels=st.lists(st.none() | st.text(max_size=300), max_size=5),
    year=st.none() | st.integers(),
)
def test_every_source_crosses(text: str, labels: list[str | None], year: int | None) -> None:
    starts = tuple(
        PageStart(page=Page(number=number, label=label, basis="pdf"), offset=number, tolerance=None)
        for number, label in enumerate(labels, start=1)
    )
    source = Source(text=text, starts=starts, media_type="application/pdf", year=year)
    assert crossed(Source, source) == source


def changed(change: Mapping[int, object]) -> bytes:
    """The packed sheet with some fields in another form."""
    fields = json.loads(pack(SHEET)[0])
    return json.dumps([change.get(place, field) for place, field in enumerate(fields)]).encode()


@pytest.mark.parametrize(
    "change",
    [
        {0: "1"},
        {0: True},
        {0: 1.0},
        {0: None},
        {1: "0.5"},
        {2: 7},
        {2: {"bytes": 3.0}},
        {2: {"bytes": -1}},
        {2: {"bytes": 49}},
        {3: "guess"},
        {3: ["pdf"]},
        {4: [1, 2]},
        {4: {"dtype": "<f8", "shape": [3, 2]}},
        {4: {"dtype": "<i4", "shape": [3, 4]}},
        {4: {"dtype": "|O8", "shape": [6]}},
        {4: {"dtype": "O", "shape": [6]}},
        {4: {"dtype": "<f4", "shape": [3, 5]}},
        {4: {"dtype": "<f4", "shape": [3, 3]}},
        {4: {"dtype": "<f4", "shape": [-3, -4]}},
        {4: {"dtype": "<f4", "shape": [2**70, 0, 12]}},
        {4: {"dtype": "<f4", "shape": [1, 1, 1, 3, 4]}},
        {4: {"dtype": "<f4", "shape": [3, 4], "more": 1}},
    ],
    ids=str,
)
def test_what_does_not_fit_its_type_is_refused(change: Mapping[int, object]) -> None:
    with pytest.raises(BadMessage):
        unpack(Sheet, changed(change), memoryview(BOXES.tobytes()))


@pytest.mark.parametrize(
    "structure",
    [b"", b"\xff", b"{}", b"[]", b"[1]", b"[" * 100_000, b"[" + b"9" * 5000 + b"]", b"[1,2,3,4,5,6,7,8]", b"null"],
    ids=lambda structure: repr(structure[:10]),
)
def test_what_is_no_structure_is_refused(structure: bytes) -> None:
    with pytest.raises(BadMessage):
        unpack(Sheet, structure, memoryview(b""))


def test_bytes_that_belong_to_nothing_are_refused() -> None:
    structure, parts = pack(SHEET)
    with pytest.raises(BadMessage, match="4 bytes are left over"):
        unpack(Sheet, structure, memoryview(b"".join([*parts, b"more"])))


@given(junk=st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), st.lists, max_leaves=20))
def test_junk_is_refused_and_nothing_else_happens(junk: object) -> None:
    with pytest.raises(BadMessage):
        unpack(Source, json.dumps([junk]).encode(), memoryview(b"x" * 50))


def test_what_cannot_be_packed_is_said_by_the_sender() -> None:
    with pytest.raises(TypeError, match="object cannot be packed"):
        pack((object(),))
    with pytest.raises(TypeError, match="arrays of object"):
        pack(np.array([object()]))
