"""A question, and the claims of a scripted model."""

import json

from chat_server import Exchange, Script

QUESTION = "How long is the land border between Kazakhstan and Russia?"


TRUE = "The land border between the two countries is about 7,000 km long."


WORDS = "The two countries share a border, which is about 7,000 km long."


def claim(exchange: Exchange, text: str, words: str, passage: int | None = None) -> str:
    """A claim on the passage that holds 7,000 km, or another one."""
    number = next(one["passage"] for one in exchange.passages if "7,000" in one["text"])
    quotes = [{"passage": passage or number, "words": words}]
    return json.dumps({"sentence": text, "quotes": quotes}) + "\n"


def claims(*pairs: tuple[str, str]) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.begin()
        for text, words in pairs:
            exchange.say(claim(exchange, text, words))
        exchange.end()

    return script
