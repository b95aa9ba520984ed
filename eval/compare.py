"""Means over questions, how sure they are, and whether one mode is better than another.

Intervals are bootstrap percentile intervals over questions (Efron and Tibshirani, 1993). All columns of a comparison
are resampled together, so a difference is paired: question by question, not mean by mean.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from eval.gold import GoldQuestion
from eval.measures import Scores

RESAMPLES = 10_000
_SEED = 20250327  # any; fixed, so that the same scores give the same intervals
_TAILS = (0.025, 0.975)

DIFFERENCES = (("hybrid", "sparse"), ("hybrid", "dense"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over questions and its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Modes side by side over one group of questions.

    modes: mode -> measure -> estimate; differences: "hybrid - sparse" -> measure -> estimate.
    """

    group: str
    questions: int
    modes: Mapping[str, Mapping[str, Estimate]]
    differences: Mapping[str, Mapping[str, Estimate]]


def compare(group: str, ids: Sequence[str], scores: Mapping[str, Mapping[str, Scores]]) -> Comparison:
    """The modes side by side over the questions `ids`. scores: mode -> measure -> question id -> score."""
    measures = list(next(iter(scores.values())))
    columns = {
        mode: np.array([[measured[measure][name] for measure in measures] for name in ids])
        for mode, measured in scores.items()
    }
    names = list(columns)
    pairs = [(better, worse) for better, worse in DIFFERENCES if better in columns and worse in columns]
    tables = [*columns.values(), *(columns[better] - columns[worse] for better, worse in pairs)]
    found = iter(estimate_means(np.hstack(tables)))
    rows = [{measure: next(found) for measure in measures} for _ in tables]
    return Comparison(
        group=group,
        questions=len(ids),
        modes=dict(zip(names, rows, strict=False)),
        differences={
            f"{better} - {worse}": row for (better, worse), row in zip(pairs, rows[len(names) :], strict=True)
        },
    )


def estimate_means(scores: NDArray[np.float64]) -> list[Estimate]:
    """The mean of each column with its 95 % interval. scores: float64[questions, columns], at least one question."""
    count = len(scores)
    drawn = np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    lows, highs = np.quantile(drawn @ scores / count, _TAILS, axis=0)
    return [
        Estimate(mean=float(mean), low=float(low), high=float(high))
        for mean, low, high in zip(scores.mean(axis=0), lows, highs, strict=True)
    ]


def groups(questions: Sequence[GoldQuestion]) -> dict[str, tuple[str, ...]]:
    """Group -> ids of its questions: all, English and the other languages together, each kind."""
    languages = Counter(question.language for question in questions)
    others = "+".join(sorted(languages.keys() - {"en"}, key=lambda code: (-languages[code], code)))
    found: dict[str, list[str]] = {"all": [question.id for question in questions]}
    for name, english in (("en", True), (others, False)):
        found[f"language {name}"] = [question.id for question in questions if (question.language == "en") is english]
    for kind in sorted({question.kind for question in questions}):
        found[f"kind {kind}"] = [question.id for question in questions if question.kind == kind]
    return {name: tuple(ids) for name, ids in found.items() if ids}
