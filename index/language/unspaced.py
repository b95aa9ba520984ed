"""Words of scripts that put no blanks between them: each two neighbouring characters make a term.

    孔子学院     ->  孔子 子学 学院        Chinese, Japanese
    한국의       ->  한국 국의             Korean, whose particles are written together with the word
    ธารน้ำแข็ง   ->  ธา าร รน้ ...          Thai, Lao, Khmer and Burmese, by consonants with their vowels and tones

A word is found inside a longer run by the pairs that it has itself, without a dictionary that would not know the terms
of a field (overlapping bigrams, as Lucene's analyser for these languages makes them). One character alone is a term.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

_HAN_AND_KANA = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HANGUL = "\uac00-\ud7a3"
_SOUTHEAST = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_RUN = re.compile(f"[{_HAN_AND_KANA}]+|[{_HANGUL}]+|[{_SOUTHEAST}]+|[^{_HAN_AND_KANA}{_HANGUL}{_SOUTHEAST}]+")
_ANY = re.compile(f"[{_HAN_AND_KANA}{_HANGUL}{_SOUTHEAST}]")
# A consonant with the vowel before it, the one stacked below it, and the signs around it.
_CLUSTER = re.compile(
    "[\u0e40-\u0e44\u0ec0-\u0ec4]?[^\u0e40-\u0e44\u0ec0-\u0ec4]"
    "(?:[\u17d2\u1039].|[\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u109d\u17b4-\u17d3])*"
    "|."
)


def has_unspaced(word: str) -> bool:
    """Whether the word has characters of such a script."""
    return _ANY.search(word) is not None


def pairs(word: str) -> Iterator[str]:
    """The terms of a run of letters, some of which are of such a script; those of other scripts stay together."""
    for run in _RUN.findall(word):
        characters: list[str] = [run]
        if _ANY.match(run):
            characters = _CLUSTER.findall(run) if "\u0e00" <= run[0] <= "\u17ff" else list(run)
        if len(characters) == 1:
            yield run
        else:
            yield from (first + second for first, second in pairwise(characters))
