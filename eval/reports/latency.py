"""How long searches and answers took."""

import numpy as np

from pincite.eval.evaluation import ANSWERS, Evaluation

_SHARES = (50, 99)


def latencies(evaluation: Evaluation) -> dict[str, dict[str, float]]:
    """Run -> p50 and p99 of the milliseconds a question took."""
    times = {one.run.name: one.run.took_ms.values() for one in evaluation.runs}
    if evaluation.answers is not None:
        times[ANSWERS] = evaluation.answers.replies.took_ms.values()
    return {
        name: {f"p{share}": round(float(np.percentile(list(took_ms), share)), 3) for share in _SHARES}
        for name, took_ms in times.items()
    }
