"""From ranked passages to an answer: which sentences it has, and in which order."""
