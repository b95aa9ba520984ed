"""Words in Cyrillic script: their stems in Russian and Kazakh, and how a name sounds in Latin letters.

Менделеева  ->  mendeleva, mendelev     ~  mendeleiev  <-  Mendeleyev
"""

import re
from collections.abc import Sequence

import Stemmer

# ISO 639 codes of languages written in Cyrillic letters, of which Russian and Serbian have a Snowball stemmer.
CYRILLIC_LANGUAGES = ("ba", "be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "tt", "uk", "uz")

# Kazakh puts one ending behind another: plural, possession, case; or those of a verb. Vowels agree with the stem, so
# each ending has a back and a front form. Longer ones come first.
_KAZAKH = re.compile(
    "(?:"
    "сындағы|сіндегі|сының|сінің|сында|сінде|сынан|сінен|сымен|сімен|сына|сіне|сын|сін|"
    "ындағы|індегі|ларының|лерінің|дарының|дерінің|тарының|терінің|"
    "[дтн]ағы|[дтн]егі|ында|інде|ынан|інен|ының|інің|ына|іне|ымен|імен|ын|ін|"
    "[лдт]ар|[лдт]ер|[ндт]ың|[ндт]ің|[дтн]ан|[дтн]ен|[дт]а|[дт]е|[нбп]ен|мен|[ғқн]а|[гкн]е|[ндт]ы|[ндт]і|"
    "[лдт]ық|[лдт]ік|[ғқ]ан|[гк]ен|ғы|гі|қы|кі|йды|йді|ады|еді|атын|етін|[дт]ау|[дт]еу|[лд]ады|[лд]еді|"
    "сы|сі|ып|іп|уы|уі|ңыз|ңіз|ы|і|у|а|е"
    ")$"
)
_SHORTEST = 2  # letters of a Kazakh stem
# The last consonant of a stem is voiced before a vowel: белдік, белдігі; серіктестік, серіктестігі.
_VOICED = {"ғ": "қ", "г": "к", "б": "п"}

_RUSSIAN_ENDING = re.compile(
    "(?:ского|скому|ским|ской|ого|его|ому|ему|ыми|ими|ами|ями|ой|ей|ою|ом|ем|ым|им|ах|ях|ов|а|я|у|ю|ы|и|е|о|ь)$"
)
_LETTERS = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэіәғқңөұүһ", "abvgdeziiklmnoprstufhieiagknouuh", strict=True))
    | {"ё": "e", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ь": "", "ю": "iu", "я": "ia"}
)
_SOUNDS = (
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("ck", "k"), ("ch", "1"), ("sh", "2"), ("zh", "3"), ("j", "3"),
    ("x", "ks"), ("ts", "4"), ("tz", "4"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("q", "k"), ("w", "v"), ("y", "i"),
)  # fmt: skip
_GLIDE = re.compile("u(?=[aeio])")
_DOUBLE = re.compile("(.)\\1+")


def is_cyrillic(word: str) -> bool:
    """Whether a word begins with a Cyrillic letter."""
    return "\u0400" <= word[:1] <= "\u052f"


def has_cyrillic(text: str) -> bool:
    """Whether a text has a Cyrillic letter."""
    return any(is_cyrillic(letter) for letter in text)


def is_kazakh(text: str) -> bool:
    """Whether a text has a letter that Kazakh has and Russian has not."""
    return any(letter in "әғқңөұүһі" for letter in text.casefold())


def russian_stems(word: str) -> list[str]:
    """The word, its Snowball stem, and the word without a case ending: Snowball takes перепись for a verb."""
    return list(dict.fromkeys((word, Stemmer.Stemmer("russian").stemWord(word), _RUSSIAN_ENDING.sub("", word))))


def kazakh_stems(word: str) -> list[str]:
    """The word, and what is left as one ending after the other is taken off, the longest first."""
    stems = [word]
    for stem in stems:
        left = _KAZAKH.sub("", stem)
        if left != stem and len(left) >= _SHORTEST:
            stems.append(left)
            stems += [left[:-1] + _VOICED[left[-1]]] if left[-1] in _VOICED else []
    return list(dict.fromkeys(stems))


def name_forms(word: str, stems: Sequence[str]) -> list[str]:
    """What a word in Cyrillic may sound like without its endings, as `sound` writes it."""
    forms = (word, _RUSSIAN_ENDING.sub("", word), *stems)
    return list(dict.fromkeys(sound(form.translate(_LETTERS)) for form in forms))


def sound(word: str) -> str:
    """A key that spellings of one name share more often than not: Zhumashov, Jumashov; Khan, Han."""
    for spelling, letter in _SOUNDS:
        word = word.replace(spelling, letter)
    return _DOUBLE.sub("\\1", _GLIDE.sub("v", word))
