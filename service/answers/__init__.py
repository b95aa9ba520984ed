"""From ranked passages to an answer: which sentences are said, and in which order."""
