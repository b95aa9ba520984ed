"""The kinds of answer that the words of a question ask for, and whether a sentence offers such an answer."""

import re
from collections.abc import Mapping
from typing import Literal

from pincite.index.ranking.demotion import WORKS
from pincite.service.evidence.numerals import NUMERALS, QUANTITIES
from pincite.service.questions.capitals import CAPITALS

AnswerKind = Literal["number", "time", "person", "definition", "reason", "manner", "comparison", "wording", "source"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


_QUANTITY = (
    "number|share|proportion|percentage|percent|amount|volume|size|value|total|score|rank|length|sum|population|rate|"
    "frequency|height|depth|width|distance|weight|mass|speed|temperature|age|duration|dose|price|cost|probability"
)
_ASKS: Mapping[AnswerKind, re.Pattern[str]] = {
    "number": _any(
        "how (?:many|much|long|large|big|small|often|far|fast|high|deep|tall|wide|heavy|old)",
        rf"(?:what|which) (?:\w+ )?(?:{_QUANTITY})",
        r"скольк\w*", r"каков\w* (?:\w+ )?(?:объ[её]м|дол[яи]|числ\w+|сумм\w+)", "қанша", "неше",
    ),
    "time": _any(
        "when", r"(?:what|which) (?:\w+ )?(?:year|date|month|day|decade|period)s?", "how long", "когда",
        r"как\w+ год\w*", "қашан", "қай жыл\\w*",
    ),
    "person": _any("who(?:m|se)?", "кто", "кем", "кого", "кому", "кім\\w*"),
    "definition": _any(
        r"defin\w+", r"what (?:is|are) meant", r"what does .{1,60} mean", "meaning of", "what counts as",
        r"^\W*what (?:is|are) (?:an? |the )?\W?[\w-]+(?: [\w-]+)?(?=\W*$)", r"что так\w+", r"определ\w+", "дегеніміз",
    ),
    "reason": _any(
        "why", "how come", "reasons?", "causes?", "what (?:led|made|drove|prompted)", "почему", "зачем",
        r"причин\w+", "неге", "неліктен",
    ),
    "manner": _any(
        r"how (?:do|does|did|is|are|was|were|can|could|has|have|had|may|might|should|will|would)", "in what ways?",
        r"каким образом", r"как (?!\w*(?:ой|ая|ие|ое|ую|им|их)\b)\w+", "қалай",
    ),
    "comparison": _any(
        r"compar\w+", r"differ\w*", "versus", "vs", "(?:dis)?agree", "which of (?:them|the)", "each", "papers",
        "studies", "authors", "articles", r"сравн\w+", r"отлича\w+", r"различа\w+",
    ),
    "source": _any(WORKS),
    "wording": _any(r"what (?:\w+ )?(?:word|phrase|term|expression)s?", "call(?:ed|s)?", r"describ\w+ as"),
}  # fmt: skip

# An entry of a bibliography, or a footnote like one: "Darwin, C. (1859). On", "(London: John Murray, 1859)".
SOURCE = re.compile(r"\((?:[^()]*: [^()]*, )?\d{4}[a-z]?\)(?:\.|[:,]? *(?:pp?\. *)?\d)|https?://|\bdoi:|\b\d+ ?\(\d+\)")
_NAME = rf"[{CAPITALS}][^\W\d_]+"
_OFFERS: Mapping[AnswerKind, re.Pattern[str]] = {
    "number": _any(r"\d[\d,.]*", *NUMERALS, *QUANTITIES),
    "time": _any(
        r"1\d{3}", r"20\d\d", r"\d+ (?:BCE?|CE|AD)", r"\d+ (?:second|minute|hour|day|week|month|year)s?",
        r"centur\w+", r"decade\w*", r"\d+ (?:лет|год\w*)", r"век\w*", r"\d+ жыл\w*", r"ғасыр\w*",
    ),
    "person": re.compile(rf"\b(?:{_NAME}|[{CAPITALS}]\.) (?:[{CAPITALS}]\. ?)?{_NAME}\b"),
    "definition": _any(
        "(?:is|are|was|were|be) (?:an?|the)", "refers? to", "(?:is|are|was|been) (?:defined|understood|described|seen)",
        r"defin\w+", "means?", "called", "term(?:ed)?", "concept",
    ),
    "reason": _any(
        "because", "due to", "since", "as a result", "owing to", "therefore", "thus", "reasons?", r"caus\w+",
        "(?:led|leads|leading) to", "in order to", "so that", r"explain\w*", "driven by", r"aim\w* (?:to|at)",
    ),
    "manner": _any("by", "through", "via", "means? of", "using", "in order to"),
    "comparison": _any(
        "while", "whereas", "however", "compared", "unlike", "contrast", "on the other hand", "both", "more than",
        "less than", r"argu\w+", r"claim\w*", "according to",
    ),
    "source": SOURCE,
    "wording": re.compile(r"[\"“”«»‘]"),
}  # fmt: skip

# What a sentence gives that offers the kind; for messages.
NOUNS: Mapping[AnswerKind, str] = {"number": "a number", "time": "a date or year", "person": "a name"}


def kinds_wanted(question: str) -> frozenset[AnswerKind]:
    """The kinds of answer that the question asks for; empty where its words do not show any."""
    return frozenset(kind for kind, pattern in _ASKS.items() if pattern.search(question))


def offers(kinds: frozenset[AnswerKind], sentence: str) -> dict[AnswerKind, float]:
    """For each kind of answer: 1 where it is wanted and the sentence offers it, -1 where it does not, else 0."""
    return {
        kind: 0.0 if kind not in kinds else 1.0 if pattern.search(sentence) else -1.0
        for kind, pattern in _OFFERS.items()
    }
