"""An exported encoder run by onnxruntime and tokenizers: it starts in a fraction of torch's time.

The folder of an export, written by `pincite.index.encoding.encoder.export_onnx`:

    model.onnx       word pieces in, one unit vector a text out, and one for each piece
    tokenizer.json   text in, word pieces out; neither cut nor padded
    encoder.json     id, dimension, window, and the checksums of the two
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.errors import IndexMismatch, IndexNotFound, TextTooLong
from pincite.index.interface.word_vectors import EncodedText

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

EXPORT_FORMAT = 2
MODEL, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "encoder.json"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
VECTOR, PIECES = "vector", "pieces"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OnnxEncoder:
    """One text is encoded at a time, so a vector never depends on the texts it came with.

    `inputs` are the names of the tensors that the network takes, some of INPUTS.
    """

    id: str
    dimension: int
    max_tokens: int
    session: Any
    tokenizer: "Tokenizer"
    inputs: tuple[str, ...]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text. Raises TextTooLong rather than cut one."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._vector(text)
        return vectors

    def read(self, text: str) -> EncodedText:
        """The vector of a text and those of its words, in one pass. Raises TextTooLong rather than cut it."""
        pieces = self._pieces(text)
        outputs = self.session.run(None, self._tensors(pieces))
        if len(outputs) == 1:  # a network without vectors of pieces
            return EncodedText(
                vector=outputs[0][0], words=(), word_vectors=np.empty((0, self.dimension), dtype=np.float32)
            )
        places: dict[int, list[int]] = {}
        for place, word in enumerate(pieces.word_ids):
            if word is not None:
                places.setdefault(word, []).append(place)
        ends = [(pieces.offsets[found[0]][0], pieces.offsets[found[-1]][1]) for found in places.values()]
        means = [outputs[1][0][found].mean(axis=0) for found in places.values()]
        return EncodedText(
            vector=outputs[0][0],
            words=tuple(text[start:end].casefold() for start, end in ends),
            word_vectors=np.array(means, dtype=np.float32).reshape(len(means), outputs[1].shape[-1]),
        )

    def count_tokens(self, text: str) -> int:
        """The word pieces of `text`, special ones included."""
        return len(self.tokenizer.encode(text))

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.session.run([VECTOR], self._tensors(self._pieces(text)))[0][0]
        return vector

    def _pieces(self, text: str) -> "Encoding":
        pieces = self.tokenizer.encode(text)
        if len(pieces) > self.max_tokens:
            raise too_long(text, tokens=len(pieces), max_tokens=self.max_tokens)
        return pieces

    def _tensors(self, pieces: "Encoding") -> dict[str, NDArray[np.int64]]:
        columns = (pieces.ids, pieces.attention_mask, pieces.type_ids)
        return {
            name: np.array([column], dtype=np.int64)
            for name, column in zip(INPUTS, columns, strict=True)
            if name in self.inputs
        }


def open_onnx(folder: Path, *, id: str | None = None, threads: int = 1) -> OnnxEncoder:  # noqa: A002
    """The encoder exported into `folder`; `id`, if given, is the one it must be.

    One thread is the default: a second makes a question a third faster, but takes the core that the next one needs.
    Raises IndexNotFound where nothing was exported, IndexMismatch where the files are not the exported ones.
    """
    import onnxruntime
    from tokenizers import Tokenizer

    manifest = check_export(folder)
    if id is not None and manifest["id"] != id:
        raise IndexMismatch(f"{folder} holds the encoder {manifest['id']}, not {id}; remove the folder")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only; they are raised as well
    # Threads that wait by spinning keep a core busy between two questions.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
    return OnnxEncoder(
        id=manifest["id"],
        dimension=manifest["dimension"],
        max_tokens=manifest["max_tokens"],
        session=session,
        tokenizer=Tokenizer.from_file(str(folder / TOKENIZER)),
        inputs=tuple(tensor.name for tensor in session.get_inputs()),
    )


def write_manifest(
    folder: Path, *, encoder: str, dimension: int, max_tokens: int, exported_from: Mapping[str, str]
) -> None:
    """Describe the exported network and tokenizer in `folder`; without this they are not an export."""
    manifest = {
        "format": EXPORT_FORMAT,
        "id": encoder,
        "dimension": dimension,
        "max_tokens": max_tokens,
        "sha256": {name: sha256_of(folder / name) for name in (MODEL, TOKENIZER)},
        "exported_from": dict(exported_from),
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def publish(aside: Path, folder: Path) -> None:
    """Rename `aside`, once its files are on the disk, to `folder`; what was there goes out of the way first."""
    aside.chmod(0o755)  # temporary folders are private
    for path in (*aside.iterdir(), aside):
        sync(path)
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        folder.rename(old / folder.name)
        shutil.rmtree(old, ignore_errors=True)
    aside.rename(folder)
    sync(folder.parent)


def too_long(text: str, *, tokens: int, max_tokens: int) -> TextTooLong:
    """The error for a text over the window, with its beginning."""
    return TextTooLong(
        f"a text of {tokens} word pieces does not fit the encoder's window of {max_tokens}: {text[:60]!r}...; "
        "shorten it"
    )


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_export(folder: Path) -> dict[str, Any]:
    """The contents of encoder.json, once the files it names are what it says."""
    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != EXPORT_FORMAT:
            raise IndexMismatch(f"{path} has format {manifest['format']}, not {EXPORT_FORMAT}; remove {folder}")
        for name in (MODEL, TOKENIZER):
            if sha256_of(folder / name) != manifest["sha256"][name]:
                raise IndexMismatch(f"{folder / name} is not the file that was exported; remove {folder}")
    except FileNotFoundError as error:
        if error.filename == str(path):
            raise IndexNotFound(f"no encoder has been exported to {folder}; build the snapshot") from error
        raise IndexMismatch(f"{error.filename} is missing; remove {folder}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexMismatch(f"{path} is damaged; remove {folder}") from error
    return manifest
