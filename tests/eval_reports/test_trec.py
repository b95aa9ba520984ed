"""Files that trec_eval reads: what it computes from them is what we computed."""

from pathlib import Path
from typing import Any

import ir_measures
import pytest
import pytrec_eval
from ir_measures import RR, nDCG

from pincite.eval.gold.truth import Truth
from pincite.eval.measures.ranking_measures import evaluate
from pincite.eval.reports.trec import qrels_lines, run_lines
from pincite.eval.systems.run import Run
from pincite.eval.systems.system import RetrievedPassage

TRUTH = {
    "q1": Truth(holders=(frozenset({"d:1", "d:2"}), frozenset({"d:3"})), grades={"d:1": 2, "d:2": 2, "d:3": 1}),
    "q2": Truth(holders=(frozenset({"e:1"}),), grades={"e:1": 1}),
}
RANKINGS = {"q1": ("d:9", "d:3", "d:2"), "q2": ("e:7", "e:8")}


def run() -> Run:
    hits = {
        name: tuple(RetrievedPassage(passage_id=one, document_id=one[0], text="") for one in ranked)
        for name, ranked in RANKINGS.items()
    }
    return Run(name="RRF of the two", hits=hits, deep={}, took_ms={})


def test_the_lines_are_those_of_trec() -> None:
    assert run_lines(run()).splitlines()[:2] == ["q1 Q0 d:9 1 3 RRF_of_the_two", "q1 Q0 d:3 2 2 RRF_of_the_two"]
    assert qrels_lines(TRUTH).splitlines() == ["q1 0 d:1 2", "q1 0 d:2 2", "q1 0 d:3 1", "q2 0 e:1 1"]


def test_pytrec_eval_reads_them_and_finds_the_same(tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text(qrels_lines(TRUTH))
    (tmp_path / "run").write_text(run_lines(run()))
    with (tmp_path / "qrels").open() as qrels, (tmp_path / "run").open() as ranked:
        judged, scored = pytrec_eval.parse_qrel(qrels), pytrec_eval.parse_run(ranked)
    found = pytrec_eval.RelevanceEvaluator(judged, {"recip_rank", "ndcg_cut"}).evaluate(scored)
    ours = evaluate(TRUTH, RANKINGS, k=10)
    for name in TRUTH:
        assert found[name]["recip_rank"] == pytest.approx(ours["MRR@10"][name])
        assert found[name]["ndcg_cut_10"] == pytest.approx(ours["nDCG@10"][name])


def test_ir_measures_reads_them_too(tmp_path: Path) -> None:
    (tmp_path / "qrels").write_text(qrels_lines(TRUTH))
    (tmp_path / "run").write_text(run_lines(run()))
    reader: Any = ir_measures  # its functions have no types
    qrels, ranked = reader.read_trec_qrels(str(tmp_path / "qrels")), reader.read_trec_run(str(tmp_path / "run"))
    found = ir_measures.calc_aggregate([RR @ 10, nDCG @ 10], qrels, ranked)
    ours = evaluate(TRUTH, RANKINGS, k=10)
    assert found[RR @ 10] == pytest.approx(sum(ours["MRR@10"].values()) / 2)
