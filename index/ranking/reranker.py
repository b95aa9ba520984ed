"""A cross-encoder of the user's, which reads question and passage together and orders the best of a ranking.

reranker_opener ── no name ───> None: nothing is imported, the ranking stays as it is
       └────────── a name ────> looked for at once, without torch; loaded when it is called
"""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pincite.index.encoding.encoder import model_folder, quiet, require_torch
from pincite.index.errors import EncoderUnavailable, RerankerUnavailable
from pincite.index.interface.passage_index import Candidates, StoredPassage
from pincite.index.interface.ranked_passages import Ranking, ranked
from pincite.ingest.text.passage_context import byline, heading_context, searched_text

# So many of the best are read: a cross-encoder takes milliseconds for each, and the answer is nearly always among them.
RERANKED = 30

_NEXT = "correct PINCITE_RERANKER, or unset it"
_TRIAL = ("Is it a cross-encoder?", "It says how well a passage answers a question. " * 200)


class Reranker(Protocol):
    """How well each text answers the question, higher is better: float64[n]. Safe for several threads."""

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CrossEncoderReranker:
    """A cross-encoder as sentence-transformers runs it; what does not fit its window it cuts at the end.

    A pair is read alone, so that its score does not depend on what else was found.
    """

    folder: Path
    model: Any
    activation: Any
    # Setting the length in a tokenizer and using it are two steps: threads would disturb each other.
    lock: threading.Lock = field(default_factory=threading.Lock)

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """As the network gives them: squeezed to 0 to 1, good ones would become equal. Raises RerankerUnavailable."""
        pairs = [(question, text) for text in texts]
        try:
            with self.lock:
                scores = self.model.predict(pairs, batch_size=1, activation_fn=self.activation, show_progress_bar=False)
        except Exception as error:  # whatever a model's own code may raise
            raise RerankerUnavailable(f"the cross-encoder in {self.folder} fails ({error}); {_NEXT}") from error
        scores = np.asarray(scores, dtype=np.float64)
        if scores.shape != (len(pairs),) or not np.isfinite(scores).all():
            raise RerankerUnavailable(
                f"the model in {self.folder} does not give one number for a question and a passage; {_NEXT}"
            )
        return scores


def rerank(ranking: Ranking, question: str, candidates: Candidates, reranker: Reranker | None) -> Ranking:
    """The ranking with its head in the order of the reranker; the ranking itself where there is none."""
    head = ranking.positions[:RERANKED].tolist()
    if reranker is None or not head:
        return ranking
    stored = candidates.passages(head)
    texts = [_searched_text(stored[position]) if position in stored else "" for position in head]
    return reordered(ranking, reranker.scores(question, texts))


def reordered(ranking: Ranking, scores: NDArray[np.float64]) -> Ranking:
    """The ranking with its head by other scores, one for each of its first RERANKED.

    The head keeps its best and its worst score, and between them the distances of the others: it stays above what
    follows, and the confidence of an answer, which is made of scores, means what it did. Where all are the same, the
    order stays.
    """
    head, low, high = ranking.first(RERANKED), float(scores.min()), float(scores.max())
    if low == high:
        return ranking
    worst, best = float(head.scores.min()), float(head.scores.max())
    share = (scores - low) / (high - low)
    first = ranked(head.positions, share * best + (1 - share) * worst)
    return Ranking(
        positions=np.concatenate([first.positions, ranking.positions[RERANKED:]]),
        scores=np.concatenate([first.scores, ranking.scores[RERANKED:]]),
    )


def reranker_opener(model: str | None, *, threads: int = 1) -> Callable[[], Reranker] | None:
    """What loads the cross-encoder `model`, which is looked for at once. Raises RerankerUnavailable."""
    return None if model is None else partial(load_reranker, find_reranker(model), threads=threads)


def find_reranker(model: str) -> Path:
    """The folder of a cross-encoder, given by folder or by name in the Hugging Face cache.

    Nothing is downloaded and torch is not imported. Raises RerankerUnavailable where there is none, and for a model of
    another kind: it would be given a last layer of random numbers.
    """
    try:
        folder = model_folder(model)
    except EncoderUnavailable as error:
        raise RerankerUnavailable(f"no reranker: {error}; {_NEXT}") from error
    network, kept = _json(folder / "config.json"), _json(folder / "config_sentence_transformers.json")
    kinds = [str(kind) for kind in network.get("architectures") or ()]
    if kept.get("model_type") != "CrossEncoder" and not any(
        kind.endswith("ForSequenceClassification") for kind in kinds
    ):
        raise RerankerUnavailable(
            f"{folder} is not a cross-encoder: it is {', '.join(kinds) or 'of no known kind'}, which does not score "
            f"a question with a passage; {_NEXT}"
        )
    return folder


def load_reranker(folder: Path, *, threads: int = 1) -> CrossEncoderReranker:
    """The cross-encoder in `folder`, in torch, tried on a pair that is too long. Raises RerankerUnavailable."""
    try:
        require_torch("it")
        with quiet():
            import torch
            from sentence_transformers import CrossEncoder

            # Left alone, torch takes every core, and is several times slower where something else runs too.
            torch.set_num_threads(threads)
            model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # whatever a model's own code may raise
        raise RerankerUnavailable(f"the cross-encoder in {folder} cannot be loaded ({error}); {_NEXT}") from error
    reranker = CrossEncoderReranker(folder=folder, model=model, activation=torch.nn.Identity())
    reranker.scores(_TRIAL[0], _TRIAL[1:])
    return reranker


def _searched_text(stored: StoredPassage) -> str:
    """A passage as it is searched: under its authors, year, title and headings."""
    context = heading_context(stored.record.title, stored.passage.section)
    written = byline(stored.record)
    return searched_text(f"{written}. {context}" if written else context, stored.passage.text)


def _json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
