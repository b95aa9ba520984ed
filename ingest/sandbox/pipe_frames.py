"""The format of requests and answers on a pipe: a kind, two lengths, the structure, the blob.

The kinds: a request is "?"; a worker says "!" once it is ready, then to each request "=" (a value), "-" (a refusal) or
"#" (a limit it met itself).
"""

import os
import struct
from collections.abc import Sequence

from pincite.ingest.sandbox.typed_serialization import Buffer

REQUEST, READY, VALUE, REFUSAL, LIMIT = b"?", b"!", b"=", b"-", b"#"

HEADER = struct.Struct("<cQQ")


def frame(kind: bytes, structure: bytes, parts: Sequence[Buffer] = ()) -> list[Buffer]:
    """The frame as the buffers to write, one after the other."""
    return [HEADER.pack(kind, len(structure), sum(map(len, parts))) + structure, *parts]


def write_frame(pipe: int, buffers: Sequence[Buffer]) -> None:
    """Write all of it, however long that takes."""
    for buffer in buffers:
        left = memoryview(buffer)
        while left:
            left = left[os.write(pipe, left) :]


def read_frame(pipe: int) -> tuple[bytes, bytes, memoryview] | None:
    """Kind, structure and blob of the next frame; None when the other side has closed the pipe."""
    header = _read(pipe, HEADER.size)
    if header is None:
        return None
    kind, structure_length, blob_length = HEADER.unpack(header)
    structure, blob = _read(pipe, structure_length), _read(pipe, blob_length)
    if structure is None or blob is None:
        return None
    return kind, bytes(structure), memoryview(blob)


def _read(pipe: int, count: int) -> bytearray | None:
    content = bytearray(count)
    left = memoryview(content)
    while left:
        read = os.readv(pipe, [left])
        if read == 0:
            return None
        left = left[read:]
    return content
