"""What the first letter of a text says: in scripts with two cases a small one goes on with a sentence."""

import re
from typing import Literal

Case = Literal["upper", "lower", "none"]

_OPENING = re.compile(r"(?:[\s\"'“”„‟‘’‚«»‹›¿¡*_(\[{「『（《〈【]|<[pi]>)+")
_MID_SENTENCE = tuple(",;)]%–—…，、；）】」』،؛»”")  # no sentence begins with one of these


def opening_case(text: str) -> Case:
    """The case of the first character, opening quotes and brackets aside; "none" where that says nothing.

    Many scripts have no case (Arabic, Chinese, Hebrew, Hindi). Unicode gives Georgian letters one, but Georgian
    sentences and names begin with small letters like any other word.
    """
    opening = _OPENING.match(text)
    first = text[opening.end() if opening else 0 :][:1]
    if first.isupper() or first.istitle():
        return "upper"
    return "lower" if first.islower() and not _is_georgian(first) else "none"


def begins_small(text: str) -> bool:
    """Whether the text begins with a small letter, as what goes on with a sentence does."""
    return opening_case(text) == "lower"


def begins_mid_sentence(text: str) -> bool:
    """Whether no sentence begins as the text does; a capital, a number or a letter without case may begin one."""
    return begins_small(text) or text.startswith(_MID_SENTENCE)


def _is_georgian(letter: str) -> bool:
    return "\u10d0" <= letter <= "\u10ff"
