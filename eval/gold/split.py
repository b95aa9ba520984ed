"""Which questions are for choosing and which for reporting.

    dev    for choosing settings, weights and word lists; a person who changes the ranking may look at each of them
    test   for reporting: nothing is chosen by them, so their scores say what to expect of new questions

A gold line may name its split: questions that have been looked at say "dev", and so does one that asks in the same
language for what a question of "dev" asks for. Every other question in Russian or Kazakh, of which there are few, is
test. For the others a fixed rule decides, so that a question stays where it is whatever is added to the set.
"""

import hashlib
from typing import Literal

Split = Literal["dev", "test"]

SPLITS: tuple[Split, ...] = ("dev", "test")


def split_of(identifier: str) -> Split:
    """The split of a question that names none: by the last bit of the first byte of sha256(id), odd is test."""
    return "test" if hashlib.sha256(identifier.encode()).digest()[0] & 1 else "dev"
