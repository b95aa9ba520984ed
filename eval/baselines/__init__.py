"""Other pipelines that are measured beside Pincite."""
