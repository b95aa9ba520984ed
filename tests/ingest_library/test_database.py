import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from other_process import (
    add_to_full_disk,
    held,
    hold,
    hold_reading,
    output_of,
    read_unprivileged,
    write_unprivileged,
)
from small_documents import document_of, file_of, fill

from pincite.ingest.errors import (
    LibraryError,
    LibraryLocked,
    LibraryUnwritable,
    LibraryVersion,
)
from pincite.ingest.library.store import Library


@contextlib.contextmanager
def frozen(data: Path) -> Iterator[None]:
    """Inside, nobody may write to the directory."""
    files = [path for path in data.iterdir() if path.is_file()]
    for path in files:
        path.chmod(0o444)
    data.chmod(0o555)
    yield
    data.chmod(0o755)
    for path in files:
        path.chmod(0o644)


def test_version_changes_with_every_change_of_anybody(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library, Library(tmp_path) as reader:
        seen = [(library.version(), reader.version())]
        assert (library.version(), reader.version()) == seen[0]
        for change in (
            lambda: library.add(document_of("a"), file_of("a")),
            lambda: library.add(document_of("a", 2), file_of("a", 2)),
            lambda: library.remove("a"),
        ):
            change()
            seen.append((library.version(), reader.version()))
    assert len({mine for mine, _ in seen}) == len({others for _, others in seen}) == 4


def test_version_notices_another_process(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path) as reader:
        before = reader.version()
        output_of(add_to_full_disk, tmp_path, 10, 2)
        assert reader.version() != before
        assert list(reader.keys()) == ["a", "b"]


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    with held(hold, tmp_path) as holder:
        with pytest.raises(LibraryLocked, match=f"process {holder.pid} is writing"):
            Library(tmp_path, write=True)
        with Library(tmp_path) as reader:
            assert reader.document("a") == document_of("a")
        holder.kill()
    Library(tmp_path, write=True).close()


def test_reading_where_nothing_is_names_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="pincite add FILE"):
        Library(tmp_path)
    (tmp_path / "library.db").touch()
    with pytest.raises(LibraryError, match="pincite add FILE"):
        Library(tmp_path)
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize(
    ("pragma", "step"),
    [
        ("user_version = 99", "install the newer pincite"),
        ("user_version = 0", "move the data directory away"),
        ("application_id = 7", "another program"),
    ],
)
def test_another_schema_is_refused_untouched(tmp_path: Path, pragma: str, step: str, write: bool) -> None:
    fill(tmp_path, "a")
    with contextlib.closing(sqlite3.connect(tmp_path / "library.db")) as database:
        database.execute(f"PRAGMA {pragma}")
    before = (tmp_path / "library.db").read_bytes()
    with pytest.raises(LibraryVersion, match=step):
        Library(tmp_path, write=write)
    assert (tmp_path / "library.db").read_bytes() == before


@pytest.mark.parametrize("write", [False, True])
def test_a_file_that_is_no_database_is_an_error(tmp_path: Path, write: bool) -> None:
    (tmp_path / "library.db").write_bytes(b"My notes, which are no database at all. " * 100)
    with pytest.raises(LibraryError, match=r"library\.db: not a library"):
        Library(tmp_path, write=write)


def test_a_library_opened_for_reading_cannot_be_changed(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with Library(tmp_path) as reader:
        for change in (
            lambda: reader.add(document_of("b"), file_of("b")),
            lambda: reader.remove("a"),
            lambda: reader.followed([]),
        ):
            with pytest.raises(LibraryUnwritable, match="opened for reading"):
                change()
        assert reader.problems() == []


def test_a_closed_library_says_so(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    library = Library(tmp_path)
    library.close()
    library.close()
    for read in (library.keys, library.version):
        with pytest.raises(LibraryError, match="closed"):
            read()


def test_a_read_only_directory_can_be_read_but_not_written(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with frozen(tmp_path):
        assert output_of(read_unprivileged, tmp_path) == "('a', 0)"
        assert output_of(write_unprivileged, tmp_path).startswith("LibraryUnwritable: ")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "incoming", "library.db", "write.lock"]


def test_a_read_only_directory_can_be_read_while_another_writes(tmp_path: Path) -> None:
    with Library(tmp_path, write=True) as library:
        library.add(document_of("a"), file_of("a"))
        with frozen(tmp_path):
            assert output_of(read_unprivileged, tmp_path) == "('a', 0)"


def test_a_read_only_directory_with_an_unfinished_write_is_safe(tmp_path: Path) -> None:
    with held(hold, tmp_path) as holder:
        holder.kill()
    with frozen(tmp_path):
        assert output_of(read_unprivileged, tmp_path) == "('a', 0)"
    (tmp_path / "library.db-shm").unlink()
    with frozen(tmp_path):
        assert "an interrupted write is unfinished" in output_of(read_unprivileged, tmp_path)
    with Library(tmp_path) as library:
        assert library.document("a") == document_of("a")


def test_a_reader_that_cannot_see_a_log_keeps_writers_out(tmp_path: Path) -> None:
    fill(tmp_path, "a")
    with contextlib.ExitStack() as stack:
        with frozen(tmp_path):
            holder = stack.enter_context(held(hold_reading, tmp_path))
        with pytest.raises(LibraryLocked, match="may not write"):
            Library(tmp_path, write=True)
        holder.kill()
