"""Which languages an encoder reads as well as English."""

from collections.abc import Sequence

import numpy as np

from pincite.index.encoding.protocol import Encoder
from pincite.index.language.glossary import LANGUAGES

# Whether an encoder reads Russian or Kazakh shows when it finds the English of each of these among the others.
PAIRS = {
    "ru": (
        ("Кошка спит на диване.", "The cat sleeps on the sofa."),
        ("Цены на нефть выросли в прошлом году.", "Oil prices rose last year."),
        ("Президент подписал новый закон.", "The president signed a new law."),
        ("Студенты изучают математику в университете.", "Students learn mathematics at the university."),
        ("Завтра будет сильный дождь.", "There will be heavy rain tomorrow."),
        ("Врач посоветовал ему больше гулять.", "The doctor advised him to walk more."),
    ),
    "kk": (
        ("Мысық диванда ұйықтап жатыр.", "The cat sleeps on the sofa."),
        ("Былтыр мұнай бағасы өсті.", "Oil prices rose last year."),
        ("Президент жаңа заңға қол қойды.", "The president signed a new law."),
        ("Студенттер университетте математика оқиды.", "Students learn mathematics at the university."),
        ("Ертең қатты жаңбыр жауады.", "There will be heavy rain tomorrow."),
        ("Дәрігер оған көбірек серуендеуге кеңес берді.", "The doctor advised him to walk more."),
    ),
}
_ENOUGHPAIRS = 5  # of six: by chance an encoder finds one


def languages_read(encoder: Encoder) -> list[str]:
    """Those of the languages with term lists that the encoder reads as well as English."""
    return [language for language in LANGUAGES if _reads(encoder, PAIRS[language])]


def _reads(encoder: Encoder, pairs: Sequence[tuple[str, str]]) -> bool:
    foreign, english = (encoder.encode([pair[side] for pair in pairs]) for side in (0, 1))
    nearest = (foreign @ english.T).argmax(axis=1)
    return int((nearest == np.arange(len(pairs))).sum()) >= _ENOUGHPAIRS
