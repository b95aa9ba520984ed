"""A network and its weights, put together as one ONNX file."""

import json
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from pincite.index.encoding.filled_graph import in_bytes, read_safetensors, write_filled

WEIGHTS = np.arange(6, dtype=np.float32).reshape(2, 3)
LONG = np.linspace(0, 1, 1000, dtype=np.float32)


def save_safetensors(path: Path, tensors: dict[str, NDArray[np.float32]]) -> Path:
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    start = 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [start, start + tensor.nbytes]}
        start += tensor.nbytes
    described = json.dumps(header).encode()
    numbers = b"".join(tensor.tobytes() for tensor in tensors.values())
    path.write_bytes(len(described).to_bytes(8, "little") + described + numbers)
    return path


def save_graph(path: Path) -> Path:
    """A network that multiplies by weights which it does not have."""
    place = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMul", ["given", "a.weight:transposed"], ["result"])],
        "network",
        [place("given", onnx.TensorProto.FLOAT, [1, 3])],
        [place("result", onnx.TensorProto.FLOAT, [1, 2])],
    )
    path.write_bytes(onnx.helper.make_model(graph).SerializeToString())
    return path


def test_weights_are_added_as_they_are_and_transposed(tmp_path: Path) -> None:
    graph = save_graph(tmp_path / "graph.onnx")
    weights = save_safetensors(tmp_path / "w.safetensors", {"a.weight": WEIGHTS, "long": LONG})
    write_filled(graph, weights, ("a.weight:transposed", "long"), tmp_path / "model.onnx")
    model = onnx.load(str(tmp_path / "model.onnx"))
    onnx.checker.check_model(model)
    found = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    assert np.array_equal(found["a.weight:transposed"], WEIGHTS.T)
    assert np.array_equal(found["long"], LONG)
    assert [node.op_type for node in model.graph.node] == ["MatMul"]


def test_weights_in_bytes_are_whole_numbers_and_scales(tmp_path: Path) -> None:
    matrix = np.array([[0.5, -1.0, 0.25], [0, 0, 0], [3, 1e-3, -3]], dtype=np.float32)
    weights = save_safetensors(tmp_path / "w.safetensors", {"a.weight": matrix})
    names = ("a.weight:int8", "a.weight:int8:transposed", "a.weight:scales")
    write_filled(save_graph(tmp_path / "graph.onnx"), weights, names, tmp_path / "model.onnx")
    model = onnx.load(str(tmp_path / "model.onnx"))
    found = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    whole, scales = found["a.weight:int8"], found["a.weight:scales"]
    assert (whole.dtype.name, scales.dtype.name) == ("int8", "float32")
    assert np.array_equal(found["a.weight:int8:transposed"], whole.T)
    assert np.abs(whole).max(axis=1).tolist() == [63, 0, 63]
    assert np.abs(whole * scales[:, np.newaxis] - matrix).max() <= 0.5 * scales.max()


@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.floats(-1e6, 1e6, width=32)))
def test_bytes_are_off_by_half_a_step_at_most(matrix: NDArray[np.float32]) -> None:
    whole, scales = in_bytes(matrix)
    assert np.abs(whole.astype(int)).max() <= 63
    steps = np.abs(whole - matrix.astype(np.float64) / scales.astype(np.float64)[:, np.newaxis])
    assert steps.max() <= 0.501


def test_missing_weights_are_named(tmp_path: Path) -> None:
    weights = save_safetensors(tmp_path / "w.safetensors", {"a.weight": WEIGHTS})
    with pytest.raises(ValueError, match=r"no weights called b\.weight"):
        write_filled(save_graph(tmp_path / "graph.onnx"), weights, ("b.weight",), tmp_path / "model.onnx")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"\xff" * 64)
    with pytest.raises(ValueError, match="is not a safetensors file"):
        read_safetensors(tmp_path / "w.safetensors")
