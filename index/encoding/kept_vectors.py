"""Vectors of texts: those that the library keeps, and new ones, which are stored at once.

The encoder reads a passage once for both, its own vector and those of its words.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import IndexMismatch, TextTooLong
from pincite.index.structures.word_index import WORDS_VERSION, Words, pack, without_stop_words
from pincite.ingest.library.schema import WORDS
from pincite.ingest.library.store import Library

_BATCH = 16  # vectors are stored so often, so that little is lost when a build is killed
_BLOCK = 4096  # texts whose vectors are looked up at a time

BatchProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddable:
    """A text of a passage; its vector is kept as long as the passage is."""

    passage_id: str
    text: str

    @property
    def key(self) -> str:
        """The hash under which its vectors are kept."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def embed_passages(
    texts: Sequence[Embeddable], library: Library, encoder: Encoder, *, progress: BatchProgress | None = None
) -> NDArray[np.float32]:
    """float32[n, d], the vectors of n passages; those of their words are kept as well, for `words_of`.

    The library must be open for writing. `progress` is called with the number of texts done and of all. Raises
    IndexMismatch for a text that the encoder cannot read.
    """
    vectors = np.empty((len(texts), encoder.dimension), dtype=np.float32)
    for start, block in _blocks(texts):
        known = _known(block, library, encoder.id)
        known_words = _known(block, library, _word_vectors_key(encoder))
        missing = [place for place, text in enumerate(block) if text.key not in known or text.key not in known_words]
        for batch in (missing[first : first + _BATCH] for first in range(0, len(missing), _BATCH)):
            with _window_checked(encoder):
                encodings = {block[place].key: encoder.read(block[place].text) for place in batch}
            uses = [(block[place].passage_id, block[place].key) for place in batch]
            known.update({key: encoded.vector for key, encoded in encodings.items()})
            words = {key: pack(without_stop_words(encoded).word_vectors) for key, encoded in encodings.items()}
            library.save_vectors(encoder.id, {key: known[key] for key in encodings}, uses=uses)
            library.save_vectors(_word_vectors_key(encoder), words, uses=uses)
            if progress is not None:
                progress(start + batch[-1] + 1, len(texts))
        for place, text in enumerate(block):
            vectors[start + place] = known[text.key]
    return vectors


def embed_sentences(
    texts: Sequence[Embeddable], library: Library, encoder: Encoder, *, progress: BatchProgress | None = None
) -> NDArray[np.float16]:
    """float16[n, d], the vectors of n sentences, otherwise as `embed_passages`."""
    vectors = np.empty((len(texts), encoder.dimension), dtype=np.float16)
    for start, block in _blocks(texts):
        known = _known(block, library, encoder.id)
        missing = [place for place, text in enumerate(block) if text.key not in known]
        for batch in (missing[first : first + _BATCH] for first in range(0, len(missing), _BATCH)):
            with _window_checked(encoder):
                encoded = encoder.encode([block[place].text for place in batch])
            new = dict(zip([block[place].key for place in batch], encoded, strict=True))
            library.save_vectors(encoder.id, new, uses=[(block[place].passage_id, block[place].key) for place in batch])
            known.update(new)
            if progress is not None:
                progress(start + batch[-1] + 1, len(texts))
        for place, text in enumerate(block):
            vectors[start + place] = known[text.key]
    return vectors


def words_of(texts: Sequence[Embeddable], library: Library, encoder: Encoder) -> Iterator[Words]:
    """The word vectors of each passage, as `embed_passages` has kept them; only a block of them is in memory."""
    for _, block in _blocks(texts):
        known = library.vectors(_word_vectors_key(encoder), [text.key for text in block])
        for text in block:
            yield known[text.key].reshape(-1, (encoder.dimension + 1) // 2)


def _word_vectors_key(encoder: Encoder) -> str:
    return f"{encoder.id}:{WORDS_VERSION}{WORDS}"


def _blocks(texts: Sequence[Embeddable]) -> Iterator[tuple[int, Sequence[Embeddable]]]:
    for start in range(0, len(texts), _BLOCK):
        yield start, texts[start : start + _BLOCK]


def _known(block: Sequence[Embeddable], library: Library, encoder: str) -> dict[str, NDArray[np.float32]]:
    """What the library has for these texts, with their passages noted as users of it."""
    known = library.vectors(encoder, [text.key for text in block])
    library.save_vectors(encoder, {}, uses=((text.passage_id, text.key) for text in block if text.key in known))
    return known


@contextlib.contextmanager
def _window_checked(encoder: Encoder) -> Iterator[None]:
    try:
        yield
    except TextTooLong as error:
        raise IndexMismatch(
            f"the passages were cut for another encoder than {encoder.id} ({error}); add the documents again"
        ) from error
