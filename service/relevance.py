"""How well a sentence answers a question, and how well all of them do together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.cues import Wanted, offered, wanted
from service.sources import Sources
from service.statements import Statement

# Words that ask and bind. They may be rare in papers, which do not ask.
_FUNCTION_WORDS = """
    a an the of in on at to for from by with about as into than then that this these those and or but not no nor if is
    are was were be been being do does did done has have had having can could will would shall should may might must
    what which who whom whose when where why how many much long often far it its they them their he his him she her we
    our us you your i me my there here any some all each both either own such so also just only very more most less
    according say says said tell give describe explain name list please paper papers study studies author authors
    article thesis document documents text mention mentioned
    что как какой какая какое какие каких каким какими каком какую кто кого кем кому где когда почему зачем сколько и
    или но не ни в во на по с со к ко о об от до из за у для при это этот эта эти тот та те ли бы же был была были
    есть его её их они он она мы вы я то так чем
    не қандай қай кім қашан қалай неге қанша қайда және мен бен пен немесе бұл сол ол олар үшін туралы бойынша ма ме
    ба бе па пе
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as sentences are measured against it: its vector, its content terms with their weight, what it wants.

    vector: float32[d] of unit length.
    """

    text: str
    vector: NDArray[np.float32]
    weights: dict[str, float]
    wants: frozenset[Wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A sentence, its vector (float32[d]), the terms of the question that it holds, and how well it answers.

    nearness: of meaning, the inner product of the vectors. coverage: the weight of its terms, 0 to 1.
    """

    statement: Statement
    vector: NDArray[np.float32]
    terms: frozenset[str]
    nearness: float
    coverage: float
    score: float


def asked(question: str, sources: Sources) -> Asked:
    """What the question asks for."""
    bare = set(sources.terms(_FUNCTION_WORDS))
    content = dict.fromkeys(term for term in sources.terms(question) if term not in bare)
    return Asked(
        text=question,
        vector=sources.encode([question])[0],
        weights={term: sources.rarity(term) for term in content},
        wants=wanted(question),
    )


def weigh(question: Asked, found: Sequence[Statement], sources: Sources) -> tuple[Weighed, ...]:
    """The sentences with their scores, best first; earlier ones first among equals."""
    if not found:
        return ()
    vectors = sources.encode([statement.text for statement in found])
    nearness = vectors @ question.vector
    best_hit = max(statement.hit.score for statement in found) or 1.0
    weighed = []
    for statement, vector, near in zip(found, vectors, nearness.tolist(), strict=True):
        terms = frozenset(sources.terms(statement.text)) & question.weights.keys()
        covered = coverage(question, terms)
        score = (
            0.50 * near
            + 0.22 * covered
            + 0.16 * statement.hit.score / best_hit
            + 0.12 * offered(question.wants, statement.text)
            - 0.15 * statement.text.endswith("?")
            - 0.03 * statement.dangling
        )
        weighed.append(
            Weighed(statement=statement, vector=vector, terms=terms, nearness=near, coverage=covered, score=score)
        )
    order = sorted(range(len(weighed)), key=lambda place: (-weighed[place].score, place))
    return tuple(weighed[place] for place in order)


def coverage(question: Asked, terms: frozenset[str]) -> float:
    """The share of the question's content that these terms make up, rare ones counting more; 0 where it has none."""
    whole = sum(question.weights.values())
    return sum(question.weights[term] for term in terms) / whole if whole else 0.0
