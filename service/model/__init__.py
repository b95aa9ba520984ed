"""Answers by a language model, and the checks that each of its sentences must pass."""
