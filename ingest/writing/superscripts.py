"""Superscript digits and signs: how a raised note number or power is written in a text of plain characters."""

_PLAIN = "0123456789+-−=()"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"
_TO_RAISED = str.maketrans(_PLAIN, _RAISED)
_TO_PLAIN = str.maketrans(_RAISED[:10], _PLAIN[:10])

SUPERSCRIPT_DIGITS = "⁰¹²³⁴-⁹"  # as they stand in a class of a regular expression


def as_superscript(words: str) -> str:
    """The words with their digits and signs raised; letters have no raised form and stay."""
    return words.translate(_TO_RAISED)


def without_superscript(words: str) -> str:
    """The words with their raised digits as plain ones."""
    return words.translate(_TO_PLAIN)
