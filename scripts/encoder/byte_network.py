"""Makes a network multiply in whole numbers of a byte, with the scale of each row of a weight applied afterwards.

    x @ W        ->  DynamicQuantizeLinear(x) ── MatMulInteger ── Cast ── Mul(scale of x * scales of W)
    table[ids]   ->  Gather(whole numbers) ── Cast ── Mul(Gather(scales))

An input is quantised anew for each text, so nothing has to be calibrated (dynamic quantisation, by the operators that
ONNX defines for it). onnxruntime joins these nodes to one kernel.
"""

from collections.abc import Collection, Sequence

import onnx
import onnx.helper

from pincite.index.encoding.filled_graph import SCALES, TRANSPOSED, WHOLE


def in_bytes(network: onnx.ModelProto, names: Sequence[str], *, tables: Collection[str]) -> list[str]:
    """Rewrite the products with transposed weights of those called `names`, and the look-ups in `tables` of them.

    A row of a stored weight has one scale; only where the weight is transposed does each result have one as well.
    Returns the names of the weights that the network takes then.
    """
    nodes = list[onnx.NodeProto]()
    inputs = set[str]()  # that are in bytes already
    replaced = dict[str, str]()
    for node in network.graph.node:
        if node.op_type == "MatMul" and node.input[1] in names and node.input[1].endswith(TRANSPOSED):
            plain = node.input[1].removesuffix(TRANSPOSED)
            replaced[node.input[1]] = plain + WHOLE + TRANSPOSED
            if node.input[0] not in inputs:
                inputs.add(node.input[0])
                nodes.append(_quantised(node.input[0]))
            nodes += _product(node, replaced[node.input[1]], plain + SCALES)
        elif node.op_type == "Gather" and node.input[0] in tables:
            replaced[node.input[0]] = node.input[0] + WHOLE
            nodes += _look_up(node)
        else:
            nodes.append(node)
    del network.graph.node[:]
    network.graph.node.extend(nodes)
    scales = [name.removesuffix(TRANSPOSED) + SCALES for name in names if name in replaced]
    return [replaced.get(name, name) for name in names] + scales


def _quantised(given: str) -> onnx.NodeProto:
    return onnx.helper.make_node(
        "DynamicQuantizeLinear", [given], [f"{given}:whole", f"{given}:scale", f"{given}:zero"], f"{given}:quantised"
    )


def _product(node: onnx.NodeProto, whole: str, scales: str) -> list[onnx.NodeProto]:
    (given, _), (out,) = node.input, node.output
    make = onnx.helper.make_node
    return [
        make("MatMulInteger", [f"{given}:whole", whole, f"{given}:zero"], [f"{out}:sums"], f"{out}:sums"),
        make("Cast", [f"{out}:sums"], [f"{out}:floats"], f"{out}:floats", to=onnx.TensorProto.FLOAT),
        make("Mul", [f"{given}:scale", scales], [f"{out}:scales"], f"{out}:scales"),
        make("Mul", [f"{out}:floats", f"{out}:scales"], [out], f"{out}:scaled"),
    ]


def _look_up(node: onnx.NodeProto) -> list[onnx.NodeProto]:
    """The scales have one number a row: they are looked up as the rows are, and stretched over them."""
    (table, ids), (out,) = node.input, node.output
    make = onnx.helper.make_node
    return [
        make("Gather", [table + WHOLE, ids], [f"{out}:rows"], f"{out}:rows"),
        make("Cast", [f"{out}:rows"], [f"{out}:floats"], f"{out}:floats", to=onnx.TensorProto.FLOAT),
        make("Gather", [table + SCALES, ids], [f"{out}:flat"], f"{out}:flat"),
        make("Constant", [], [f"{out}:last"], f"{out}:last", value_ints=[-1]),
        make("Unsqueeze", [f"{out}:flat", f"{out}:last"], [f"{out}:scales"], f"{out}:scales"),
        make("Mul", [f"{out}:floats", f"{out}:scales"], [out], f"{out}:scaled"),
    ]
