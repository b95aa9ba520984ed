"""A network that multiplies in whole numbers gives nearly what it gave before."""

from pathlib import Path

import numpy as np
import onnx
import onnx.helper
import onnxruntime
import pytest
from byte_network import in_bytes
from numpy.typing import NDArray
from test_filled_graph import save_safetensors

from pincite.index.encoding.filled_graph import write_filled

FLOAT, INT64 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64
NAMES = ["table", "one.weight:transposed", "two.weight", "bias"]


def network() -> onnx.ModelProto:
    """Looks rows up, multiplies them by two weights, and adds a third one."""
    make = onnx.helper.make_node
    nodes = [
        make("Gather", ["table", "ids"], ["rows"]),
        make("MatMul", ["rows", "one.weight:transposed"], ["first"]),
        make("MatMul", ["rows", "two.weight"], ["second"]),
        make("Add", ["first", "second"], ["both"]),
        make("Add", ["both", "bias"], ["result"]),
    ]
    place = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph(
        nodes, "network", [place("ids", INT64, [1, "n"])], [place("result", FLOAT, [1, "n", 6])]
    )
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)


def run(graph: onnx.ModelProto, names: list[str], weights: Path, ids: list[int]) -> NDArray[np.float32]:
    folder = weights.parent
    (folder / "graph.onnx").write_bytes(graph.SerializeToString())
    write_filled(folder / "graph.onnx", weights, tuple(names), folder / "model.onnx")
    onnx.checker.check_model(str(folder / "model.onnx"))
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    result: NDArray[np.float32] = session.run(None, {"ids": np.array([ids], dtype=np.int64)})[0]
    return result


@pytest.mark.parametrize("seed", range(5))
def test_results_are_nearly_the_same(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    tensors = {
        "table": random.standard_normal((50, 8), dtype=np.float32),
        "one.weight": random.standard_normal((6, 8), dtype=np.float32),
        "two.weight": random.standard_normal((8, 6), dtype=np.float32),
        "bias": random.standard_normal(6, dtype=np.float32),
    }
    weights = save_safetensors(tmp_path / "weights.safetensors", tensors)
    ids = random.integers(0, 50, 20).tolist()
    exact = run(network(), NAMES, weights, ids)
    graph = network()
    # Rows of a weight have scales: one that is not transposed has its columns there, so it stays as it is.
    names = in_bytes(graph, NAMES, tables=["table"])
    assert {node.op_type for node in graph.graph.node} >= {"DynamicQuantizeLinear", "MatMulInteger"}
    assert names == [
        "table:int8",
        "one.weight:int8:transposed",
        "two.weight",
        "bias",
        "table:scales",
        "one.weight:scales",
    ]
    nearly = run(graph, names, weights, ids)
    assert 0 < np.abs(nearly - exact).max() < 0.03 * np.abs(exact).max()
