"""OpenAI's chat API: conversations in, answers in its form out."""
