"""One reader per file format except PDF: from bytes to a source text with its pages."""
