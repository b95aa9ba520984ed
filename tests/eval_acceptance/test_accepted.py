"""The accepted scores of the five papers: they hold, the documents show them, and a broken ranker fails the gate."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random

import pytest

from pincite.eval.acceptance.gate import falls, read_accepted
from pincite.eval.acceptance.score_tables import refresh
from pincite.eval.evaluation import Evaluation, EvaluationParams, evaluate_system
from pincite.eval.systems.local_library import LocalLibrary
from pincite.eval.systems.system import MODES, Reply, RetrievedPassage
from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.passage_index import PassageIndex
from pincite.index.search import Mode
from pincite.index.snapshots.snapshot import open_encoder

ROOT = Path(__file__).parents[2]
ACCEPTED = read_accepted(ROOT / "eval" / "baseline.json")
PARAMS = EvaluationParams(gold=sorted((ROOT / "eval" / "gold").glob("*.jsonl")), corpus=ROOT / "corpus")
DEPTH = 60


class ReadingOnce:
    """An encoder that reads each question once, though it is asked in two modes."""

    def __init__(self, encoder: Encoder) -> None:
        self.id, self.dimension, self.max_tokens = encoder.id, encoder.dimension, encoder.max_tokens
        self.encode, self.count_tokens = encoder.encode, encoder.count_tokens
        self.read = cache(encoder.read)


@pytest.fixture(scope="module")
def library(corpus_data: Path) -> Iterator[LocalLibrary]:
    def encoder_for(data: Path, snapshot: PassageIndex) -> Encoder:
        return ReadingOnce(open_encoder(data, snapshot))

    with LocalLibrary(corpus_data, encoder_for=encoder_for) as library:
        yield library


class Remembering:
    """A library that ranks once and then from memory, so that a broken ranker costs no second evaluation."""

    def __init__(self, library: LocalLibrary) -> None:
        self.library = library
        self.snapshot, self.documents = library.snapshot, library.documents
        self.versions: Mapping[str, str] = library.versions
        self.ranked = dict[tuple[str, Mode, int], tuple[RetrievedPassage, ...]]()

    def texts(self, documents: Collection[str]) -> dict[str, dict[str, str]]:
        return self.library.texts(documents)

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[RetrievedPassage, ...]:
        key = (text, mode, k)
        if key not in self.ranked:
            self.ranked[key] = self.library.search(text, mode=mode, k=k)
        return self.ranked[key]

    def ask(self, text: str) -> Reply:
        raise NotImplementedError


class Reversed(Remembering):
    """Returns the worst of the sixty best first."""

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[RetrievedPassage, ...]:
        return super().search(text, mode=mode, k=DEPTH)[::-1][:k]


class Shuffled(Remembering):
    """Returns the sixty best in any order."""

    def search(self, text: str, *, mode: Mode, k: int) -> tuple[RetrievedPassage, ...]:
        hits = list(super().search(text, mode=mode, k=DEPTH))
        Random(text).shuffle(hits)
        return tuple(hits[:k])


@pytest.fixture(scope="module")
def remembering(library: LocalLibrary) -> Remembering:
    return Remembering(library)


@pytest.fixture(scope="module")
def evaluation(remembering: Remembering) -> Evaluation:
    return evaluate_system(remembering, PARAMS)


def test_no_score_is_below_its_accepted_interval(evaluation: Evaluation) -> None:
    assert [str(fall) for fall in falls(ACCEPTED, evaluation)] == []


@pytest.mark.parametrize("broken", [Reversed, Shuffled])
def test_a_broken_ranker_fails_the_gate(
    evaluation: Evaluation, remembering: Remembering, broken: type[Remembering]
) -> None:
    ranker = broken(remembering.library)
    ranker.ranked = remembering.ranked
    fallen = falls(ACCEPTED, evaluate_system(ranker, PARAMS))
    for mode in MODES:
        assert any(fall.run == mode and fall.measure == "MRR@10" for fall in fallen)


def test_pages_are_always_right_on_the_five_papers(evaluation: Evaluation) -> None:
    for one in evaluation.runs:
        assert one.pages.wrong == ()
        assert set(one.scores["page accuracy"].values()) == {1.0}


@pytest.mark.parametrize("name", ["README.md", "docs/explanation/evaluation.md"])
def test_the_tables_of_the_documents_are_the_accepted_scores(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "<!-- scores: " in text
    assert refresh(text, ACCEPTED) == text


def test_every_change_of_the_accepted_scores_says_why() -> None:
    assert all(entry["reason"].strip() and entry["date"] for entry in ACCEPTED["history"])
