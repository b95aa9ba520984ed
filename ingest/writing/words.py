"""Counting words, also in scripts that put no blanks between them."""

import re

# Thai, Lao, Burmese, Khmer, Chinese and Japanese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LETTERS_A_WORD = 2  # of Chinese, on average; the other scripts take a few more


def word_count(text: str) -> int:
    """About how many words the text has."""
    spaced, letters = _UNSPACED.subn(" ", text)
    return len(spaced.split()) + -(-letters // _LETTERS_A_WORD)
