"""The command `pincite stats`: what it prints."""

from pathlib import Path

from command_run import run
from word_library import ENCODER, put

from pincite.index.snapshots.publication import build_snapshot
from pincite.ingest.library.store import Library


def test_a_library_is_described(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        put(library, "a", "Bees make honey.")
        published = build_snapshot(library, ENCODER)
        put(library, "b", "Bears eat honey.")
    ran = run("stats", "--data", tmp_path)
    assert (ran.status, ran.err) == (0, "")
    lines = dict(line.split(maxsplit=1) for line in ran.out.splitlines())
    assert lines["documents"] == "2 (2 en)"
    assert lines["waiting"] == "1 for the index, 0 embedded and not yet published"
    assert lines["segments"] == "1; passages in the smallest: 1, in the largest: 1, in all: 1; to merge: 0"
    assert lines["snapshot"] == f"{published.snapshot}, generation 1"
    assert lines["encoder"] == ENCODER.id
    assert "files 32 bytes" in lines["disk"]


def test_json_has_every_number(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        put(library, "a", "Bees make honey.")
        waiting = run("stats", "--json", "--data", tmp_path).json
        published = build_snapshot(library, ENCODER)
    assert (waiting["waiting"], waiting["index"]) == (1, None)
    found = run("stats", "--json", "--data", tmp_path).json
    assert {name: found[name] for name in ("documents", "passages", "waiting", "pending", "languages")} == {
        "documents": 1,
        "passages": 1,
        "waiting": 0,
        "pending": 0,
        "languages": {"en": 1},
    }
    assert found["index"] == {
        "snapshot": published.snapshot,
        "generation": 1,
        "encoder": ENCODER.id,
        "model": None,
        "passages": 1,
        "segments": 1,
        "smallest": 1,
        "largest": 1,
        "merges": 0,
    }
    parts = ["library.db", "files", "vectors", "sentences", "words", "postings", "rest", "encoders"]
    assert list(found["bytes"]) == parts


def test_a_library_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    with Library(tmp_path, write=True):
        pass
    assert "none yet; add documents with: pincite add FILE" in run("stats", "--data", tmp_path).out
