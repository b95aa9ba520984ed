"""An ONNX network whose weights were left out, put together with weights from a safetensors file.

    graph.onnx          ModelProto { graph { node ... } }                                   ┐
                                                                                            ├─> model.onnx
    model.safetensors   ModelProto { graph { initializer { dims, data_type, name, raw } } } ┘

A weight may be asked for in a byte a number: then the network takes whole numbers and the scale of each row instead.

Both are messages of Protocol Buffers, whose encoding says that two messages of one type, written one after the other,
are read as one: fields that are messages are merged, repeated ones are joined. So the graph is copied as it is, and
neither torch nor the onnx package is needed.
"""

import json
import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TRANSPOSED = ":transposed"  # ends the name of a weight that the network takes with its axes exchanged
WHOLE, SCALES = ":int8", ":scales"  # follow the name of a weight in a byte a number, and of the scale of each row
_BYTE_LEVELS = 63  # of seven bits: sums of two products with a byte of input fit the 16 bits that some processors give

# Keys of the fields in onnx.proto: number << 3 | wire type (0 a varint, 2 a length and so many bytes).
_MODEL_GRAPH, _GRAPH_INITIALIZER = 7 << 3 | 2, 5 << 3 | 2
_TENSOR_DIMENSION, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_BYTES = 1 << 3, 2 << 3, 8 << 3 | 2, 9 << 3 | 2
_TYPES = {"float32": 1, "int8": 3}
_MOST_HEADER_BYTES = 100_000_000  # the limit that the format itself sets


def write_filled(graph: Path, weights: Path, names: tuple[str, ...], out: Path) -> None:
    """Write to `out` the network of `graph` with the weights called `names`. Raises ValueError where one is missing."""
    tensors = read_safetensors(weights)
    with out.open("wb") as file:
        file.write(graph.read_bytes())
        for name in names:
            stored = tensors.get(name.partition(":")[0])
            if stored is None:
                raise ValueError(f"{weights} has no weights called {name}")
            file.writelines(_initializer(name, _as_asked(stored, name)))


def in_bytes(stored: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix float32[r, c] as whole numbers int8[r, c], from -63 to 63, times the scale of each row, float32[r]."""
    scales = np.abs(stored).max(axis=1, initial=0) / np.float32(_BYTE_LEVELS)
    scales = np.where(scales > 0, scales, np.float32(1))
    return np.rint(stored / scales[:, np.newaxis]).astype(np.int8), scales.astype(np.float32)


def read_safetensors(path: Path) -> Mapping[str, NDArray[np.float32]]:
    """The float32 tensors of a safetensors file by name, mapped, not read. Raises ValueError for a damaged file.

    The format: eight bytes with the length of a header, little-endian; the header, in JSON, with the place of every
    tensor after it; the numbers.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        length = int.from_bytes(mapped[:8], "little")
        if length > _MOST_HEADER_BYTES:
            raise ValueError(f"{path} is not a safetensors file")
        header = json.loads(mapped[8 : 8 + length])
    numbers = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    return {
        name: numbers[slice(*about["data_offsets"])].view("<f4").reshape(about["shape"])
        for name, about in header.items()
        if name != "__metadata__" and about["dtype"] == "F32"
    }


def _as_asked(stored: NDArray[np.float32], name: str) -> NDArray[np.float32] | NDArray[np.int8]:
    """The weight in the form that the end of its name asks for."""
    if name.endswith(SCALES):
        return in_bytes(stored)[1]
    tensor = in_bytes(stored)[0] if WHOLE in name else stored
    return tensor.T if name.endswith(TRANSPOSED) else tensor


def _initializer(name: str, tensor: NDArray[np.float32] | NDArray[np.int8]) -> Iterator[bytes]:
    """A ModelProto with nothing but this tensor in its graph."""
    raw = np.ascontiguousarray(tensor).astype(tensor.dtype.newbyteorder("<"), copy=False).tobytes()
    head = b"".join(_varint(_TENSOR_DIMENSION) + _varint(size) for size in tensor.shape)
    head += _varint(_TENSOR_TYPE) + _varint(_TYPES[tensor.dtype.name])
    head += _varint(_TENSOR_NAME) + _varint(len(name.encode())) + name.encode()
    head += _varint(_TENSOR_BYTES) + _varint(len(raw))
    inner = _varint(_GRAPH_INITIALIZER) + _varint(len(head) + len(raw)) + head
    yield _varint(_MODEL_GRAPH) + _varint(len(inner) + len(raw)) + inner
    yield raw


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the top bit of a byte says that another follows."""
    digits = []
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*digits, number])
