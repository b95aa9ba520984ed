"""What version 0.1 left: vectors in the library, by the hash of their text, and snapshots that nobody reads now."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np

from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.few_bits import in_four_bits, unpack_levels
from pincite.index.interface.word_vectors import pooled_words
from pincite.index.segments.embedded_document import PassageVectors, SentenceVector
from pincite.ingest.library.reader import LibraryReader
from pincite.ingest.library.schema import WORDS
from pincite.ingest.library.store import Library

_WORDS_VERSION = 2
_FOLDER = "snapshots"


class VectorsOfVersion01:
    """The vectors that the library keeps for an encoder."""

    def __init__(self, library: LibraryReader, encoder: Encoder) -> None:
        self._library = library
        self._encoder = encoder.id
        self._dimension = encoder.dimension
        self._any = library.has_vectors()

    def passage(self, text: str) -> PassageVectors | None:
        """The vectors of a passage."""
        key = _key(text) if self._any else ""
        vector = self._library.vectors(self._encoder, [key]).get(key) if key else None
        words = self._library.vectors(f"{self._encoder}:{_WORDS_VERSION}{WORDS}", [key]).get(key) if key else None
        if vector is None or words is None:
            return None
        levels = unpack_levels(words.reshape(-1, (self._dimension + 1) // 2), self._dimension)
        return PassageVectors(vector=vector.astype(np.float16), words=pooled_words(levels))

    def sentence(self, text: str) -> SentenceVector | None:
        """The vector of a sentence."""
        key = _key(text) if self._any else ""
        vector = self._library.vectors(self._encoder, [key]).get(key) if key else None
        if vector is None:
            return None
        coded = in_four_bits(np.asarray(vector, dtype=np.float32)[np.newaxis])
        return SentenceVector(code=coded.codes[0], scale=float(coded.scales[0]))


def remove_version_01(library: Library) -> None:
    """Remove the snapshots and vectors of version 0.1, once the index holds all of it."""
    shutil.rmtree(library.data / _FOLDER, ignore_errors=True)
    library.forget_vectors()


def model_of_version_01(data: Path) -> str | None:
    """The model that the snapshot of version 0.1 was built with; None for the default, or no snapshot."""
    try:
        identifier = (data / _FOLDER / "CURRENT").read_text(encoding="ascii").strip()
        model = json.loads((data / _FOLDER / identifier / "manifest.json").read_text(encoding="utf-8")).get("model")
    except (OSError, ValueError, AttributeError):
        return None
    return None if model is None else str(model)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
