"""A language model's reply, read as claims: sentences, each with the words of passages that support it.

    {"sentence": "The border is 7,000 km long.", "quotes": [{"passage": 2, "words": "about 7,000 km long"}]}

Models put such objects into lists, code fences and other text. Everything around the objects is ignored, and so is
an object that is not complete or not of this form.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_MOST_CHARACTERS = 600  # a longer one is no sentence
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_MARKS = re.compile(r"\s*\[\s*\d+(?:\s*[,;]\s*\d+)*\s*\]|\*\*|__|`")
_LONGEST_REPLY = 100_000  # characters; the rest is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedQuote:
    """Words that, as the model says, stand in passage `passage` of its prompt, counted from 1."""

    passage: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence of a model's reply, not checked yet."""

    text: str
    quotes: tuple[ClaimedQuote, ...]


def read_claims(fragments: Iterable[str]) -> Iterator[Claim]:
    """The claims of a reply that comes in fragments, each as soon as it is complete."""
    decoder = json.JSONDecoder()
    reply, done = "", 0
    for fragment in fragments:
        reply += fragment
        if "}" not in fragment:
            continue
        # What stands in a thought that has not ended yet may only be a draft.
        readable = _THOUGHTS.sub(lambda found: " " * len(found.group()), reply)
        for value, end in _objects(decoder, readable, done):
            found = list(_claims(value))
            # An object without a claim may be a part of one that is not complete yet.
            done = end if found else done
            yield from found
        if len(reply) > _LONGEST_REPLY:
            return


def _objects(decoder: json.JSONDecoder, text: str, start: int) -> Iterator[tuple[dict[str, Any], int]]:
    """The complete JSON objects, each with its end; of nested ones the outermost."""
    at = text.find("{", start)
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)  # not complete, or not JSON: an object inside it may be
            continue
        if isinstance(value, dict):
            yield value, end
        at = text.find("{", end)


def _claims(value: Any) -> Iterator[Claim]:
    if isinstance(value, list):
        for item in value:
            yield from _claims(item)
    elif isinstance(value, dict):
        text = value.get("sentence")
        if isinstance(text, str):
            quotes = value.get("quotes")
            plain = " ".join(_MARKS.sub("", text).split())
            if 0 < len(plain) <= _MOST_CHARACTERS and isinstance(quotes, list):
                yield Claim(text=plain, quotes=tuple(_quotes(quotes)))
        else:
            for item in value.values():
                if isinstance(item, list | dict):
                    yield from _claims(item)


def _quotes(items: list[Any]) -> Iterator[ClaimedQuote]:
    for item in items:
        if not isinstance(item, dict):
            continue
        passage, words = item.get("passage"), item.get("words")
        if isinstance(passage, int) and not isinstance(passage, bool) and isinstance(words, str) and words.strip():
            yield ClaimedQuote(passage=passage, words=words)
