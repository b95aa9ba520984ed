"""From text to vectors: the encoder, its ONNX export, and the vectors that are kept."""
