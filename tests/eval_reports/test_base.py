"""The results of version 0.1, question by question: they never change, and what comes later is compared with them."""

import hashlib
from pathlib import Path

import pytest

from pincite.eval.__main__ import main
from pincite.eval.reports.paired_differences import compare_runs
from pincite.eval.reports.saved_evaluation import read_saved_run

BASE = Path(__file__).parents[2] / "eval" / "base" / "version-0.1.json"
SHA256 = "816703f7aaa7b3b9f3a7b014c7b64b423b39d35fec6694e1d2379d63c2fd7f3f"


def test_the_base_never_moves() -> None:
    assert hashlib.sha256(BASE.read_bytes()).hexdigest() == SHA256, "a new state gets a file of its own beside it"


@pytest.mark.parametrize(
    ("run", "measure", "mean"),
    [
        ("sparse", "MRR@10", 0.647),
        ("dense", "MRR@10", 0.704),
        ("hybrid", "MRR@10", 0.847),
        ("answers", "answered", 0.872),
    ],
)
def test_the_base_has_every_run(run: str, measure: str, mean: float) -> None:
    saved = read_saved_run(f"{BASE}:{run}")
    scores = saved.scores[measure]
    assert len(scores) == 383
    assert sum(scores.values()) / len(scores) == pytest.approx(mean, abs=5e-4)


def test_the_base_does_not_differ_from_itself() -> None:
    saved = read_saved_run(str(BASE))
    (everything, *_) = compare_runs(saved, [saved])
    assert {one.difference.mean for one in everything.differences} == {0.0}


def test_runs_are_compared_with_the_base_by_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--compare", str(BASE), f"{BASE}:dense", "--out", str(tmp_path / "both")]) == 0
    assert capsys.readouterr().out.startswith(f"against {BASE};")
    assert "Questions that moved" in (tmp_path / "both" / "compare.html").read_text("utf-8")
