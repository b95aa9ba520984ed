"""The command `pincite status`: what it prints."""

from pathlib import Path

from command_run import run
from small_documents import fill
from word_library import ENCODER, put

from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library


def test_what_older_rules_read_is_counted(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    ran = run("status", "--data", tmp_path)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "1 document; no snapshot serves",
        "1 document was not followed by the index yet; run: pincite verify --repair",
        "1 document was read by older rules; run: pincite reread",
    ]
    found = run("status", "--json", "--data", tmp_path).json
    assert (found["documents"], found["waiting"], found["older"], found["snapshot"]) == (1, 1, 1, None)
    assert found["steps"] == ran.out.splitlines()[1:]


def test_a_library_in_order_says_so(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        put(library, "a", "Bees make honey.")
        snapshot = build_snapshot(library, ENCODER).snapshot
    assert run("status", "--data", tmp_path).out == f"1 document; snapshot {snapshot} serves\nthere is nothing to do\n"
