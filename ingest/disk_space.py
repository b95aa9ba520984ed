"""Whether the disk has room for what is to be done: asked before it begins, so that nothing is left half-done."""

import shutil
from collections.abc import Callable
from pathlib import Path

from pincite.ingest.errors import DiskTooSmall

FreeSpace = Callable[[Path], int]

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def free_bytes(folder: Path) -> int:
    """How many bytes may still be written to the disk of a folder, or where it is to be."""
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(there).free


def check_space(folder: Path, needed: int, *, what: str, free: FreeSpace = free_bytes) -> None:
    """Raises DiskTooSmall where less than `needed` bytes are free for `what`, such as "adding these files"."""
    there = free(folder)
    if there < needed:
        raise DiskTooSmall(
            f"{folder}: {what} needs about {size(needed)} ({needed:,} bytes), and {size(there)} ({there:,} bytes) are "
            "free there: make room, then try again; nothing has been changed"
        )


def size(number: int) -> str:
    """Bytes as people read them: "9.6 MB"."""
    value, unit = float(number), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.0f} {_UNITS[unit]}" if unit == 0 or value >= 9.95 else f"{value:.1f} {_UNITS[unit]}"
