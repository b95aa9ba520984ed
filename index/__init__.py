"""Passages in, ranked hits out: encoders, indexes, fusion, and the snapshot that is searched."""
