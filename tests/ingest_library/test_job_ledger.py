"""The ledger of jobs in library.db."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from other_process import held, hold, hold_reading
from small_documents import document_of, fill
from version_01 import as_version_01_left_it

from pincite.ingest.errors import LibraryLocked
from pincite.ingest.library.job_ledger import Ledger
from pincite.ingest.library.store import Library


def test_what_is_noted_is_read_oldest_first(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "data")
    assert ledger.read() == []
    ledger.write({"b": "second"}, created_at="2026-02")
    ledger.write({"a": "first"}, created_at="2026-01")
    ledger.write({"b": "changed"}, created_at="2026-03")
    assert ledger.read() == ["first", "changed"]


def test_the_oldest_jobs_are_forgotten(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for number in range(4):
        ledger.write({f"{number}-{one}": f"{number}-{one}" for one in range(200)}, created_at=f"{number}")
    kept = ledger.read()
    assert (len(kept), kept[-1]) == (500, "3-199")
    assert "0-0" not in kept


def test_a_library_of_the_version_before_is_taken_over(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    as_version_01_left_it(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as database:
        database.executescript("DROP TABLE jobs; PRAGMA user_version = 3")
    with Library(tmp_path) as library:  # who only reads need not wait for a writer
        assert library.document("a") == document_of("a")
    assert Ledger(tmp_path).read() == []
    Ledger(tmp_path).write({"a": "job"}, created_at="2026")
    assert Ledger(tmp_path).read() == ["job"]
    with Library(tmp_path, write=True) as library:
        assert library.document("a") == document_of("a")
        assert library.problems() == []


def test_a_job_is_noted_while_another_process_writes_documents(tmp_path: Path) -> None:
    with held(hold, tmp_path):
        Ledger(tmp_path).write({"a": "job"}, created_at="2026")
        with pytest.raises(LibraryLocked):
            Library(tmp_path, write=True)
    assert Ledger(tmp_path).read() == ["job"]


def test_nothing_is_noted_under_a_reader_who_may_not_write(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    tmp_path.chmod(0o555)
    try:
        with held(hold_reading, tmp_path), pytest.raises(LibraryLocked, match="reading it"):
            Ledger(tmp_path).write({"a": "job"}, created_at="2026")
    finally:
        tmp_path.chmod(0o755)
