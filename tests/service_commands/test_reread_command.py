"""The command `pincite reread`: what it prints, and how it ends."""

from pathlib import Path

from command_run import run
from older_rules import add_as_older_rules_did

from pincite.ingest.library.store import Library
from pincite.ingest.read import Item


def older_library(tmp_path: Path, *names: str) -> Path:
    items = []
    for name in names:
        path = tmp_path / f"{name}.txt"
        path.write_text(f"The {name} eat honey. They sleep in winter.", encoding="utf-8")
        items.append(Item(file=path))
    add_as_older_rules_did(tmp_path / "data", *items)
    return tmp_path / "data"


def test_what_older_rules_read_is_read_again_once(tmp_path: Path, encoders: Path) -> None:
    data = older_library(tmp_path, "bears")
    (data / "encoders").symlink_to(encoders)
    ran = run("reread", "--data", data)
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("replaced   bears  (0 pages, 1 passage")
    assert lines[1].startswith("1 replaced; snapshot ")
    again = run("reread", "--data", data)
    assert (again.status, again.out.partition(";")[0]) == (0, "no document was read by older rules")
    named = run("reread", "--json", "bears", "--data", data)
    assert (named.status, named.json["unchanged"], named.json["replaced"]) == (0, 1, 0)


def test_a_document_that_cannot_be_read_again_is_named(tmp_path: Path, encoders: Path) -> None:
    data = older_library(tmp_path, "bears")
    (data / "encoders").symlink_to(encoders)
    with Library(data) as library:
        library.original("bears").unlink()
    ran = run("reread", "--all", "--data", data)
    assert ran.status == 1
    assert "bears: stays as it is, for it cannot be read again" in ran.out


def test_documents_and_all_do_not_go_together(tmp_path: Path) -> None:
    ran = run("reread", "bears", "--all", "--data", tmp_path)
    assert ran.status == 2
    assert "name documents, or give --all" in ran.err
