"""Vectors for texts: those that the library has kept, and new ones, kept at once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.errors import IndexMismatch, TextTooLong
from ingest.library import Library

_BATCH = 16  # vectors are stored so often, so that a killed build has little to do again
_BLOCK = 4096  # texts whose vectors are looked up at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddable:
    """A text of a passage; its vector is kept as long as the passage is."""

    passage_id: str
    text: str


def embed(
    texts: Sequence[Embeddable],
    library: Library,
    encoder: Encoder,
    *,
    into: NDArray[Any],
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Fill the rows of `into`, float[n, d], with the vectors of n texts. The library must be open for writing.

    `progress` is told how many of the texts have theirs. Raises IndexMismatch for a text that the encoder cannot read.
    """
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        hashes = [hashlib.sha256(text.text.encode()).hexdigest() for text in block]
        known = library.vectors(encoder.id, hashes)
        library.save_vectors(
            encoder.id,
            {},
            uses=((text.passage_id, key) for text, key in zip(block, hashes, strict=True) if key in known),
        )
        missing = [place for place, key in enumerate(hashes) if key not in known]
        for first in range(0, len(missing), _BATCH):
            batch = missing[first : first + _BATCH]
            new = _encoded([block[place].text for place in batch], encoder)
            new_by_hash = dict(zip([hashes[place] for place in batch], new, strict=True))
            library.save_vectors(
                encoder.id, new_by_hash, uses=[(block[place].passage_id, hashes[place]) for place in batch]
            )
            known.update(new_by_hash)
            if progress is not None:
                progress(start + batch[-1] + 1, len(texts))
        for place, key in enumerate(hashes):
            into[start + place] = known[key]


def _encoded(texts: Sequence[str], encoder: Encoder) -> NDArray[np.float32]:
    try:
        return encoder.encode(texts)
    except TextTooLong as error:
        raise IndexMismatch(
            f"the passages were cut for another encoder than {encoder.id} ({error}); add the documents again"
        ) from error
