"""Adding and removing documents: what the report says, and what stays when something goes wrong."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import WordEncoder
from other_process import held, hold
from typeset import encrypted, pdf

from pincite.index.encoding.onnx_encoder import open_onnx
from pincite.index.search import Query, Searcher
from pincite.index.snapshots.manifest import current_id
from pincite.index.snapshots.snapshot import open_snapshot
from pincite.ingest.errors import DocumentNotFound, LibraryLocked
from pincite.ingest.library.store import Library
from pincite.ingest.read import Item
from pincite.ingest.record import read_record
from pincite.service.jobs.library_changes import AddReport, add, add_items, problems, remove

ENCODER = WordEncoder()


def output_of(function: str, *arguments: object) -> str:
    """What a function of adding_process prints, run in another process."""
    call = f"import adding_process as t; t.{function}(*{[str(argument) for argument in arguments]!r})"
    folder = str(Path(__file__).parents[1] / "helpers")
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=folder, capture_output=True, text=True, timeout=1800, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def put(data: Path, *paths: Path) -> AddReport:
    return add(data, paths, encoder=ENCODER)


def texts(folder: Path, **contents: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


def found(data: Path, text: str) -> list[str]:
    searcher = Searcher(open_snapshot(data), ENCODER)
    return [hit.passage.document_id for hit in searcher.search(Query(text=text)).hits]


def statuses(report: AddReport) -> list[tuple[str, str | None]]:
    return [(outcome.status, outcome.document_id) for outcome in report.outcomes]


def test_what_is_added_is_found(tmp_path: Path) -> None:
    report = put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat honey.", cars="Cars need fuel."))
    assert statuses(report) == [("added", "bears"), ("added", "cars")]
    assert report.snapshot == current_id(tmp_path / "data")
    assert found(tmp_path / "data", "honey")[0] == "bears"


def test_adding_again_changes_nothing(tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", bears="Bears eat honey.")
    first = put(tmp_path / "data", folder)
    second = put(tmp_path / "data", folder)
    assert statuses(second) == [("unchanged", "bears")]
    assert second.snapshot == first.snapshot


def test_no_record_is_too_long_for_its_neighbours(tmp_path: Path, encoders: Path) -> None:
    folder = texts(
        tmp_path / "in", bears="Bears eat honey. " * 40, names="Foxes eat hens. " * 40, title="Eels swim. " * 40
    )
    name = {"family": "Әбдіқадырова", "given": "Гүлжанат Құдайбергенқызы"}
    records: dict[str, dict[str, object]] = {
        "names": {"title": "On foxes", "author": [name] * 10},
        "title": {"title": "t" * 32_000},
    }
    for identifier, record in records.items():
        (folder / f"{identifier}.json").write_text(json.dumps({"id": identifier, **record}), encoding="utf-8")
    long_author = (
        f'<html><head><meta name="author" content="{"Ab" * 16_000}"></head><body><p>Wolves howl.</p></body></html>'
    )
    (folder / "wolves.html").write_text(long_author, encoding="utf-8")
    (exported,) = [path for path in encoders.iterdir() if path.is_dir()]
    encoder = open_onnx(exported)
    report = add(tmp_path / "data", [folder], encoder=encoder)
    assert [outcome.status for outcome in report.outcomes] == ["added"] * 4
    searcher = Searcher(open_snapshot(tmp_path / "data"), encoder)
    for asked, outcome in zip(("bears honey", "foxes hens", "eels", "wolves howl"), report.outcomes, strict=True):
        assert searcher.search(Query(text=asked)).hits[0].passage.document_id == outcome.document_id


def test_another_encoder_changes_no_passage_and_reads_no_file_again(tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", bears="Bears eat honey in the wood. " * 200)
    put(tmp_path / "data", folder)
    with Library(tmp_path / "data") as library:
        before = library.document("bears")
    assert len(before.passages) > 3
    for other in (WordEncoder(id="small@1", max_tokens=20), WordEncoder(id="large@1", max_tokens=8000)):
        report = add(tmp_path / "data", [folder], encoder=other)
        assert statuses(report) == [("unchanged", "bears")]
        with Library(tmp_path / "data") as library:
            assert library.document("bears") == before
        found = Searcher(open_snapshot(tmp_path / "data"), other).search(Query(text="honey", k=50)).hits
        assert {hit.passage.id for hit in found} == {passage.id for passage in before.passages}


def test_a_fault_of_ours_in_one_file_is_reported_and_the_others_go_in(tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", bears="Bears eat honey.", cars="Cars need fuel.")
    broken = read_record({"id": "cars", "title": "On cars"}, where="test")
    broken = replace(broken, csl={"id": "cars", "title": object()})
    items = [Item(file=folder / "cars.txt", record=broken), Item(file=folder / "bears.txt")]
    report = add_items(tmp_path / "data", items, encoder=ENCODER)
    assert statuses(report) == [("failed", None), ("added", "bears")]
    assert re.search(
        r"cars\.txt: cannot be added \(TypeError: .*\); please report this", report.outcomes[0].reason or ""
    )
    assert found(tmp_path / "data", "honey") == ["bears"]


def test_a_changed_file_replaces_its_document(tmp_path: Path) -> None:
    put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat honey."))
    report = put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat salmon."))
    assert statuses(report) == [("replaced", "bears")]
    assert problems(tmp_path / "data") == []
    searcher = Searcher(open_snapshot(tmp_path / "data"), ENCODER)
    assert [hit.passage.text for hit in searcher.search(Query(text="bears")).hits] == ["Bears eat salmon."]


def test_a_changed_record_replaces_its_document(tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", bears="Bears eat honey.")
    for title, status in (("On bears", "added"), ("On bears", "unchanged"), ("On brown bears", "replaced")):
        (folder / "bears.json").write_text(json.dumps({"id": "doe2001", "title": title}), encoding="utf-8")
        assert statuses(put(tmp_path / "data", folder / "bears.txt")) == [(status, "doe2001")]


def test_the_same_file_under_another_name_is_the_same_document(tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", bears="Bears eat honey.")
    put(tmp_path / "data", folder / "bears.txt")
    shutil.copy(folder / "bears.txt", folder / "copy.txt")
    assert statuses(put(tmp_path / "data", folder / "copy.txt")) == [("unchanged", "bears")]


def test_another_file_with_the_same_guessed_id_gets_one_of_its_own(tmp_path: Path) -> None:
    one, two = texts(tmp_path / "one", note="Bears eat honey."), texts(tmp_path / "two", Note="Cars need fuel.")
    report = put(tmp_path / "data", one, two)
    assert statuses(report) == [("added", "note"), ("added", "noteb")]


def test_bad_files_are_reported_and_the_others_go_in(tmp_path: Path) -> None:
    folder = texts(tmp_path / "in", good="Bears eat honey.", empty="")
    (folder / "locked.pdf").write_bytes(encrypted(pdf([["Secret."]]), "x"))
    (folder / "latin.txt").write_bytes("naïve".encode("latin-1"))
    report = put(tmp_path / "data", folder, tmp_path / "gone")
    assert [(o.path.name, o.status) for o in report.outcomes] == [
        ("empty.txt", "failed"),
        ("good.txt", "added"),
        ("latin.txt", "failed"),
        ("locked.pdf", "failed"),
        ("gone", "failed"),
    ]
    assert all(o.reason is None or str(o.path) in o.reason for o in report.outcomes)
    assert problems(tmp_path / "data") == []


def test_nothing_readable_leaves_the_snapshot_alone(tmp_path: Path) -> None:
    put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat honey."))
    before = current_id(tmp_path / "data")
    report = put(tmp_path / "data", tmp_path / "gone.pdf")
    assert (report.count("failed"), report.snapshot) == (1, before)


def test_a_removed_document_is_gone_from_library_files_and_snapshot(tmp_path: Path, encoders: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(encoders, data / "encoders", symlinks=True)
    add(data, [texts(tmp_path / "in", bears="Bears eat honey.", cars="Cars need fuel.")])
    remove(data, ["bears"])
    assert problems(data) == []
    stored = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file() and "encoders" not in path.parts)
    assert b"fuel" in stored
    assert all(word not in stored.lower() for word in (b"bear", b"honey"))
    assert len(list((data / "files").iterdir())) == 1


def test_removing_what_is_not_there_removes_nothing(tmp_path: Path) -> None:
    put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat honey."))
    with pytest.raises(DocumentNotFound):
        remove(tmp_path / "data", ["bears", "none"])
    assert found(tmp_path / "data", "honey") == ["bears"]


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    with held(hold, tmp_path / "data") as holder, pytest.raises(LibraryLocked, match=str(holder.pid)):
        put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat honey."))


def test_a_read_only_directory_is_reported(tmp_path: Path) -> None:
    put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat honey."))
    texts(tmp_path / "in", cars="Cars need fuel.")
    told = output_of("read_only_add", tmp_path / "data", tmp_path / "in")
    assert told.startswith("LibraryUnwritable: ")
    assert str(tmp_path / "data") in told
    assert found(tmp_path / "data", "honey") == ["bears"]


def test_a_full_disk_while_writing_a_snapshot_keeps_the_one_before(tmp_path: Path) -> None:
    put(tmp_path / "data", texts(tmp_path / "in", bears="Bears eat honey."))
    before = current_id(tmp_path / "data")
    told = output_of("small_disk_add", tmp_path / "data", texts(tmp_path / "in", cars="Cars need fuel."))
    assert told.startswith("SnapshotUnwritable: ")
    assert f"snapshot {before} goes on serving" in told
    assert found(tmp_path / "data", "honey") == ["bears"]
    assert not list((tmp_path / "data" / "index").rglob(".building-*"))
    assert put(tmp_path / "data", tmp_path / "in").snapshot != before
    assert problems(tmp_path / "data") == []


def test_a_process_killed_while_adding_or_indexing_loses_nothing_acknowledged(tmp_path: Path, full: bool) -> None:
    folder, kills = texts(tmp_path / "in"), 50 if full else 12
    acknowledged, interrupted = map(int, output_of("kill_while_adding", tmp_path / "data", folder, kills).split())
    assert acknowledged >= kills // 3
    assert interrupted >= kills // 3
    report = put(tmp_path / "data", folder)
    assert report.count("failed") == 0
    assert problems(tmp_path / "data") == []
    assert not list((tmp_path / "data" / "index").rglob(".building-*"))


def test_files_of_one_name_in_two_folders_are_two_documents(tmp_path: Path) -> None:
    one, two = texts(tmp_path / "one", notes="Bears eat honey."), texts(tmp_path / "two", notes="Cars need fuel.")
    assert statuses(put(tmp_path / "data", one, two)) == [("added", "notes"), ("added", "notesb")]
    assert statuses(put(tmp_path / "data", one, two)) == [("unchanged", "notes"), ("unchanged", "notesb")]
    texts(tmp_path / "two", notes="Cars need batteries.")
    assert statuses(put(tmp_path / "data", one, two)) == [("unchanged", "notes"), ("replaced", "notesb")]


def test_a_heading_without_end_does_not_stop_the_library(tmp_path: Path) -> None:
    folder = texts(tmp_path / "in")
    (folder / "long.md").write_text("# " + "policy analysis of soft power " * 80 + "\n\nBody text.", encoding="utf-8")
    assert put(tmp_path / "data", folder).count("added") == 1
    assert problems(tmp_path / "data") == []


def test_nothing_readable_makes_no_library(tmp_path: Path) -> None:
    put(tmp_path / "data", tmp_path / "gone.pdf")
    assert not (tmp_path / "data").exists()
