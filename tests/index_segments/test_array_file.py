import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays, scalar_dtypes
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch
from pincite.index.segments.array_file import ARRAYS, NOTES, Arrays, read_arrays, read_notes, write_arrays

plain = scalar_dtypes().filter(lambda dtype: dtype.kind in "biuf")
any_array = arrays(plain, array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5))
json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)
notes_of = st.dictionaries(st.text().filter(lambda name: name not in ("size", "arrays")), json_values, max_size=3)
EXAMPLE: Arrays = {
    "rows": np.arange(10),
    "vectors": np.ones((3, 4), dtype=np.float32),
    "none": np.empty((0, 5), dtype=np.int8),
}
DAMAGED = "run: pincite verify --repair"


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=4), any_array, max_size=4), notes_of)
def test_write_then_read_is_equal(written: dict[str, NDArray[np.generic]], notes: dict[str, object]) -> None:
    with TemporaryDirectory() as name:
        write_arrays(Path(name), written, notes=notes)
        read, found = read_arrays(Path(name))
    assert found == {**found, **notes}
    assert list(read) == list(written)
    for key, array in written.items():
        assert (read[key].dtype, read[key].shape) == (array.dtype, array.shape)
        assert read[key].tobytes() == array.tobytes()


def test_arrays_that_are_views_are_written_as_they_look(tmp_path: Path) -> None:
    table = np.arange(12).reshape(3, 4)
    write_arrays(tmp_path, {"columns": table.T, "some": table[::2, 1:]}, notes={})
    read, _ = read_arrays(tmp_path)
    assert (read["columns"].tolist(), read["some"].tolist()) == (table.T.tolist(), table[::2, 1:].tolist())


def test_arrays_are_mapped_aligned_and_cannot_be_changed(tmp_path: Path) -> None:
    write_arrays(tmp_path, EXAMPLE, notes={})
    read, notes = read_arrays(tmp_path)
    assert [place["start"] % 64 for place in notes["arrays"].values()] == [0, 0, 0]
    assert not any(array.flags.writeable for array in read.values())
    assert not any(array.flags.owndata for array in read.values())


def test_notes_can_be_read_alone(tmp_path: Path) -> None:
    write_arrays(tmp_path, {}, notes={"format": 7, "title": "қазақ"})
    (tmp_path / ARRAYS).unlink()
    assert read_notes(tmp_path)["title"] == "қазақ"
    assert "қазақ" in (tmp_path / NOTES).read_text(encoding="utf-8")


@given(name=st.sampled_from((ARRAYS, NOTES)), length=st.integers(0, 10_000))
def test_a_file_that_is_cut_off_is_noticed(name: str, length: int) -> None:
    with TemporaryDirectory() as folder:
        write_arrays(Path(folder), EXAMPLE, notes={"title": "қазақ"})
        path = Path(folder) / name
        whole = path.read_bytes().rstrip(b"\n")
        path.write_bytes(whole[: length % len(whole)])
        with pytest.raises(IndexMismatch, match=f"^{re.escape(folder)}.*{DAMAGED}"):
            read_arrays(Path(folder))


@pytest.mark.parametrize("name", [ARRAYS, NOTES])
def test_a_file_that_is_missing_or_too_long_is_noticed(tmp_path: Path, name: str) -> None:
    write_arrays(tmp_path, EXAMPLE, notes={})
    with (tmp_path / name).open("ab") as file:
        file.write(b"1")
    with pytest.raises(IndexMismatch, match=f"^{re.escape(str(tmp_path))}.*{DAMAGED}"):
        read_arrays(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(IndexMismatch, match=f"^{re.escape(str(tmp_path))}.*{DAMAGED}"):
        read_arrays(tmp_path)


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexMismatch, match=f"^{re.escape(str(tmp_path / 'gone'))}.*{DAMAGED}"):
        read_arrays(tmp_path / "gone")


@pytest.mark.parametrize(
    "place",
    [
        None,
        7,
        {"dtype": "<i8", "shape": [10]},
        {"dtype": "<i8", "shape": 10, "start": 0},
        {"dtype": "<i8", "shape": [11_000], "start": 0},
        {"dtype": "<i8", "shape": [10], "start": 5000},
        {"dtype": "<i8", "shape": [1e1], "start": 0},
        {"dtype": "<i8", "shape": [10**20], "start": 0},
        {"dtype": "|O", "shape": [10], "start": 0},
        {"dtype": "no type", "shape": [10], "start": 0},
        {"dtype": ",i8", "shape": [10], "start": 0},
    ],
)
def test_a_place_that_no_array_can_have_is_noticed(tmp_path: Path, place: object) -> None:
    write_arrays(tmp_path, EXAMPLE, notes={})
    notes = read_notes(tmp_path)
    (tmp_path / NOTES).write_text(json.dumps({**notes, "arrays": {**notes["arrays"], "rows": place}}))
    with pytest.raises(IndexMismatch, match=f"^{re.escape(str(tmp_path))}.*{DAMAGED}"):
        read_arrays(tmp_path)


@pytest.mark.parametrize("notes", [[], None, 7, {}, {"size": 256}, {"size": 256, "arrays": []}])
def test_notes_that_are_something_else_are_noticed(tmp_path: Path, notes: object) -> None:
    write_arrays(tmp_path, {"rows": np.zeros(24)}, notes={})
    assert (tmp_path / ARRAYS).stat().st_size == 256
    (tmp_path / NOTES).write_text(json.dumps(notes))
    with pytest.raises(IndexMismatch, match=f"^{re.escape(str(tmp_path))}.*{DAMAGED}"):
        read_arrays(tmp_path)


@pytest.mark.filterwarnings("ignore:Data type alias:DeprecationWarning")
def test_a_flipped_bit_in_the_notes_raises_nothing_else(tmp_path: Path) -> None:
    write_arrays(tmp_path, {"rows": EXAMPLE["rows"]}, notes={})
    path = tmp_path / NOTES
    whole, noticed = path.read_bytes(), 0
    for bit in range(8 * len(whole)):
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        try:
            read_arrays(tmp_path)
        except IndexMismatch:
            noticed += 1
    assert noticed > 6 * len(whole)
