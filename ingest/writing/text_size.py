"""How large a text is, counted in the same way whatever reads it.

The size of a text is the number of its pieces, each of which is

    one Chinese or Japanese character         冰 川 移 动               4
    up to two Korean syllables                빙하 가                   2
    up to three characters of Thai, Lao,      ธาร|น้ำ|แข็|ง              4
    Burmese or Khmer
    up to eight letters or digits of a word   glacier | internat|ional  3
    one mark of any other kind                ( 1 . 5 )                 5 with the digits

Tokenizers disagree about where words are cut, but such pieces carry about as much as one of theirs: an English text has
about as many as word pieces of BERT, a text in another language about as many as those of multilingual models. Size is
counted in one pass, and two texts with a blank between them are as large as both together.
"""

import re
from itertools import islice

_SINGLE = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u30ff\u3105-\u312f\u31a0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
_SINGLE += "\U00020000-\U0003ffff"
_KOREAN = "\u1100-\u11ff\u3131-\u318e\uac00-\ud7ff"
_SOUTHEAST_ASIAN = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf"
# Signs that belong to the letter before them, which Python does not count as part of a word: accents, Hebrew and Arabic
# vowel points, and those of the scripts of India.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0dff\u1ab0-\u1aff"
)
_OTHERS = f"(?:(?![{_SINGLE}{_KOREAN}{_SOUTHEAST_ASIAN}])(?:[^\\W_]|[{_SIGNS}]))"
_PIECE = re.compile(f"[{_SINGLE}]|[{_KOREAN}]{{1,2}}|[{_SOUTHEAST_ASIAN}]{{1,3}}|{_OTHERS}{{1,8}}|[^\\s]")
_BLANKS = (" ", "\n", "\t")


def text_size(text: str) -> int:
    """The number of pieces of the text."""
    return len(_PIECE.findall(text))


def fits(text: str, size: int) -> bool:
    """Whether the text has at most `size` pieces; no more of it is looked at than that takes."""
    return next(islice(_PIECE.finditer(text), size, None), None) is None


def fitting_end(text: str, size: int, *, start: int = 0, end: int | None = None) -> int:
    """Where the longest beginning of text[start:end] ends that has at most `size` pieces; `size` is at least 1.

    It ends behind a blank if its second half has one, so that words stay whole where the text has words.
    """
    end = len(text) if end is None else end
    pieces = list(islice(_PIECE.finditer(text, start, end), size + 1))
    if len(pieces) <= size:
        return end
    cut = pieces[size].start()
    blank = max(text.rfind(mark, start + (cut - start) // 2, cut) for mark in _BLANKS)
    return blank + 1 if blank >= 0 else cut
