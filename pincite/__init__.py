"""Pincite: answers from a library of papers, each sentence pinned to its page."""
