"""Words and the blanks between them, also in scripts that write none."""

import re

# Thai, Lao, Burmese, Khmer, Chinese and Japanese.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_UNSPACED_SIGNS = frozenset("，。、；：？！「」『』（）《》〈〉【】")
_LETTERS_A_WORD = 2  # of Chinese, on average; the other scripts take a few more


def word_count(text: str) -> int:
    """About how many words the text has."""
    spaced, letters = _UNSPACED.subn(" ", text)
    return len(spaced.split()) + -(-letters // _LETTERS_A_WORD)


def is_unspaced(before: str, after: str) -> bool:
    """Whether no blank belongs between the two texts, since both belong to a script that writes none there."""
    return all(_UNSPACED.match(sign) or sign in _UNSPACED_SIGNS for sign in (before[-1:], after[:1]))
