"""Arrays in one file, mapped into memory when they are read.

arrays.bin     the arrays, one after the other, each from a multiple of 64 bytes on
arrays.json    for each its name, type, shape and place, and whatever else its writer notes
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch

ARRAYS, NOTES = "arrays.bin", "arrays.json"
_ALIGNED = 64

Arrays = Mapping[str, NDArray[Any]]


def write_arrays(folder: Path, arrays: Arrays, *, notes: Mapping[str, Any]) -> None:
    """Write the arrays into the existing `folder`, with notes that JSON can hold."""
    places: dict[str, dict[str, Any]] = {}
    with (folder / ARRAYS).open("wb") as file:
        for name, array in arrays.items():
            file.write(b"\0" * (-file.tell() % _ALIGNED))
            places[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "start": file.tell()}
            np.ascontiguousarray(array).tofile(file)
        file.write(b"\0" * _ALIGNED)  # an empty file cannot be mapped
        size = file.tell()
    described = {**notes, "size": size, "arrays": places}
    (folder / NOTES).write_text(json.dumps(described, ensure_ascii=False) + "\n", encoding="utf-8")


def read_arrays(folder: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays of `folder`, mapped, and the notes. Raises IndexMismatch where a file is missing or damaged."""
    try:
        notes = read_notes(folder)
        whole = np.memmap(folder / ARRAYS, dtype=np.uint8, mode="r").view(np.ndarray)
        if len(whole) != notes["size"]:
            raise IndexMismatch(f"{folder / ARRAYS}: is cut off; run: pincite verify --repair")
        arrays = {}
        for name, place in notes["arrays"].items():
            dtype, shape = np.dtype(place["dtype"]), tuple(place["shape"])
            end = place["start"] + dtype.itemsize * int(np.prod(shape, dtype=np.int64))
            arrays[name] = whole[place["start"] : end].view(dtype).reshape(shape)
        return arrays, notes
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError, OverflowError) as error:
        raise IndexMismatch(f"{folder}: is damaged ({error}); run: pincite verify --repair") from error


def read_array_sizes(folder: Path) -> dict[str, int]:
    """The bytes of each array, as the notes give them. Raises IndexMismatch where they are missing or damaged."""
    try:
        arrays = read_notes(folder)["arrays"]
        return {
            name: np.dtype(place["dtype"]).itemsize * int(np.prod(place["shape"], dtype=np.int64))
            for name, place in arrays.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError, OverflowError) as error:
        raise IndexMismatch(f"{folder}: is damaged ({error}); run: pincite verify --repair") from error


def read_notes(folder: Path) -> dict[str, Any]:
    """The notes alone. Raises OSError, ValueError."""
    notes: dict[str, Any] = json.loads((folder / NOTES).read_text(encoding="utf-8"))
    return notes
