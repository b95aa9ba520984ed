"""Many clients search a service while documents are added and removed; how long it takes is not asserted."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_no_search_fails_or_finds_what_was_removed(tmp_path: Path, full: bool) -> None:
    clients, documents = ("4", "12") if full else ("2", "4")
    script = ROOT / "scripts" / "benchmarks" / "load.py"
    done = subprocess.run(
        [sys.executable, str(script), "--clients", clients, "--documents", documents, "--data", tmp_path, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)["rows"]
    assert (rows["searches that failed"], rows["searches that found a removed document"]) == (0, 0)
    assert rows["documents added"] == int(documents)
    assert 0 < rows["documents removed"] < int(documents)
    assert rows["searches"] > 0
    page = (ROOT / "docs" / "explanation" / "benchmarks.md").read_text(encoding="utf-8")
    assert [row for row in rows if f"| {row} |" not in page] == []
    assert list(tmp_path.iterdir()) == []
