"""Folders that take long to make and are the same at every run: made once, kept between runs, copied for each use."""

import fcntl
import hashlib
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".pytest_cache" / "pincite"


def key_of(sources: Iterable[Path]) -> str:
    """A hash of the files, those inside folders included, and of the Python that runs them."""
    digest = hashlib.sha256(f"{platform.python_version()} {platform.machine()}\n".encode())
    for path in sorted(path for source in sources for path in _files(source)):
        digest.update(f"{path}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def copy_kept(
    name: str, target: Path, make: Callable[[Path], object], *, sources: Sequence[Path], kept: Path = KEPT
) -> None:
    """Puts into `target` what `make` writes into the folder it is given, as long as the sources stay the same.

    Several processes may ask at once: one makes it, the others wait. It is made aside and renamed, so that a process
    that is killed leaves nothing half. Each use is a copy: what a test does to it, no other run sees.
    """
    kept.mkdir(parents=True, exist_ok=True)
    folder = kept / f"{name}-{key_of(sources)}"
    with _locked(kept / f"{name}.lock"):
        if not folder.exists():
            for old in (*kept.glob(f"{name}-*"), *kept.glob(f".{name}-*")):
                shutil.rmtree(old)
            aside = kept / f".{folder.name}"
            aside.mkdir()
            make(aside)
            aside.rename(folder)
        shutil.copytree(folder, target, dirs_exist_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
        return
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield from (Path(folder, name) for name in names if not name.endswith((".pyc", ".swp")))
