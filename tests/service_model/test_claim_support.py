"""A claim is believed on what it cites, and on nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from fakes import WordEncoder
from numpy.typing import NDArray

from pincite.index.language.tokenizer import tokenize
from pincite.index.search import Query, SearchOutcome
from pincite.ingest.document import Document
from pincite.service.model.claim_support import ENOUGH, objection_to, support


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Sources of which only the words are asked: each is half as rare as can be."""

    snapshot: str = "s"

    def search(self, query: Query) -> SearchOutcome:
        raise NotImplementedError

    def document(self, document_id: str) -> Document | None:
        raise NotImplementedError

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return WordEncoder().encode(texts)

    def terms(self, text: str) -> list[str]:
        return tokenize(text, "en")

    def rarities(self, terms: Sequence[str]) -> Sequence[float]:
        return [0.5] * len(terms)


CITED = "In 2021 the EU did not pay Kazakhstan $61.5 billion, six times more than the 7,000 km border cost."
KNOWN = "The European Union's soft power. Madina Zhunissova 2023"


def why_not(claim: str, cited: str = CITED) -> str | None:
    return objection_to(claim, cited, known=KNOWN, sources=Words())


@pytest.mark.parametrize(
    "claim",
    [
        "In 2021 the EU did not pay Kazakhstan $61.5 billion.",
        "According to Zhunissova, the EU did not pay Kazakhstan 61.5 billion in 2021.",
        "The European Union didn't pay Kazakhstan $61.5 billion, 6 times the cost of the 7000 km border.",
    ],
)
def test_what_the_cited_sentences_say_is_believed(claim: str) -> None:
    assert why_not(claim) is None


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("In 2022 the EU did not pay Kazakhstan $61.5 billion.", "the number 2022"),
        ("In 2021 the EU did not pay Kazakhstan $61 billion.", "the number 61 "),
        ("In 2021 the EU did not pay Kazakhstan seven times more than the border cost.", "the number 7 "),
        ("In 2021 the EU did not pay Uzbekistan $61.5 billion.", "the name Uzbekistan"),
        ("In 2021 the EU did not pay NATO $61.5 billion.", "the name NATO"),
        ("In 2021 the EU paid Kazakhstan $61.5 billion.", "it asserts what the sentences it cites deny"),
        ("Soft power rests on attraction rather than threats.", "the sentences it cites say something else"),
    ],
)
def test_what_they_do_not_say_is_not(claim: str, said: str) -> None:
    assert said in f"{why_not(claim)} "


def test_a_denial_must_be_a_denial_there() -> None:
    cited = "The EU paid Kazakhstan $61.5 billion."
    assert (
        why_not("The EU never paid Kazakhstan $61.5 billion.", cited)
        == "it denies what the sentences it cites do not deny"
    )
    assert why_not("The EU paid Kazakhstan $61.5 billion.", cited) is None


def test_support_is_half_words_and_half_meaning() -> None:
    # Two of three content words are there; the vectors share them and the function words.
    value = support("Bees make honey", "Bees like honey", known="", sources=Words())
    one, other = WordEncoder().encode(["Bees make honey", "Bees like honey"])
    assert value == pytest.approx((2 / 3 + float(one @ other)) / 2)
    assert value > ENOUGH
