"""Whether confidence separates questions that the documents answer from those that they do not.

At each threshold some questions are answered and the others refused:

    coverage   |answered and answerable| / |answerable|
    risk       |answered and not answerable| / |answered|
    refused    |refused and not answerable| / |not answerable|
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingPoint:
    """What happens when questions of at least this confidence are answered."""

    threshold: float
    coverage: float
    risk: float
    refused: float


def risk_coverage(confidence: Mapping[str, float], answerable: Mapping[str, bool]) -> tuple[OperatingPoint, ...]:
    """A point for each confidence there is, the highest first: the risk-coverage curve (El-Yaniv and Wiener, 2010).

    Empty unless there are questions of both sorts.
    """
    scores, right = _columns(confidence, answerable)
    if not right.any() or right.all():
        return ()
    points = list[OperatingPoint]()
    for threshold in np.unique(scores)[::-1]:
        answered = scores >= threshold
        points.append(
            OperatingPoint(
                threshold=float(threshold),
                coverage=float((answered & right).sum() / right.sum()),
                risk=float((answered & ~right).sum() / answered.sum()),
                refused=float((~answered & ~right).sum() / (~right).sum()),
            )
        )
    return tuple(points)


def auroc(confidence: Mapping[str, float], answerable: Mapping[str, bool]) -> float | None:
    """The probability that an answerable question has more confidence than another one, ties counting half.

    The area under the ROC curve (Hanley and McNeil, 1982); None unless there are questions of both sorts.
    """
    scores, right = _columns(confidence, answerable)
    if not right.any() or right.all():
        return None
    pairs = scores[right][:, None] - scores[~right][None, :]
    return float(((pairs > 0) + 0.5 * (pairs == 0)).mean())


def _columns(
    confidence: Mapping[str, float], answerable: Mapping[str, bool]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    names = sorted(confidence)
    return np.array([confidence[name] for name in names]), np.array([answerable[name] for name in names], dtype=bool)
