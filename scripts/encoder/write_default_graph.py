"""Writes the default encoder's network without its weights, which its package holds, into index/encoding/default_model.

    python scripts/encoder/write_default_graph.py

    graph.onnx     the network as torch exports it, its weights left out
    encoder.json   the names of the weights, what the encoder gives and takes, the token counts of the probes
    vectors.npy    the vectors of the probes, as sentence-transformers gives them

To be run again after a change of torch, of the export or of the probes. Needs pincite[models].
"""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
from numpy.typing import NDArray

from pincite.index.encoding.default_encoder import FOLDER, GRAPH, SETTINGS, VECTORS
from pincite.index.encoding.encoder import export_onnx, find_encoder, load_torch
from pincite.index.encoding.export_check import probes_for
from pincite.index.encoding.filled_graph import TRANSPOSED, read_safetensors
from pincite.index.encoding.onnx_encoder import MODEL


def main() -> None:
    """Export, take the weights out, write."""
    spec = find_encoder()
    encoder = load_torch(spec)
    stored = read_safetensors(spec.folder / "model.safetensors")
    with tempfile.TemporaryDirectory() as temporary:
        export_onnx(encoder, Path(temporary) / "export")
        network = onnx.load(str(Path(temporary) / "export" / MODEL))
    names = {
        tensor.name: stored_name(onnx.numpy_helper.to_array(tensor), stored) for tensor in network.graph.initializer
    }
    for node in network.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
    del network.graph.initializer[:]
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / GRAPH).write_bytes(network.SerializeToString(deterministic=True))
    probes = probes_for(encoder)
    settings = {
        "dimension": encoder.dimension,
        "max_tokens": encoder.max_tokens,
        "probe_tokens": [encoder.count_tokens(text) for text in probes],
        "weights": list(names.values()),
    }
    (FOLDER / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    np.save(FOLDER / VECTORS, encoder.encode(probes))


def stored_name(values: NDArray[np.float32], stored: Mapping[str, NDArray[np.float32]]) -> str:
    """The name of the stored tensor with these values, as they are or transposed."""
    for name, tensor in stored.items():
        if np.array_equal(tensor, values):
            return name
    for name, tensor in stored.items():
        if tensor.ndim == 2 and np.array_equal(tensor.T, values):
            return name + TRANSPOSED
    raise SystemExit(f"the exported network has weights that the package does not: shape {values.shape}")


if __name__ == "__main__":
    main()
