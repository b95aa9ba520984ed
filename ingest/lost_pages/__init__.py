"""Proposes where the pages of a text begin when the file no longer says so, for a person to check."""
