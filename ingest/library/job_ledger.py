"""The ledger: the jobs of a data directory, kept in `library.db` beside the documents.

Only the service knows what a job is; here it is a text under an id. A job may be recorded while another process
writes documents, since the two touch no common row.
"""

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pincite.ingest.library.database import Database
from pincite.ingest.library.schema import has_jobs

_KEPT = 500  # jobs; older ones are deleted


class Ledger:
    """The jobs of the data directory `data`. Nothing is held open between two calls."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def read(self) -> list[str]:
        """Every job, oldest first; none where there is no library yet. Raises LibraryError."""
        if not (self._data / "library.db").is_file():
            return []
        with self._open(write=False) as database, database.reading() as connection:
            if not has_jobs(connection):
                return []
            return [job for (job,) in connection.execute("SELECT job FROM jobs ORDER BY created_at, rowid")]

    def write(self, jobs: Mapping[str, str], *, created_at: str) -> None:
        """Records the jobs by id, each in place of the one with the same id. Survives a power failure.

        Raises LibraryUnwritable, LibraryError; LibraryLocked while a process without write access reads.
        """
        with self._open(write=True) as database, database.writing() as connection:
            connection.executemany(
                "INSERT INTO jobs (id, created_at, job) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (id) DO UPDATE SET job = excluded.job",
                ((identifier, created_at, job) for identifier, job in jobs.items()),
            )
            connection.execute(
                "DELETE FROM jobs WHERE id NOT IN (SELECT id FROM jobs ORDER BY created_at DESC, rowid DESC LIMIT ?)",
                (_KEPT,),
            )

    @contextlib.contextmanager
    def _open(self, *, write: bool) -> Iterator[Database]:
        with contextlib.closing(Database(self._data, write=write, beside=write)) as database:
            yield database
