"""Means over questions, how sure they are, and whether one way of searching is better than another.

Intervals are bootstrap percentile intervals over questions (Efron and Tibshirani, 1993). All columns of a comparison
are resampled together, so a difference is paired: question by question, not mean by mean.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.eval.gold.gold_questions import GoldQuestion
from pincite.eval.measures.ranking_measures import Scores

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
class GroupScores:
    """Runs side by side over one group of questions.

    modes: run -> measure -> estimate; differences: "hybrid - sparse" -> measure -> estimate.
    """

    group: str
    questions: int
    modes: Mapping[str, Mapping[str, Estimate]]
    differences: Mapping[str, Mapping[str, Estimate]]


def group_scores(group: str, ids: Sequence[str], scores: Mapping[str, Mapping[str, Scores]]) -> GroupScores:
    """The runs side by side over the questions `ids`. scores: run -> measure -> question id -> score."""
    measures = list(next(iter(scores.values())))
    columns = {
        mode: np.array([[measured[measure].get(name, np.nan) for measure in measures] for name in ids])
        for mode, measured in scores.items()
    }
    names = list(columns)
    pairs = [(better, worse) for better, worse in DIFFERENCES if better in columns and worse in columns]
    tables = [*columns.values(), *(columns[better] - columns[worse] for better, worse in pairs)]
    found = iter(estimate_means(np.hstack(tables)))
    rows = [{measure: next(found) for measure in measures} for _ in tables]
    return GroupScores(
        group=group,
        questions=len(ids),
        modes=dict(zip(names, rows, strict=False)),
        differences={
            f"{better} - {worse}": row for (better, worse), row in zip(pairs, rows[len(names) :], strict=True)
        },
    )


def estimate_means(scores: NDArray[np.float64]) -> list[Estimate]:
    """The mean of each column with its 95 % interval. scores: float64[questions, columns], at least one question.

    NaN: the question has no score there and does not count. A column of nothing else has NaN for its estimate.
    """
    count = len(scores)
    drawn = np.random.default_rng(_SEED).multinomial(count, np.full(count, 1 / count), size=RESAMPLES).astype(float)
    known = ~np.isnan(scores)
    filled = np.where(known, scores, 0.0)
    counted = drawn @ known.astype(float)
    means = np.divide(drawn @ filled, counted, out=np.full_like(counted, np.nan), where=counted > 0)
    return [
        _estimate(filled[:, column].sum() / known[:, column].sum(), means[:, column])
        if known[:, column].any()
        else Estimate(mean=math.nan, low=math.nan, high=math.nan)
        for column in range(scores.shape[1])
    ]


def _estimate(mean: float, resampled: NDArray[np.float64]) -> Estimate:
    low, high = np.quantile(resampled[~np.isnan(resampled)], _TAILS)
    return Estimate(mean=float(mean), low=float(low), high=float(high))


def groups(questions: Sequence[GoldQuestion]) -> dict[str, tuple[str, ...]]:
    """Group -> ids of its questions: all, English and the other languages together, the splits, each kind."""
    found: dict[str, list[str]] = {"all": [question.id for question in questions], **_by_language(questions)}
    splits = sorted({question.split for question in questions})
    for split in splits if len(splits) > 1 else ():
        members = [question for question in questions if question.split == split]
        found[f"split {split}"] = [question.id for question in members]
        found |= {f"split {split}, {name}": ids for name, ids in _by_language(members).items()}
    for kind in sorted({question.kind for question in questions}):
        found[f"kind {kind}"] = [question.id for question in questions if question.kind == kind]
    return {name: tuple(ids) for name, ids in found.items() if ids}


def _by_language(questions: Sequence[GoldQuestion]) -> dict[str, list[str]]:
    others = "+".join(sorted({question.language for question in questions} - {"en"}))
    return {
        f"language {name}": [question.id for question in questions if (question.language == "en") is english]
        for name, english in (("en", True), (others, False))
    }
