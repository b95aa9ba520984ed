"""The command `python -m eval`: what it prints, what it writes, how it ends."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from evaluation_run import data, gold_line, run

from pincite.eval.__main__ import main
from pincite.index.snapshots.manifest import current_id

ROOT = Path(__file__).parents[2]

__all__ = ["data"]  # a fixture


def test_modes_are_printed_side_by_side(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[:4] == [
        f"gold.jsonl: 4 questions; snapshot {current_id(data)}",
        "3 with evidence are scored; 1 without any are left out",
        "1 of 3 evidences stand in no passage",
        "in brackets: 95 % bootstrap interval over questions (10000 resamples)",
    ]
    assert out.splitlines()[6].split("  ")[0] == ""
    assert out.splitlines()[6].split() == ["sparse", "dense", "hybrid", "hybrid", "-", "sparse", "hybrid", "-", "dense"]
    assert "all (3 questions)\n" in out
    assert "language ru (1 question)\n" in out
    assert "in no passage: q2 bees 'these words stand nowhere'\n" in out
    assert ("\x1b" in out, err) == (False, "")


def test_a_missing_corpus_is_said_and_the_rest_is_scored(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = data.parent / "corpus"
    assert run(data, "--corpus", str(corpus)) == 0
    out, err = capsys.readouterr()
    assert err == (
        f"eval: page accuracy is not measured, for there is no folder {corpus}; "
        "name the one whose documents/ and pages/ say where quotes stand: --corpus DIR\n"
    )
    assert "all (3 questions)\n" in out


def test_json_has_every_question_and_what_was_evaluated(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "--json", "--k", "3") == 0
    evaluation: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (evaluation["snapshot"], evaluation["k"], evaluation["questions"]["left_out"]) == (
        current_id(data),
        3,
        ["q3"],
    )
    assert evaluation["versions"]["encoder"] == "words@1"
    assert [result["id"] for result in evaluation["results"]] == ["q0", "q1", "q2"]
    assert evaluation["results"][0]["evidence"][0]["passages"] == ["bees:0000-1"]
    sparse = evaluation["results"][0]["modes"]["sparse"]
    assert sparse["scores"]["hit@3"] == float(any(hit["grade"] for hit in sparse["hits"]))
    assert set(evaluation["comparisons"][0]["differences"]) == {"hybrid - sparse", "hybrid - dense"}


def test_equal_runs_print_equal_reports(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(data, "--json")
    first = json.loads(capsys.readouterr().out)
    run(data, "--json")
    second = json.loads(capsys.readouterr().out)
    # When, where and how fast: all else is equal.
    assert first.pop("made").keys() == second.pop("made").keys() == {"date", "machine", "latency_ms"}
    assert first == second


def test_the_json_is_also_written_where_it_is_wanted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(data, "--json", "--out", str(data.parent / "report.json")) == 0
    assert (data.parent / "report.json").read_text("utf-8") == capsys.readouterr().out
    assert run(data, "--json", "--out", str(data.parent / "new" / "folder")) == 0
    assert (data.parent / "new" / "folder" / "run.json").read_text("utf-8") == capsys.readouterr().out
    assert run(data, "--out", str(data.parent / "nowhere" / "report.json")) == 1
    assert "report.json: the report cannot be written" in capsys.readouterr().err


def test_a_wrong_gold_set_is_one_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data.parent / "bad.jsonl").write_text(gold_line("q0", "words", document="dogs"))
    assert run(data, gold="bad.jsonl") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"eval: {data.parent / 'bad.jsonl'}:1: evidence[0]: 'document' 'dogs' is not in the snapshot")


def test_nothing_to_score_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data.parent / "none.jsonl").write_text(gold_line("q0", None))
    assert run(data, gold="none.jsonl") == 1
    assert "no question has evidence" in capsys.readouterr().err


def test_without_a_snapshot_the_next_step_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "data") == 1
    assert f"run: pincite add FILE --data {tmp_path / 'data'}" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--k", "0"], ["a.jsonl", "--k", "ten"], ["--split", "train"], ["--compare", "a"]])
def test_wrong_usage_ends_with_two(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(options)
    assert ended.value.code == 2
    assert "usage: pincite eval" in capsys.readouterr().err


def test_several_gold_sets_are_one_and_a_split_chooses_among_them(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [json.loads(gold_line(f"r{number}", "bees 1: part 0 of")) for number in range(4)]
    lines = [line | {"split": "test"} for line in lines[:3]] + [lines[3] | {"split": "dev"}]
    (data.parent / "more.jsonl").write_text("\n".join(map(json.dumps, lines)))
    more = str(data.parent / "more.jsonl")
    assert run(data, more, "--split", "test", "--json") == 0
    evaluation = json.loads(capsys.readouterr().out)
    assert list(evaluation["gold"]) == ["gold.jsonl", "more.jsonl"]
    assert {"r0", "r1", "r2"} <= {result["id"] for result in evaluation["results"]}
    assert {result["split"] for result in evaluation["results"]} == {"test"}
    assert run(data, more, more) == 1
    assert "'id' 'r0' is also in" in capsys.readouterr().err


def test_saved_evaluations_are_compared(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved = str(data.parent / "saved")
    run(data, "--out", saved)
    capsys.readouterr()
    assert run(data, "--compare", f"{saved}:sparse", saved, f"{saved}:dense", "--json") == 0
    compared = json.loads(capsys.readouterr().out)
    assert [one["run"] for one in compared["runs"]] == [saved, f"{saved}:dense"]
    assert compared["groups"][0]["questions"] == 3
    assert run(data, "--compare", saved, f"{saved}:best") == 1
    assert "has no run 'best'; it has sparse, dense, hybrid" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["-m", "pincite.eval"], ["-c", "from pincite.service.commands.cli import main; main()", "eval"]]
)
def test_the_module_and_pincite_are_the_command(tmp_path: Path, command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *command, "gold.jsonl", "--data", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("eval: ")
