"""Writes the networks of Pincite's own encoders without their weights, which their package holds.

    python scripts/encoder/write_default_graph.py          into index/encoding/default_model and its folder int8

    graph.onnx     the network as torch exports it, its weights left out; for int8 with their products in whole numbers
    encoder.json   the names of the weights, what the encoder gives and takes, the token counts of the probes
    vectors.npy    the vectors of the probes: as sentence-transformers gives them; for int8 its own

To be run again after a change of torch, of the export or of the probes. Needs pincite[models].
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
from byte_network import in_bytes
from numpy.typing import NDArray

from pincite.index.encoding.default_encoder import DEFAULT, DEFAULT_INT8, GRAPH, SETTINGS, VECTORS, PackagedEncoder
from pincite.index.encoding.encoder import TorchEncoder, export_onnx, find_encoder, load_torch
from pincite.index.encoding.export_check import probes_for
from pincite.index.encoding.filled_graph import TRANSPOSED, read_safetensors, write_filled
from pincite.index.encoding.onnx_encoder import MODEL, TOKENIZER, OnnxEncoder, open_onnx, write_manifest

WORDS = "embeddings.word_embeddings.weight"  # half of all weights


def main() -> None:
    """Export, take the weights out, write; then once more in bytes."""
    spec = find_encoder()
    encoder = load_torch(spec)
    weights = spec.folder / "model.safetensors"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "export"
        export_onnx(encoder, folder)
        network = onnx.load(str(folder / MODEL))
        names = take_weights_out(network, read_safetensors(weights))
        write(DEFAULT, network, names, encoder, encoder.encode(probes_for(encoder)))
        names = in_bytes(network, names, tables=[WORDS])
        (folder / GRAPH).write_bytes(network.SerializeToString(deterministic=True))
        write_filled(folder / GRAPH, weights, tuple(names), folder / MODEL)
        vectors = opened(folder, encoder).encode(probes_for(encoder))
        write(DEFAULT_INT8, network, names, encoder, vectors)


def take_weights_out(network: onnx.ModelProto, stored: Mapping[str, NDArray[np.float32]]) -> list[str]:
    """Leave the weights out of the network, which then calls them by their names in the package; these names."""
    names = {
        tensor.name: stored_name(onnx.numpy_helper.to_array(tensor), stored) for tensor in network.graph.initializer
    }
    for node in network.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
    del network.graph.initializer[:]
    return list(names.values())


def stored_name(values: NDArray[np.float32], stored: Mapping[str, NDArray[np.float32]]) -> str:
    """The name of the stored tensor with these values, as they are or transposed."""
    for name, tensor in stored.items():
        if np.array_equal(tensor, values):
            return name
    for name, tensor in stored.items():
        if tensor.ndim == 2 and np.array_equal(tensor.T, values):
            return name + TRANSPOSED
    raise SystemExit(f"the exported network has weights that the package does not: shape {values.shape}")


def opened(folder: Path, encoder: TorchEncoder) -> OnnxEncoder:
    """The network in `folder`, with the tokenizer beside it."""
    assert (folder / TOKENIZER).is_file()
    write_manifest(folder, encoder="", dimension=encoder.dimension, max_tokens=encoder.max_tokens, exported_from={})
    return open_onnx(folder)


def write(
    kind: PackagedEncoder,
    network: onnx.ModelProto,
    names: Sequence[str],
    encoder: TorchEncoder,
    vectors: NDArray[np.float32],
) -> None:
    """Write the files of an encoder of Pincite's own."""
    kind.folder.mkdir(parents=True, exist_ok=True)
    (kind.folder / GRAPH).write_bytes(network.SerializeToString(deterministic=True))
    settings = {
        "dimension": encoder.dimension,
        "max_tokens": encoder.max_tokens,
        "probe_tokens": [encoder.count_tokens(text) for text in probes_for(encoder)],
        "weights": list(names),
    }
    (kind.folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    np.save(kind.folder / VECTORS, vectors)


if __name__ == "__main__":
    main()
