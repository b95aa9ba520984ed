"""txtai's hybrid index, BM25 and vectors with equal weights, over the paragraphs that its segmentation finds."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.eval.errors import BaselineMissing
from pincite.eval.evaluation import Pipeline
from pincite.eval.systems.system import RetrievedPassage

NAME = "txtai"


def txtai_pipeline(texts: Mapping[str, str], encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> Pipeline:
    """The pipeline over these documents. Raises BaselineMissing."""
    try:
        from txtai import Embeddings
        from txtai.pipeline import Segmentation
    except ImportError as error:
        raise BaselineMissing(f"txtai is not installed ({error}); run: make baselines") from error
    divide = Segmentation(paragraphs=True)
    held = {
        name: {f"{name}#{number}": part for number, part in enumerate(divide(text))} for name, text in texts.items()
    }
    stretches = {identifier: part for parts in held.values() for identifier, part in parts.items()}
    index = Embeddings(method="external", transform=lambda texts: encode(list(texts)), hybrid=True)
    index.index([(identifier, part, None) for identifier, part in stretches.items()])

    def search(text: str, k: int) -> tuple[RetrievedPassage, ...]:
        return tuple(
            RetrievedPassage(passage_id=name, document_id=name.rpartition("#")[0], text=stretches[name])
            for name, _ in index.search(text, k)
        )

    return Pipeline(name=NAME, texts=held, search=search)
