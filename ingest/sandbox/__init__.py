"""Parses each file in a process of its own, confined and limited."""
