"""A cross-encoder of the user's: off without one, found or explained, and only the head changes its order."""

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_run import Ran, run, run_as_process
from engine_states import index, open_words, state
from fakes import WordEncoder
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_documents import fill
from small_library import library_of
from tiny_tokenizer import save_tokenizer
from waiting import wait_until

from pincite.index.errors import RerankerUnavailable
from pincite.index.interface.ranked_passages import Ranking
from pincite.index.ranking.reranker import (
    RERANKED,
    CrossEncoderReranker,
    find_reranker,
    load_reranker,
    reordered,
    reranker_opener,
)
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.service.engine import Engine
from pincite.service.errors import NotReady

TEXTS = [f"Honey bees number {number} make honey{' and wax' * number}." for number in range(40)]


class ByLength:
    """Longer texts first; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked = list[tuple[str, Sequence[str]]]()

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        self.asked.append((question, texts))
        return np.array([len(text) for text in texts], dtype=np.float64)


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_network(tmp_path_factory.mktemp("models") / "tiny-cross-encoder", outputs=1)


def save_network(folder: Path, *, outputs: int) -> Path:
    """A cross-encoder of one small layer with random weights and a window of 64 pieces."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    labels: Any = {"num_labels": outputs}  # the type of the configuration does not know it
    config = BertConfig(
        vocab_size=save_tokenizer(folder), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64, initializer_range=1.0, **labels,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    parts = {f"d{place:02}": [("body", text)] for place, text in enumerate(TEXTS)}
    with library_of(tmp_path / "data", parts):  # type: ignore[arg-type]
        return tmp_path / "data"


def test_the_head_is_in_the_order_of_the_reranker_and_keeps_its_reasons(data: Path) -> None:
    fake = ByLength()
    query = Query(text="Who makes honey?", k=40)
    before = Searcher(open_snapshot(data), WordEncoder()).search(query).hits
    after = Searcher(open_snapshot(data), WordEncoder(), reranker=fake).search(query).hits
    ((question, texts),) = fake.asked
    assert question == "Who makes honey?"
    assert len(texts) == RERANKED
    assert texts[0] == f"А. Ёж. On {before[0].passage.document_id}\n{before[0].passage.text}"
    assert [hit.passage.id for hit in after[RERANKED:]] == [hit.passage.id for hit in before[RERANKED:]]
    expected = sorted(before[:RERANKED], key=lambda hit: -len(hit.passage.text))
    assert [hit.passage.id for hit in after[:RERANKED]] == [hit.passage.id for hit in expected]
    assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)
    reasons = {hit.passage.id: (hit.sparse, hit.dense) for hit in before}
    assert all((hit.sparse, hit.dense) == reasons[hit.passage.id] for hit in after)


@pytest.mark.parametrize("mode", ["sparse", "dense"])
def test_a_ranking_by_one_retriever_is_not_reranked(data: Path, mode: str) -> None:
    fake = ByLength()
    Searcher(open_snapshot(data), WordEncoder(), reranker=fake).search(Query(text="honey", mode=mode))  # type: ignore[arg-type]
    assert fake.asked == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50, unique=True), st.lists(st.integers(-9, 9), min_size=30))
def test_reordering_loses_nothing_and_keeps_scores_in_order(own: list[float], given_scores: list[int]) -> None:
    ranking = Ranking(positions=np.arange(len(own)), scores=np.array(sorted(own, reverse=True)))
    scores = np.array(given_scores[: min(len(own), RERANKED)], dtype=np.float64)
    after = reordered(ranking, scores)
    assert sorted(after.positions.tolist()) == list(range(len(own)))
    assert np.array_equal(after.positions[RERANKED:], ranking.positions[RERANKED:])
    assert (np.diff(after.scores) <= 0).all()
    assert {after.scores.max(), after.scores.min()} == {ranking.scores.max(), ranking.scores.min()}
    by_position = dict(enumerate(scores.tolist()))
    placed = [by_position[position] for position in after.positions[:RERANKED].tolist()]
    assert placed == sorted(placed, reverse=True) or len(set(placed)) == 1


def test_a_pair_has_the_score_of_the_network_whatever_else_is_ranked(cross_encoder: Path) -> None:
    from sentence_transformers import CrossEncoder

    reranker = load_reranker(find_reranker(str(cross_encoder)))
    pairs = [("Who?", text) for text in ("bees", "Honey " * 99, "wax")]
    logits = CrossEncoder(str(cross_encoder), device="cpu").predict([pairs[0]], activation_fn=reranker.activation)
    together = reranker.scores("Who?", [text for _, text in pairs])
    assert together[0] == pytest.approx(float(logits[0]), abs=1e-6)
    assert len(set(together)) == 3
    assert [reranker.scores(question, [text])[0] for question, text in pairs] == together.tolist()
    with ThreadPoolExecutor(4) as pool:
        assert (
            list(pool.map(lambda _: reranker.scores("Who?", ["bees", "wax"]).tolist(), range(16)))
            == [[together[0], together[2]]] * 16
        )


