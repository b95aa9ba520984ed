"""What `pincite eval` writes, guards and proposes, from the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_run import data, gold_line, run
from fakes import WordEncoder

from pincite.eval.__main__ import main
from pincite.eval.acceptance.score_tables import TABLES, refresh
from pincite.index.encoding.protocol import Encoder
from pincite.index.interface.passage_index import PassageIndex

__all__ = ["data"]  # a fixture


def words(data: Path, snapshot: PassageIndex) -> Encoder:
    return WordEncoder()


def test_a_folder_has_the_evaluation_in_every_form(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = data.parent / "saved"
    assert run(data, "--out", str(out)) == 0
    assert {path.name for path in out.iterdir()} == {
        "run.json", "report.md", "report.html",
        *(f"{mode}.{kind}" for mode in ("sparse", "dense", "hybrid") for kind in ("run", "qrels")),
    }  # fmt: skip
    assert "| all (3) | sparse | dense | hybrid |" in (out / "report.md").read_text("utf-8")
    assert "What is part 0 of bees?" in (out / "report.html").read_text("utf-8")
    assert run(data, "--compare", str(out), f"{out}:dense", "--out", str(data.parent / "both")) == 0
    assert {path.name for path in (data.parent / "both").iterdir()} == {"compare.txt", "compare.html"}


def test_scores_are_accepted_with_a_reason_and_guarded_then(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate = data.parent / "baseline.json"
    assert run(data, "--gate", str(gate)) == 1
    assert "there is no such file; write it with --accept REASON" in capsys.readouterr().err
    assert run(data, "--gate", str(gate), "--accept", "the first") == 0
    assert json.loads(gate.read_text("utf-8"))["history"][0]["reason"] == "the first"
    capsys.readouterr()
    assert run(data, "--gate", str(gate)) == 0
    assert capsys.readouterr().err == "eval: every score is as accepted\n"
    accepted = json.loads(gate.read_text("utf-8"))
    accepted["groups"]["all"]["runs"]["hybrid"]["MRR@10"] = {"mean": 1.0, "low": 0.99, "high": 1.0}
    gate.write_text(json.dumps(accepted), "utf-8")
    assert run(data, "--gate", str(gate)) == 1
    assert "fell below its interval: MRR@10 of hybrid (all): accepted 1.000 [0.990, 1.000]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [["--accept", "why"], ["--gate", "f", "--accept", " "], ["--gate", "f", "--split", "dev"],
     ["--gate", "f", "--reranker", "m"], ["--url", "http://127.0.0.1:1", "--reranker", "m"],
     ["--baselines", "--url", "http://x"]],
)  # fmt: skip
def test_options_that_do_not_go_together_are_wrong_usage(data: Path, options: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(data, *options)
    assert ended.value.code == 2


def test_a_gold_set_is_checked(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = data.parent / "checked.jsonl"
    gold.write_text(gold_line("q0", "bees 1: part 0 of"), "utf-8")
    assert main(["check", str(gold), "--data", str(data), "--json"], encoder_for=words) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert [(one["question"], one["pages"]) for one in found["quotes"]] == [("q0", "p. xii")]
    gold.write_text("\n".join((gold_line("q0", "of the қазақ text"), gold_line("q1", "no such words"))), "utf-8")
    assert main(["check", str(gold), "--data", str(data)], encoder_for=words) == 1
    out, err = capsys.readouterr()
    assert "the quote stands 4 times in bees" in err
    assert "q1: evidence[0]: the quote does not stand in bees" in err
    assert out == "2 questions; 0 quotes stand once and name their page; 2 problems, 0 remarks\n"


def test_candidates_become_a_gold_set(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, judged, gold = (data.parent / name for name in ("asked.txt", "judged.jsonl", "made.jsonl"))
    asked.write_text("What is part 0 of bees?\n", "utf-8")
    assert main(["candidates", str(asked), "--data", str(data), "--out", str(judged)], encoder_for=words) == 0
    item = json.loads(judged.read_text("utf-8"))
    assert main(["judged", str(judged), "--out", str(gold)]) == 1
    assert "are not judged" in capsys.readouterr().err
    for candidate in item["candidates"]:
        candidate["grade"] = 2 if candidate["quote"].startswith("bees 1: part 0") else 0
    judged.write_text(json.dumps(item), "utf-8")
    assert main(["judged", str(judged), "--out", str(gold)]) == 0
    assert main(["check", str(gold), "--data", str(data)], encoder_for=words) == 0
    assert run(data, gold=gold.name) == 0


def test_tables_are_made_anew_from_what_was_accepted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [json.loads(gold_line(f"r{number}", "bees 1: part 0 of")) for number in range(3)]
    lines = [line | {"split": split} for line, split in zip(lines, ("dev", "test", "test"), strict=True)]
    (data.parent / "two.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    gate, page = data.parent / "baseline.json", data.parent / "page.md"
    assert run(data, "--gate", str(gate), "--accept", "the first", gold="two.jsonl") == 0
    blocks = "".join(f"<!-- scores: {name} -->\nSTALE\n<!-- end of scores -->\n" for name in TABLES)
    page.write_text(f"before\n{blocks}after\n", "utf-8")
    assert main(["tables", str(page), "--gate", str(gate)]) == 0
    text = page.read_text("utf-8")
    assert "STALE" not in text
    assert text.startswith("before\n") and text.endswith("after\n")  # noqa: PT018  (one claim: around the tables)
    assert "| English questions, test split (2) | sparse | dense | hybrid |" in text
    assert refresh(text, json.loads(gate.read_text("utf-8"))) == text
    page.write_text("<!-- scores: nothing -->\n<!-- end of scores -->\n", "utf-8")
    assert main(["tables", str(page), "--gate", str(gate)]) == 1
    assert "there is no table 'nothing'" in capsys.readouterr().err
