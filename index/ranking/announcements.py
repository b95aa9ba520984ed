"""Sentences that only say what their work is about to do: near every question on its subject, and no answer to any.

    "(2) How does Kazakhstan attempt to manage it?"   "The last subsection discusses how Kazakhstan manages it."

A question's own words stand nowhere more often than where a work puts it. What only announces steps back, unless the
question is about the work: its aims, its method, its parts.
"""

import re
from collections.abc import Sequence

_WORK = (
    "stud(?:y|ies)|articles?|papers?|thesis|theses|research|essay|sections?|subsections?|chapters?|authors?|findings"
)
_ANNOUNCES = re.compile(
    rf"\b(?:this|the|these|present|current|our|next|last|following|first|subsequent) (?:\w+ ){{0,2}}(?:{_WORK})\b"
    r".{0,80}\b(?:will|aims?|aimed|seeks?|attempts?|tr(?:y|ies)|examin\w+|analy\w+|explor\w+|investigat\w+|discuss\w*|"
    r"present\w*|describ\w+|provid\w+|conduct\w*|select\w+|intends?|delves?|focus\w*|address\w*|structured|"
    r"can be used|contribut\w+|fills?)\b|\bresearch questions?\b|\bis (?:divided|organi[sz]ed) into\b|"
    r"\b(?:is|are|will be) (?:examined|discussed|presented|described|outlined|explained|analy[sz]ed|explored) "
    r"(?:below|here|in (?:the|this) (?:next|following|sub)?\s?(?:section|chapter|part)s?)\b",
    re.IGNORECASE,
)
# Not "papers", "studies": who asks in what they differ asks for what they say.
_ABOUT_A_WORK = re.compile(
    r"\b(?:study|article|paper|thesis|dissertation|essay|research|section|subsection|chapter|authors?|findings|aims?|"
    r"purpose|methods?|methodology|hypothes\w+)\b",
    re.IGNORECASE,
)


def announces(question: str, sentence: str) -> bool:
    """Whether the sentence only says what its work is about, and that is not what the question is about."""
    return _ANNOUNCES.search(sentence) is not None and not is_about_a_work(question)


def is_about_a_work(question: str) -> bool:
    """Whether the question asks for what a work does, and not for what it says of its subject."""
    return _ABOUT_A_WORK.search(question) is not None


def announcing_share(sentences: Sequence[str]) -> float:
    """The share of the characters of these sentences that only announce or ask, 0 to 1."""
    whole = sum(map(len, sentences))
    idle = sum(len(one) for one in sentences if one.rstrip().endswith("?") or _ANNOUNCES.search(one))
    return idle / whole if whole else 0.0
