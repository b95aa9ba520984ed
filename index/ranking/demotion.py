"""Passages that share the question's words but rarely answer it rank lower: announcements, and lists of references."""

import re

import numpy as np

from pincite.index.interface.passage_index import Candidates
from pincite.index.interface.ranked_passages import Ranking, ranked
from pincite.index.language.announcements import is_about_a_text

# The share of its score that a passage loses which only announces, and one of a list of references; see
# docs/explanation/retrieval.md.
ANNOUNCEMENT, REFERENCE = 0.65, 0.3

# A pattern of words that ask for a publication, as a list of references names them. Translations lose "which".
WORKS = (
    r"(?:which|what|whose) (?:[\w']+ ){0,2}(?:articles?|books?|journals?|publications?|references?|reports?)|"
    r"cit(?:e|es|ed)|publish\w*|bibliograph\w*|"
    r"стать[яиею]\w*|стат(?:ей|ьям)|книг\w*|журнал\w*|цитир\w*|опубликов\w*|мақала\w*|кітап\w*|жарияла\w*"
)
_ASKS_FOR_WORKS = re.compile(rf"\b(?:{WORKS})\b", re.IGNORECASE)


def demote(ranking: Ranking, question: str, candidates: Candidates, *, original: str = "") -> Ranking:
    """The ranking with lower scores for announcements and lists of references, unless the question asks for such.

    question: in English terms; original: as the user wrote it.
    """
    scores, flags = ranking.scores, candidates.flags(ranking.positions)
    if not is_about_a_text(question):
        scores = scores * (1 - ANNOUNCEMENT * flags.announcing.astype(np.float64))
    if not asks_for_works(f"{question} {original}"):
        scores = np.where(flags.kinds == "reference", (1 - REFERENCE) * scores, scores)
    return ranked(ranking.positions, scores)


def asks_for_works(question: str) -> bool:
    """Whether the question asks for a publication."""
    return _ASKS_FOR_WORKS.search(question) is not None
