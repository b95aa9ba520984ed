"""Roman numerals up to 399, as pages and chapters are numbered with."""

import re

ROMAN_NUMERAL = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"  # to be matched ignoring case

_WHOLE = re.compile(ROMAN_NUMERAL, re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman_value(numeral: str) -> int | None:
    """The number that "xiv" or "XIV" stands for; None for what is no Roman numeral."""
    if not numeral or not _WHOLE.fullmatch(numeral):
        return None
    values = [_VALUES[letter] for letter in numeral.lower()]
    return sum(-value if after > value else value for value, after in zip(values, [*values[1:], 0], strict=True))
