"""The stem of a word: by Snowball, which has stemmers for most languages of science, chosen by script and language.

The script of a word decides which stemmers can read it, the language of its document which of them does: an English
word in a Russian paper has its English stem. Where Snowball has none for a language, its words stay whole; another
language's stemmer would cut their endings at random.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import local

import Stemmer

from pincite.index.language.cyrillic import CYRILLIC_LANGUAGES

STEMMING_VERSION: str = f"snowball-{Stemmer.version()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Script:
    """A block of letters; the stemmer of each language (ISO 639-1), None where it has none; `others` for the rest."""

    first: str
    last: str
    others: str | None = None
    languages: Mapping[str, str | None] = field(default_factory=dict)


_LATIN: Mapping[str, str | None] = {
    "bs": "serbian", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hr": "serbian", "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "sr": "serbian", "st": "sesotho", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
_CYRILLIC: Mapping[str, str | None] = {**dict.fromkeys(CYRILLIC_LANGUAGES), "ru": "russian", "sr": "serbian"}
_ARABIC: Mapping[str, str | None] = {**dict.fromkeys(("ckb", "ku", "ps", "sd", "ug", "ur")), "fa": "persian"}
_DEVANAGARI: Mapping[str, str | None] = {**dict.fromkeys(("bho", "kok", "mai", "mr", "sa")), "ne": "nepali"}

_SCRIPTS = (
    _Script(first="0", last="\u024f", others="english", languages=_LATIN),
    _Script(first="\u0370", last="\u03ff", others="greek"),
    _Script(first="\u0400", last="\u052f", others="russian", languages=_CYRILLIC),
    _Script(first="\u0531", last="\u058f", others="armenian"),
    _Script(first="\u05d0", last="\u05ff", languages={"yi": "yiddish"}),
    _Script(first="\u0620", last="\u077f", others="arabic", languages=_ARABIC),
    _Script(first="\u0900", last="\u097f", others="hindi", languages=_DEVANAGARI),
    _Script(first="\u0b82", last="\u0bff", others="tamil"),
    _Script(first="\u1e00", last="\u1eff", others="english", languages=_LATIN),
    _Script(first="\u1f00", last="\u1fff", others="greek"),
)
_FIRSTS = [script.first for script in _SCRIPTS]

_per_thread = local()  # a Snowball stemmer must not be shared between threads


def stem(word: str, language: str) -> str:
    """The stem of a folded word that stands in a text of this language (ISO 639-1)."""
    place = bisect_right(_FIRSTS, word[0]) - 1
    if place < 0 or word[0] > _SCRIPTS[place].last:
        return word
    script = _SCRIPTS[place]
    algorithm = script.languages.get(language, script.others)
    return word if algorithm is None else _stemmer(algorithm).stemWord(word) or word


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmers: dict[str, Stemmer.Stemmer] = _per_thread.__dict__
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmers[algorithm]
