"""Evaluations as files: saved runs, text, Markdown, HTML, TREC, comparisons."""
