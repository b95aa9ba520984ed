"""Converts the parts of a document to the column values of its rows, and back."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.ingest.document import KINDS, Basis, Kind, OutlineEntry, Page, Passage, Reading, WordBoxes

_BASES: tuple[Basis, ...] = ("pdf", "marker", "verified", "estimated", "none")
_BASIS: Mapping[str, Basis] = {basis: basis for basis in _BASES}
BASIS_NUMBER: Mapping[Basis, int] = {basis: number for number, basis in enumerate(_BASES)}
BASIS_NUMBERED: Mapping[int, Basis] = dict(enumerate(_BASES))
_KIND: Mapping[str, Kind] = {kind: kind for kind in KINDS}

_READINGS: tuple[Reading, ...] = ("text", "ocr", "nothing")
_READING: Mapping[str, Reading] = {reading: reading for reading in _READINGS}

_COLUMNS = 7  # of word boxes: start, end, page, and four edges
_FAR = 1 << 29  # hundredths of a point: differences fit 32 bits


def page_of(row: Sequence[Any]) -> Page:
    """The page in a row of `pages`."""
    number, label, basis, width, height, reading, undecodable, doubtful = row
    return Page(
        number=number,
        label=label,
        basis=_BASIS[basis],
        width=width,
        height=height,
        reading=_READING[reading],
        undecodable=undecodable,
        doubtful_order=bool(doubtful),
    )


def passage_of(row: Sequence[Any]) -> Passage:
    """The passage in a row of `passages`."""
    passage_id, document_id, kind, section, text, start, end = row
    return Passage(
        id=passage_id,
        document_id=document_id,
        kind=_KIND[kind],
        section=tuple(str(heading) for heading in json.loads(section)),
        text=text,
        start=start,
        end=end,
    )


def outline_json(outline: Sequence[OutlineEntry]) -> str:
    """The outline as JSON: a list of title, page and depth for each entry."""
    return json.dumps([[entry.title, entry.page, entry.depth] for entry in outline], ensure_ascii=False)


def outline_of(text: str) -> tuple[OutlineEntry, ...]:
    """The outline in such JSON."""
    return tuple(OutlineEntry(title=title, page=page, depth=depth) for title, page, depth in json.loads(text))


def box_blobs(boxes: WordBoxes | None) -> tuple[bytes | None, bytes | None]:
    """The word boxes as two blobs; both None where there are none.

    Boxes in hundredths of a point, as those of PDF files are, become one blob with their places, a fifth of the size:
    each number as its difference from the one before, the like bytes of all together, compressed. Others are kept as
    they are.
    """
    if boxes is None:
        return None, None
    hundredths = np.rint(boxes.boxes.astype(np.float64) * 100)
    if (
        not np.array_equal((hundredths / 100).astype(np.float32), boxes.boxes)
        or np.abs(hundredths).max(initial=0) > _FAR
    ):
        return boxes.places.astype("<i4").tobytes(), boxes.boxes.astype("<f4").tobytes()
    numbers = np.concatenate([boxes.places, hundredths], axis=1).astype(np.int64).T
    differences = np.diff(numbers, axis=1, prepend=0).astype("<i4")
    return None, zlib.compress(differences.reshape(-1, 1).view(np.uint8).T.tobytes())


def boxes_of(places: bytes | None, boxes: bytes | None) -> WordBoxes | None:
    """The word boxes in two blobs. Raises ValueError where they are damaged."""
    if boxes is None:
        return None
    if places is not None:
        return WordBoxes(
            places=np.frombuffer(places, dtype="<i4").reshape(-1, 3),
            boxes=np.frombuffer(boxes, dtype="<f4").reshape(-1, 4),
        )
    try:
        whole = np.frombuffer(zlib.decompress(boxes), dtype=np.uint8)
    except zlib.error as error:
        raise ValueError(f"its word boxes cannot be unpacked ({error})") from error
    differences = np.ascontiguousarray(whole.reshape(4, -1).T).view("<i4").reshape(_COLUMNS, -1)
    numbers = np.cumsum(differences, axis=1, dtype=np.int64).T
    return WordBoxes(places=numbers[:, :3].astype(np.int32), boxes=(numbers[:, 3:] / 100).astype(np.float32))


def blob_of(rows: Iterable[Sequence[int]]) -> bytes:
    """Rows of whole numbers as one blob of little-endian int32."""
    return np.array(list(rows), dtype="<i4").tobytes()


def rows_of(blob: bytes, width: int) -> list[list[int]]:
    """The rows of `width` numbers in such a blob."""
    numbers: NDArray[np.int32] = np.frombuffer(blob, dtype="<i4").reshape(-1, width)
    rows: list[list[int]] = numbers.tolist()
    return rows
