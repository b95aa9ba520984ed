"""Numbers written in words."""

from collections.abc import Mapping

_UNITS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
# Word -> its value in figures.
NUMERALS: Mapping[str, str] = {word: str(value) for value, word in enumerate(_UNITS.split())} | {
    word: str(10 * ten) for ten, word in enumerate(_TENS.split(), start=2)
}
# Fractions and multiples: they say how many, but not by themselves as figures.
QUANTITIES: tuple[str, ...] = ("dozens?", "half", "quarters?", "hundreds?", "thousands?", "millions?", "billions?")
