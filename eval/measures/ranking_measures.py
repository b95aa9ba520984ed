"""How good a ranking is, one measure a function, each with its formula.

All take the same things and give a score in [0, 1] for each question that has evidence:

    truth     question id -> Truth: which passages hold each evidence, and the grade of each such passage
    rankings  question id -> passage ids, the best first; a question that is missing was answered with nothing

Below, rel(i) is the grade of the passage at rank i, 0 where it holds no evidence. Evidence that no passage holds
lowers evidence recall alone: no ranking could bring it.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pincite.eval.gold.truth import Truth

if TYPE_CHECKING:
    from ir_measures import Measure

Rankings = Mapping[str, Sequence[str]]
Scores = dict[str, float]


def evaluate(truth: Mapping[str, Truth], rankings: Rankings, *, k: int) -> dict[str, Scores]:
    """Measure name ("nDCG@10") -> question id -> score, in the order of a report."""
    measured = {f"hit@{cutoff}": hit(truth, rankings, k=cutoff) for cutoff in sorted({1, 5, k}) if cutoff <= k}
    measured[f"MRR@{k}"] = reciprocal_rank(truth, rankings, k=k)
    measured[f"nDCG@{k}"] = ndcg(truth, rankings, k=k)
    measured[f"evidence recall@{k}"] = evidence_recall(truth, rankings, k=k)
    return measured


def hit(truth: Mapping[str, Truth], rankings: Rankings, *, k: int) -> Scores:
    """1 if some rel(i) > 0 with i <= k, else 0."""
    return {
        name: float(any(passage in right.grades for passage in rankings.get(name, ())[:k]))
        for name, right in truth.items()
    }


def evidence_recall(truth: Mapping[str, Truth], rankings: Rankings, *, k: int) -> Scores:
    """|evidences that a passage at rank <= k contains| / |evidences|."""
    found = dict[str, float]()
    for name, right in truth.items():
        returned = set(rankings.get(name, ())[:k])
        found[name] = sum(not returned.isdisjoint(holding) for holding in right.holders) / len(right.holders)
    return found


def reciprocal_rank(truth: Mapping[str, Truth], rankings: Rankings, *, k: int) -> Scores:
    """1 / min {i <= k: rel(i) > 0}, 0 where there is none. Its mean over questions is MRR@k."""
    from ir_measures import RR

    return _ir_measure(RR @ k, truth, rankings)


def ndcg(truth: Mapping[str, Truth], rankings: Rankings, *, k: int) -> Scores:
    """DCG@k / DCG@k of the ideal ranking of all passages, with DCG@k = sum over i <= k of rel(i) / log2(i + 1).

    0 where no passage holds any evidence. Järvelin and Kekäläinen, 2002, in the form of trec_eval: the gain is the
    grade itself and not 2^grade - 1.
    """
    from ir_measures import nDCG

    return _ir_measure(nDCG @ k, truth, rankings)


def _ir_measure(measure: "Measure", truth: Mapping[str, Truth], rankings: Rankings) -> Scores:
    judged = {name: dict(right.grades) for name, right in truth.items()}
    # The place in the ranking is the score: it breaks ties otherwise than we do.
    scored = {
        name: {passage: 1.0 / rank for rank, passage in enumerate(rankings.get(name, ()), start=1)} for name in truth
    }
    scores = dict.fromkeys(truth, 0.0)
    scores |= {found.query_id: float(found.value) for found in measure.iter_calc(judged, scored)}
    return scores
