"""Capital letters, with which names begin in Latin, Greek and Cyrillic script."""

_LAST = 0x052F  # the end of the Cyrillic letters

# For a class of a regular expression; `re` has none for them.
CAPITALS: str = "".join(letter for letter in map(chr, range(_LAST + 1)) if letter.isupper())
