"""The connections to `library.db`, the lock of its one writer, and the translation of SQLite's errors."""

import contextlib
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from pincite.ingest.errors import LibraryError, LibraryLocked, LibraryUnwritable
from pincite.ingest.library.schema import connect, create_tables, is_empty, upgrade

_UNWRITABLE = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
}
# SQLite's errors where it may not create the two files beside a database in WAL mode, or has no space for them.
_NO_LOG = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL}
_NO_ROOM = {sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP}
_NOTE_S = 0.5  # how long a writer waits for a process that only records a job and holds the lock briefly


class Database:
    """`library.db` in the directory `data`, for any number of threads.

    Any number of processes may read while one, with `write`, also writes: it holds `write.lock`, in which its
    process id stands. The system frees the lock when that process ends, however it ends.

    `beside` writes even while another process is that writer, and is meant for rows that no other writer touches:
    the two share nothing but SQLite's own lock.
    """

    def __init__(self, data: Path, *, write: bool, beside: bool = False) -> None:
        self._data = data
        self._path = data / "library.db"
        self._write = write
        self._beside = beside
        self._mode = "mode=rwc" if write else "mode=ro"
        self._lock: int | None = None
        # Connections that are not in use. Each thread borrows one, so that readers never wait.
        self._idle: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._writers = threading.Lock()
        # Data versions of two connections cannot be compared, so one connection is kept for nothing else.
        self._watch: sqlite3.Connection | None = None
        self._closed = False
        try:
            with self.fence():
                if write:
                    self._open_for_writing()
                else:
                    self._open_for_reading()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Closes unused connections and frees the lock for the next writer. A second call does nothing."""
        with self._guard:
            self._closed = True
            for connection in (*self._idle, *([self._watch] if self._watch else [])):
                connection.close()
            self._idle.clear()
            self._watch = None
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def version(self) -> int:
        """SQLite's data version: another number after every commit by anybody."""
        with self.fence(), self._guard:
            if self._watch is None:
                raise self._is_closed()
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction for reading: everything read inside is the state of one moment."""
        with self._borrowed() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:  # SQLite ends it by itself when reading fails
                    connection.execute("ROLLBACK")

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, committed at the end and undone on any error. Raises LibraryUnwritable."""
        if not self._write:
            raise LibraryUnwritable(f"{self._data}: the library was opened for reading; open it for writing")
        with self._writers, self._borrowed() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # SQLite has undone it by itself when the disk is full
                    connection.execute("ROLLBACK")
                raise

    def empty_log(self) -> None:
        """Moves what was written into the database and empties the log, unless a reader still needs it."""
        with self._writers, self._borrowed() as connection:
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute("PRAGMA busy_timeout = 30000")

    def shrink(self) -> None:
        """Gives unused space back to the disk. It takes as long as copying the database, and as much space."""
        with self._writers, self._borrowed() as connection:
            connection.execute("VACUUM")
        self.empty_log()

    @contextlib.contextmanager
    def fence(self) -> Iterator[None]:
        """Inside, errors of SQLite and of the file system become LibraryError."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._translated(error) from error
        except OSError as error:
            name = self._data if error.filename is None else error.filename
            if self._write:
                raise LibraryUnwritable(f"{name}: {error.strerror}: make room there, or allow writing") from error
            raise LibraryError(f"{name}: {error.strerror}: allow reading") from error

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        with self.fence():
            with self._guard:
                if self._closed:
                    raise self._is_closed()
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                connection = self._connect()
            try:
                yield connection
            finally:
                with self._guard:
                    if self._closed or connection.in_transaction:
                        connection.close()
                    else:
                        self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        return connect(f"{self._path.absolute().as_uri()}?{self._mode}")

    def _open_for_writing(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._data / "write.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        if self._is_locked():
            if not self._beside or self._is_held_still():
                raise self._locked()
            os.close(self._lock)
            self._lock = None
        else:
            os.ftruncate(self._lock, 0)
            os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)
        self._watch = self._connect()
        is_empty(self._watch, str(self._path))  # raises before another program's database is touched
        self._watch.execute("PRAGMA journal_mode = WAL")
        with self.writing() as connection:
            if is_empty(connection, str(self._path)):
                create_tables(connection)
            upgrade(connection)
        sync_folder(self._data)

    def _open_for_reading(self) -> None:
        if not self._path.is_file():
            raise self._missing()
        try:
            self._watch = self._connect()
            empty = is_empty(self._watch, str(self._path))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _NO_LOG and error.sqlite_errorcode not in _NO_ROOM:
                raise
            if self._watch:
                self._watch.close()
            self._hold_still()
            self._mode = "immutable=1"
            self._watch = self._connect()
            empty = is_empty(self._watch, str(self._path))
        if empty:
            raise self._missing()

    def _hold_still(self) -> None:
        """Keeps every writer out, so that the database can be read where SQLite can make no log beside it.

        Without this lock, SQLite's immutable mode reads nonsense as soon as anybody writes.
        """
        lock, log = self._data / "write.lock", self._data / "library.db-wal"
        may_write = "run `pincite verify` once as a user who may write there, or copy the directory"
        if not lock.exists():
            raise LibraryUnwritable(
                f"{self._data}: read-only or full, and without {lock.name} not safe to read: {may_write}"
            )
        self._lock = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise self._locked() from error
        if log.exists() and log.stat().st_size:
            raise LibraryUnwritable(
                f"{self._data}: read-only or full, and an interrupted write is unfinished: make room, or {may_write}"
            )

    def _is_locked(self) -> bool:
        """Whether another process holds the lock and keeps it; otherwise this one has taken it."""
        assert self._lock is not None
        end = time.monotonic() + (0 if self._beside else _NOTE_S)
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return False
            if time.monotonic() >= end:
                return True
            time.sleep(0.02)

    def _is_held_still(self) -> bool:
        """Whether the processes that hold the lock are readers; then this one shares it with them."""
        assert self._lock is not None
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(self._lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return True
        return False

    def _locked(self) -> LibraryLocked:
        assert self._lock is not None
        writer = os.pread(self._lock, 32, 0).decode("ascii", "replace").strip()
        if self._is_held_still():
            return LibraryLocked(
                f"{self._data}: a process that may not write there is reading it, and nothing must change under it: "
                "stop that process first"
            )
        holder = f"process {writer}" if writer else "another process"
        return LibraryLocked(f"{self._data}: {holder} is writing to it: wait until it is done, or stop it")

    def _translated(self, error: sqlite3.Error) -> LibraryError:
        # Errors that Python's sqlite3 raises by itself carry no code.
        extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        code = extended & 0xFF
        unwritable = extended in _UNWRITABLE or code in _UNWRITABLE
        if unwritable or (code == sqlite3.SQLITE_CANTOPEN and self._write):
            return LibraryUnwritable(f"{self._path}: {error}: make room on the disk, or allow writing to {self._data}")
        if code == sqlite3.SQLITE_CANTOPEN:
            return LibraryError(f"{self._path}: {error}: allow reading it and {self._data}")
        if code == sqlite3.SQLITE_NOTADB:
            return LibraryError(f"{self._path}: not a library ({error}): choose another data directory with --data")
        if code == sqlite3.SQLITE_CORRUPT:
            return LibraryError(
                f"{self._path}: damaged ({error}): restore {self._data} from a copy, or move it away and add the "
                "documents again with `pincite add FILE`"
            )
        if code == sqlite3.SQLITE_BUSY:
            return LibraryLocked(f"{self._path}: another process holds it ({error}): stop it, then try again")
        return LibraryError(f"{self._path}: {error}: run `pincite verify` to see what is wrong")

    def _missing(self) -> LibraryError:
        return LibraryError(f"{self._data}: there is no library here: make one with `pincite add FILE`")

    def _is_closed(self) -> LibraryError:
        return LibraryError(f"{self._data}: the library is closed; open it again")


def sync_folder(folder: Path) -> None:
    """Makes the names in the folder survive a power failure. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
