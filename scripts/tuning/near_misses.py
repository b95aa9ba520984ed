"""Near misses made of answerable gold questions: the documents nearly answer them, and do not.

bereft    the same question, where the passages that hold its evidence are not there
altered   another name or number in it: a scholarship for another country, an index of another year

Gold sets have few unanswerable questions, and those that miss narrowly are the hard ones.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.gold.truth import find_truth
from pincite.index.search import Hit
from pincite.service.evidence.confidence import Findings

Kind = Literal["bereft", "altered"]
KINDS: tuple[Kind, ...] = ("bereft", "altered")

_NAME = re.compile(r"(?<=[a-z,'’] )[A-Z][A-Za-z-]{2,}")
_NUMBER = re.compile(r"\b\d+\b")
_NEARBY = 3  # another number differs by so much at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """What was found for a near miss, and the place of the question it was made of."""

    twin_of: int
    kind: Kind
    findings: Findings


def without_evidence(hits: Sequence[Hit], gold: GoldQuestion) -> list[Hit]:
    """The hits that hold none of the question's evidence, in their order."""
    texts = dict[str, dict[str, str]]()
    for hit in hits:
        texts.setdefault(hit.passage.document_id, {})[hit.passage.id] = hit.passage.text
    holding = find_truth([gold], texts)[gold.id].grades
    return [hit for hit in hits if hit.passage.id not in holding]


def altered_questions(questions: Sequence[GoldQuestion], *, seed: int = 1) -> dict[str, str]:
    """Question id -> the question with one of its names or numbers exchanged; those that have none are left out.

    A name is exchanged for one of another question, a number for one a little larger; what comes in is not in the
    question's evidence.
    """
    chance = random.Random(seed)
    names = sorted({found.group() for one in questions for found in _NAME.finditer(one.question)})
    altered = dict[str, str]()
    for one in questions:
        places = [*_NUMBER.finditer(one.question), *_NAME.finditer(one.question)]
        if not one.evidence or not places:
            continue
        place = chance.choice(places)
        known_words = " ".join([one.question, *(evidence.quote for evidence in one.evidence)])
        nearby = (
            [str(int(place.group()) + more) for more in range(1, _NEARBY + 1)] if place.group().isdigit() else names
        )
        unused = [other for other in nearby if other not in known_words]
        if not unused:
            continue
        other = chance.choice(unused)
        altered[one.id] = one.question[: place.start()] + other + one.question[place.end() :]
    return altered
