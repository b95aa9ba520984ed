"""Whether and how well a sentence answers a question, and when none does."""
