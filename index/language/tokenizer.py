"""Words for the sparse index: one tokenizer for passages and queries.

    "Kazakhstan’s soft-power policies²⁰ cost $7,000"  ->  kazakhstan soft power polici cost 7000

A word goes through three steps: folding (case, accents, ligatures, footnote marks), cutting, stemming.

Folding keeps letters that only look like accented ones. Of the Cyrillic letters just "ё" becomes "е", as Russian
prints both for one word; "й", "ї" and "ў" are letters of their own, and the Kazakh "ә ғ қ ң ө ұ ү һ і" are never
touched. Stress marks go. Folding precedes stemming, so a query typed without accents finds the word with them.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from threading import local

import Stemmer

from pincite.index.language.cyrillic import CYRILLIC_LANGUAGES, is_cyrillic

# Stems are part of the index, so another version of Snowball is another tokenizer.
TOKENIZER_VERSION: str = f"1-snowball-{Stemmer.version()}"

_LATIN: Mapping[str, str] = {
    "ca": "catalan", "da": "danish", "de": "german", "en": "english", "es": "spanish", "et": "estonian",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# Without a Snowball stemmer: the Russian one would cut their endings at random.
_UNSTEMMED_CYRILLIC = frozenset(CYRILLIC_LANGUAGES) - {"ru"}

# U+0300-036F are the marks of Latin, Greek and Cyrillic; the others are the optional vowels of Hebrew and Arabic.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_KEPT_LETTERS = re.compile("([иіу])[\u0306\u0308]")
_KEPT = {"и\u0306": "й", "і\u0308": "ї", "у\u0306": "ў"}
_FOLDED = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u02b9\u02bb\u02bc\u00b4`\uff07", "'")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff⁰¹²³⁴⁵⁶⁷⁸⁹™℠")
    | dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))  # CO₂ is written CO2 as well, a footnote mark is no digit
)
_UNDECOMPOSED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_GROUPED_DIGITS = re.compile("(?<![\\d.,])(\\d{1,3})((?:[\u00a0\u2009\u202f]\\d{3})+)(?!\\d)")

# Vowel signs of the Indic scripts are not "\w" to `re`, yet belong to their word.
_LETTER = "(?:[^\\W_]|[\u0900-\u0963\u0966-\u109f\u1780-\u17d3])"
_TOKEN = re.compile(
    "(?P<thousands>(?<![\\w.])\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?(?![\\d]))"
    "|(?P<decimal>(?<!\\w)\\d+(?:(?:\\.\\d+)+|,\\d{1,2})(?!\\d))"
    f"|(?P<word>{_LETTER}+(?:'{_LETTER}+)*)"
)
_ELISION = re.compile("(?:[cdjlmnst]|qu)'(?=..)")
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+|[^\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+")

_per_thread = local()  # a Snowball stemmer must not be shared between threads


def tokenize(text: str, language: str) -> list[str]:
    """The index terms of a passage in `language` (ISO 639-1), in reading order, repeated words included."""
    return [_stem(word, language) for word in words(text)]


def tokenize_query(text: str, languages: Sequence[str]) -> list[str]:
    """The terms of a query to passages in `languages`: each word's stem in every one, equal stems once.

    A word that the query repeats is repeated here too. With one language this is `tokenize(text, language)`.
    """
    if len(languages) == 1:
        return tokenize(text, languages[0])
    return [stem for word in words(text) for stem in dict.fromkeys(_stem(word, code) for code in languages or ["en"])]


def words(text: str) -> Iterator[str]:
    """The words of a text, folded but not stemmed, in reading order."""
    for found in _TOKEN.finditer(_fold(text)):
        token = found.group()
        if found.lastgroup == "thousands":
            yield token.replace(",", "")
        elif found.lastgroup == "decimal":
            yield token.replace(",", ".")
        elif token >= "\u3040":
            yield from _unspaced_words(token)
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


def _unspaced_words(token: str) -> Iterator[str]:
    """Chinese and Japanese put no blanks between words: each two neighbouring characters make a term."""
    for run in _UNSPACED.findall(token):
        if run < "\u3040" or run > "\u9fff" or len(run) == 1:
            yield run
        else:
            yield from (run[i : i + 2] for i in range(len(run) - 1))


def _stem(word: str, language: str) -> str:
    if is_cyrillic(word):
        algorithm = None if language in _UNSTEMMED_CYRILLIC else "russian"
    elif word[0] <= "\u024f":
        algorithm = _LATIN.get(language, "english")
    else:
        algorithm = None
    return word if algorithm is None else _stemmer(algorithm).stemWord(word)


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmers: dict[str, Stemmer.Stemmer] = _per_thread.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmers[algorithm]
