"""Means, bootstrap intervals and paired tests over questions."""
