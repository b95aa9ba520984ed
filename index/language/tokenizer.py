"""Words for the sparse index: one tokenizer for passages and queries.

    "Kazakhstan’s soft-power policies²⁰ cost $7,000"  ->  kazakhstan soft power polici cost 7000

A word goes through three steps: folding (case, accents, ligatures, footnote marks), cutting, stemming.

Folding keeps letters that only look like accented ones. Of the Cyrillic letters just "ё" becomes "е", as Russian
prints both for one word; "й", "ї" and "ў" are letters of their own, and the Kazakh "ә ғ қ ң ө ұ ү һ і" are never
touched. Stress marks go, and so do the optional vowels of Hebrew and Arabic. The Persian forms of two Arabic letters
become one with them, and digits of all scripts those of this line: 1234567890. Folding precedes stemming, so a query
typed without accents finds the word with them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from pincite.index.language.stemming import STEMMING_VERSION, stem
from pincite.index.language.unspaced import has_unspaced, pairs

# Stems are part of the index, so another version of Snowball is another tokenizer.
TOKENIZER_VERSION = f"2-{STEMMING_VERSION}"

# U+0300-036F are the marks of Latin, Greek and Cyrillic; the others are the optional vowels of Hebrew and Arabic.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_KEPT_LETTERS = re.compile("([иіу])[\u0306\u0308]")
_KEPT = {"и\u0306": "й", "і\u0308": "ї", "у\u0306": "ў"}
_FOLDED = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02b9\u02bb\u02bc\u00b4`\uff07", "'")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff⁰¹²³⁴⁵⁶⁷⁸⁹™℠")
    | dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))  # CO₂ is written CO2 as well, a footnote mark is no digit
)
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code in range(0x660, 0xAC00) if chr(code).isdecimal()}
_UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"ک": "ك", "ی": "ي", "ـ": None, "٫": ".", "٬": ","}
    | _DIGITS
)
_GROUPED_DIGITS = re.compile("(?<![\\d.,])(\\d{1,3})((?:[\u00a0\u2009\u202f]\\d{3})+)(?!\\d)")

# Vowel signs of the Indic scripts are not "\w" to `re`, yet belong to their word; their punctuation does not.
_LETTER = (
    "(?:[^\\W_]|(?![\u0970\u0df4\u0e3f\u0e4f\u0e5a\u0e5b\u0f04-\u0f14\u104a-\u104f])"
    "[\u0900-\u0963\u0966-\u109f\u1780-\u17d3])"
)
_TOKEN = re.compile(
    "(?P<thousands>(?<![\\w.])\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?![\\d]))"
    "|(?P<decimal>(?<!\\w)\\d+(?:(?:\\.\\d+)+|,\\d{1,2})(?!\\d))"
    f"|(?P<word>{_LETTER}+(?:'{_LETTER}+)*)"
)
_ELISION = re.compile("(?:[cdjlmnst]|qu)'(?=..)")


def tokenize(text: str, language: str) -> list[str]:
    """The index terms of a passage in `language` (ISO 639-1), in reading order, repeated words included."""
    return [stem(word, language) for word in words(text)]


def tokenize_query(text: str, languages: Sequence[str]) -> list[str]:
    """The terms of a query to passages in `languages`: each word's stem in every one, equal stems once.

    A word that the query repeats is repeated here too. With one language this is `tokenize(text, language)`.
    """
    if len(languages) == 1:
        return tokenize(text, languages[0])
    return [term for word in words(text) for term in dict.fromkeys(stem(word, code) for code in languages or ["en"])]


def words(text: str) -> Iterator[str]:
    """The words of a text, folded but not stemmed, in reading order."""
    for found in _TOKEN.finditer(_fold(text)):
        token = found.group()
        if found.lastgroup == "thousands":
            yield token.replace(",", "")
        elif found.lastgroup == "decimal":
            yield token.replace(",", ".")
        elif has_unspaced(token):
            yield from pairs(_without_apostrophes(token))
        else:
            yield _without_apostrophes(token)


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower().replace("`", "'")
    # Folding case first turns "ŉ" into an apostrophe and n; once more at the end for what NFKD brings, as in "℡".
    text = text.casefold().translate(_FOLDED)
    text = _GROUPED_DIGITS.sub(lambda m: m.group(1) + re.sub("\\D", "", m.group(2)), text)
    text = unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED)
    text = _KEPT_LETTERS.sub(lambda m: _KEPT.get(m.group(), m.group(1)), text)
    return unicodedata.normalize("NFC", _MARKS.sub("", text))


def _without_apostrophes(word: str) -> str:
    """One word of `word`: "l'europe" is europe, "kazakhstan's" kazakhstan; "xi'an" is xian."""
    if "'" not in word:
        return word
    return _ELISION.sub("", word, count=1).removesuffix("'s").replace("'", "")
