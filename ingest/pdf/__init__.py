"""Reads PDF files: text, layout, structure, labels and pictures of pages."""