def test_a_model_that_is_none_is_explained(tmp_path: Path, cross_encoder: Path) -> None:
    with pytest.raises(RerankerUnavailable, match=r"no model 'no/such'.*correct PINCITE_RERANKER, or unset it"):
        find_reranker("no/such")
    (tmp_path / "config.json").write_text(json.dumps({"architectures": ["BertModel"]}), "utf-8")
    with pytest.raises(RerankerUnavailable, match="is not a cross-encoder: it is BertModel"):
        find_reranker(str(tmp_path))
    (tmp_path / "config.json").write_text("[]", "utf-8")
    with pytest.raises(RerankerUnavailable, match="of no known kind"):
        find_reranker(str(tmp_path))
    (tmp_path / "config.json").write_bytes((cross_encoder / "config.json").read_bytes())
    with pytest.raises(RerankerUnavailable, match=r"cannot be loaded .*PINCITE_RERANKER"):
        load_reranker(find_reranker(str(tmp_path)))


def test_a_classifier_of_several_classes_is_refused(tmp_path: Path) -> None:
    folder = save_network(tmp_path / "three", outputs=3)
    with pytest.raises(RerankerUnavailable, match="does not give one number for a question and a passage"):
        load_reranker(find_reranker(str(folder)))


def test_a_network_that_fails_is_explained() -> None:
    class Failing:
        def predict(self, *_: object, **__: object) -> None:
            raise MemoryError("too much")

    reranker = CrossEncoderReranker(folder=Path("m"), model=Failing(), activation=None)
    with pytest.raises(RerankerUnavailable, match="the cross-encoder in m fails"):
        reranker.scores("a", ["b"])


def test_without_a_name_there_is_nothing_to_open() -> None:
    assert reranker_opener(None) is None


def test_the_engine_loads_it_once_and_serves_with_it(tmp_path: Path) -> None:
    opened = list[ByLength]()

    def open_reranker() -> ByLength:
        opened.append(ByLength())
        return opened[-1]

    fill(tmp_path, "a", "b")
    index(tmp_path)
    engine = Engine(tmp_path, open_encoder=open_words, open_reranker=open_reranker)
    try:
        engine.start()
        wait_until(lambda: state(engine) == "ready")
        first = engine.search(Query(text="part of the text"))
        fill(tmp_path, "c")
        snapshot = index(tmp_path)
        wait_until(lambda: engine.search(Query(text="part")).snapshot == snapshot)
        assert len(opened) == 1
        assert len(opened[0].asked) >= 2
        assert first.outcome.hits == tuple(sorted(first.outcome.hits, key=lambda hit: hit.rank))
    finally:
        engine.close()


def test_the_engine_says_why_it_cannot_be_loaded(tmp_path: Path) -> None:
    def fail() -> ByLength:
        raise RerankerUnavailable("it is broken")

    fill(tmp_path, "a")
    index(tmp_path)
    engine = Engine(tmp_path, open_encoder=open_words, open_reranker=fail)
    try:
        engine.start()
        wait_until(lambda: state(engine) == "failed")
        with pytest.raises(NotReady, match="it is broken"):
            engine.ready()
    finally:
        engine.close()


def test_the_commands_rerank_with_the_model_that_is_set(corpus_data: Path, cross_encoder: Path) -> None:
    def search(reranker: str) -> list[str]:
        options = ("search", "soft power", "-k", "30", "--json", "--data", corpus_data)
        return [hit["passage"]["id"] for hit in run(*options, PINCITE_RERANKER=reranker).json["hits"]]

    orders = [search(reranker) for reranker in ("", str(cross_encoder), str(cross_encoder))]
    assert orders[1] == orders[2] != orders[0]
    assert sorted(orders[0]) == sorted(orders[1])
    asked = ("ask", "What is soft power?", "--data", corpus_data)
    assert run_as_process(*asked, PINCITE_RERANKER=str(cross_encoder)).status == 0


def test_the_evaluation_scores_the_ranking_with_the_model_that_is_set(
    tmp_path: Path, corpus_data: Path, cross_encoder: Path
) -> None:
    sample = Path(__file__).parents[2] / "eval" / "gold" / "sample.jsonl"
    gold = tmp_path / "few.jsonl"
    gold.write_text("".join(sample.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")

    def evaluated(reranker: str = "") -> Any:
        ran = run(gold, "--json", "--data", corpus_data, module="eval", PINCITE_RERANKER=reranker)
        assert ran.status == 0, ran.err
        return ran.json

    without, reranked = evaluated(), evaluated(str(cross_encoder))
    assert "reranker" not in without["versions"]
    assert reranked["versions"]["reranker"] == str(cross_encoder)
    assert without["results"] != reranked["results"]


@pytest.mark.parametrize(
    ("start", "arguments"),
    [
        (run_as_process, ("eval",)),
        (run, ("search", "a")),
        (run, ("ask", "a")),
        (run_as_process, ("serve", "--port", "0")),
        (run, ("mcp",)),
    ],
)
def test_a_wrong_name_ends_each_command_in_words(
    corpus_data: Path, start: Callable[..., Ran], arguments: tuple[str, ...]
) -> None:
    ran = start(*arguments, "--data", corpus_data, PINCITE_RERANKER="no/such")
    assert (ran.status, ran.out) == (1, "")
    speaker = "eval" if arguments[0] == "eval" else "pincite"
    assert ran.err.startswith(f"{speaker}: no reranker: there is no model 'no/such'")
    assert ran.err.count("\n") == 1
