"""Immutable parts of the index: what a segment holds, its files, and how segments are joined."""
