"""Haystack: its splitter (200 words), BM25 and embedding retrievers in memory, joined by reciprocal ranks."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.eval.errors import BaselineMissing
from pincite.eval.evaluation import Pipeline
from pincite.eval.systems.system import RetrievedPassage

NAME = "Haystack"


def haystack_pipeline(texts: Mapping[str, str], encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> Pipeline:
    """The pipeline over these documents. Raises BaselineMissing."""
    os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # read at import: nothing is sent anywhere
    try:
        from haystack import Document
        from haystack import Pipeline as HaystackPipeline
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.preprocessors import DocumentSplitter
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
        from haystack.document_stores.in_memory import InMemoryDocumentStore
    except ImportError as error:
        raise BaselineMissing(f"Haystack is not installed ({error}); run: make baselines") from error
    documents = [Document(content=text, meta={"document": name}) for name, text in texts.items()]
    chunks: list[Any] = DocumentSplitter().run(documents=documents)["documents"]
    vectors = encode([chunk.content for chunk in chunks])
    chunks = [replace(chunk, embedding=vector.tolist()) for chunk, vector in zip(chunks, vectors, strict=True)]
    for number, chunk in enumerate(chunks):
        chunk.meta["chunk"] = f"{chunk.meta['document']}#{number}"
    store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
    store.write_documents(chunks)
    pipeline = HaystackPipeline()
    pipeline.add_component("words", InMemoryBM25Retriever(store))
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("both", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("words", "both")
    pipeline.connect("meaning", "both")

    def search(text: str, k: int) -> tuple[RetrievedPassage, ...]:
        asked = {
            "words": {"query": text, "top_k": k},
            "meaning": {"query_embedding": encode([text])[0].tolist(), "top_k": k},
            "both": {"top_k": k},
        }
        found = pipeline.run(asked)["both"]["documents"]
        return tuple(
            RetrievedPassage(passage_id=one.meta["chunk"], document_id=one.meta["document"], text=one.content)
            for one in found
        )

    held: dict[str, dict[str, str]] = {name: {} for name in texts}
    for chunk in chunks:
        held[chunk.meta["document"]][chunk.meta["chunk"]] = chunk.content
    return Pipeline(name=NAME, texts=held, search=search)
