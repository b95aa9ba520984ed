"""The benchmark runs, and its documentation explains each of its rows. How long anything takes is not asserted."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bench(*arguments: str | Path, script: str = "bench.py") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "benchmarks" / script), *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def rows(markdown: str) -> list[str]:
    """The first cell of each row of its tables, heads and rules left out."""
    cells = re.findall(r"^\| ([^|]*?) \|", markdown, re.MULTILINE)
    return [cell for cell in cells if cell and set(cell) != {"-"}]


def test_each_row_is_measured_and_stands_in_the_documentation(corpus_data: Path, tmp_path: Path) -> None:
    questions = [{"question": "What is soft power?"}, {"question": "Who signed the agreement?"}]
    (tmp_path / "asked.jsonl").write_text("\n".join(map(json.dumps, questions)), "utf-8")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "bees.txt").write_text("Bees make honey. Wasps do not.\n" * 20, "utf-8")
    tiny = ("--questions", tmp_path / "asked.jsonl", "--documents", tmp_path / "documents", "--large", "300")
    done = bench("--data", corpus_data, "--runs", "1", *tiny)
    assert (done.returncode, done.stderr) == (0, "")
    measured = rows(done.stdout)
    assert len(measured) == len(set(measured)) == 46
    assert set(measured) <= set(rows((ROOT / "docs" / "explanation" / "benchmarks.md").read_text("utf-8")))
    assert re.search(r"^- versions: pincite .* torch ", done.stdout, re.MULTILINE)


def test_the_growth_of_a_library_is_measured_and_stands_in_the_documentation(tmp_path: Path, full: bool) -> None:
    sizes = ("300", "400") if full else ("300",)
    done = bench("--sizes", *sizes, "--queries", "5", "--folder", tmp_path, script="growth.py")
    assert (done.returncode, done.stderr) == (0, "")
    measured = rows(done.stdout)
    assert len(measured) == len(set(measured)) == 62
    assert set(measured) <= set(rows((ROOT / "docs" / "explanation" / "benchmarks.md").read_text("utf-8")))
    assert list(tmp_path.iterdir()) == []


def test_without_an_index_the_benchmark_says_what_to_run(tmp_path: Path) -> None:
    done = bench("--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("bench: ")
    assert "pincite add" in done.stderr
