"""Other ways of searching: chunks, ranks and fusion by hand; the libraries themselves where they are installed."""

import importlib.util
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from fakes import WordEncoder
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

from pincite.eval.baselines.haystack_pipeline import haystack_pipeline
from pincite.eval.baselines.txtai_pipeline import txtai_pipeline
from pincite.eval.baselines.usual_stack import CHUNK_WORDS, cut, fuse_ranks, usual_stack
from pincite.eval.errors import BaselineMissing
from pincite.eval.evaluation import Pipeline

TEXTS = {
    "bees": " ".join(f"bees make honey number {number}." for number in range(60)),
    "cats": "Cats sleep in the sun.\n\nThey hunt mice at night.",
}
Build = Callable[[Mapping[str, str], Callable[[Sequence[str]], NDArray[np.float32]]], Pipeline]


def encode(texts: Sequence[str]) -> NDArray[np.float32]:
    return WordEncoder(max_tokens=10_000).encode(texts)


def test_chunks_are_120_words_and_lose_none() -> None:
    chunks = cut("bees", TEXTS["bees"])
    assert list(chunks) == ["bees#0", "bees#1", "bees#2"]
    assert [len(text.split()) for text in chunks.values()] == [CHUNK_WORDS, CHUNK_WORDS, 60 * 5 - 2 * CHUNK_WORDS]
    assert " ".join(chunks.values()) == TEXTS["bees"]


def test_reciprocal_ranks_are_summed() -> None:
    # a: 1/61 + 1/63; b: 1/62 + 1/61; c: 1/62 alone; d: 1/63 alone.
    assert fuse_ranks([["a", "b", "d"], ["b", "c", "a"]]) == ["b", "a", "c", "d"]
    assert fuse_ranks([["b"], ["a"]]) == ["a", "b"]


def test_the_usual_stack_ranks_as_its_packages_do() -> None:
    by_words, by_meaning, by_both = usual_stack(TEXTS, encode)
    assert [way.name for way in (by_words, by_meaning, by_both)] == ["rank-bm25", "encoder alone", "RRF of the two"]
    chunks = {name: text for held in by_words.texts.values() for name, text in held.items()}
    scores = BM25Okapi([text.lower().split() for text in chunks.values()]).get_scores(["mice"])
    assert by_words.search("mice", 1)[0].passage_id == list(chunks)[int(np.argmax(scores))] == "cats#0"
    assert by_meaning.search("They hunt mice at night.", 1)[0].document_id == "cats"
    assert len(by_both.search("honey", 10)) == len(chunks)


@pytest.mark.parametrize(
    ("library", "build"), [("haystack", haystack_pipeline), ("txtai", txtai_pipeline)], ids=["Haystack", "txtai"]
)
def test_a_library_that_is_missing_is_named_with_the_way_to_it(library: str, build: Build) -> None:
    if importlib.util.find_spec(library) is None:
        with pytest.raises(BaselineMissing, match="run: make baselines"):
            build(TEXTS, encode)
    else:
        pipeline = build(TEXTS, encode)
        held = {name: text for parts in pipeline.texts.values() for name, text in parts.items()}
        first = pipeline.search("cats that hunt mice", 3)[0]
        assert first.document_id == "cats"
        assert held[first.passage_id] == first.text
        assert re.fullmatch(r"cats#\d+", first.passage_id)
