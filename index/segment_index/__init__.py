"""Segments as one index that ranking can ask: which passages are allowed, and what is known of those found."""
