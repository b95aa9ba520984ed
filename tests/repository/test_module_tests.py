"""Every module has a test file of its name, or a row in the table that names the one that runs its lines."""

from pathlib import Path

import pytest
from module_tests import Entry, faults, has_own_test, modules, read_table, write_table


def test_every_module_has_a_test_file_or_a_row() -> None:
    assert list(faults(read_table(), modules())) == []


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("ingest/text/cut_words.py", "ingest/read.py", "tests/ingest_text/test_clean_text.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_a_test_file_stands_in_the_folder_of_its_room(root: Path) -> None:
    assert not has_own_test("ingest/text/cut_words.py", root)
    (root / "tests" / "ingest_text" / "test_read.py").touch()
    assert has_own_test("ingest/read.py", root)
    (root / "tests" / "service_text").mkdir()
    (root / "tests" / "service_text" / "test_cut_words.py").touch()
    assert not has_own_test("ingest/text/cut_words.py", root)
    (root / "tests" / "ingest_text" / "test_cut_words.py").touch()
    assert has_own_test("ingest/text/cut_words.py", root)


@pytest.mark.parametrize(
    ("test", "percent", "said"),
    [
        ("tests/ingest_text/test_clean_text.py", "80", ""),
        ("tests/ingest_text/test_clean_text.py", "79", "runs 79 % of its lines"),
        ("tests/ingest_text/test_clean_text.py", "-", "runs - % of its lines"),
        ("tests/ingest_text/test_gone.py", "90", "test_gone.py is not there"),
    ],
)
def test_a_row_names_a_file_that_runs_enough(root: Path, test: str, percent: str, said: str) -> None:
    (root / "tests" / "ingest_text" / "test_read.py").touch()
    found = list(faults({"ingest/text/cut_words.py": Entry(test=test, percent=percent)}, modules(root), root))
    assert [said in fault for fault in found] == ([True] if said else [])


def test_rows_too_many_and_too_few_are_named(root: Path) -> None:
    row = Entry(test="tests/ingest_text/test_clean_text.py", percent="90")
    (root / "tests" / "ingest_text" / "test_read.py").touch()
    found = sorted(faults({"ingest/read.py": row, "ingest/gone.py": row}, modules(root), root))
    assert [fault.split()[0] for fault in found] == ["ingest/gone.py", "ingest/read.py", "ingest/text/cut_words.py"]


def test_a_table_reads_as_it_was_written(tmp_path: Path) -> None:
    table = {"b.py": Entry(test="tests/b.py", percent="80"), "a.py": Entry(test="tests/a.py", percent="-")}
    write_table(table, tmp_path / "table.tsv")
    assert read_table(tmp_path / "table.tsv") == table
