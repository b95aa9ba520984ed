"""From text to vectors: the encoder, its ONNX export, queries, and the vectors that are kept."""
