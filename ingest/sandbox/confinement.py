"""Takes rights away from a process that reads files of unknown origin.

Three layers, from the most to the least reliable:

    limits       memory, time, open files; no file grows, no core is dumped (every Unix; memory not on macOS)
    the kernel   Landlock and seccomp: no file but Python's and the libraries', no socket, no other process (Linux)
    Python       an audit hook: the same, for what Python code does; code that runs outside Python evades it

Where the kernel has no such means, the second layer is missing and `confine` says so. No layer guards against wrong
text: a file that takes over its parser can return any text, for itself and for files that the process reads later.
"""

import contextlib
import ctypes
import os
import resource
import sys
import sysconfig
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pincite.ingest.sandbox.landlock import restrict_files
from pincite.ingest.sandbox.parser_limits import ParserLimits
from pincite.ingest.sandbox.seccomp import refuse_calls

_MIB = 2**20
_MOST_FILES = 64
# Where the system keeps the libraries that Python's own are linked to: some are loaded late.
_SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
_INSTALLED = ("site-packages", "dist-packages", "lib-dynload")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC

# Events of sys.audit: https://docs.python.org/3/library/audit_events.html
_REFUSED_GROUPS = ("socket.", "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")
# fmt: off
_REFUSED_EVENTS = frozenset({
    "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "pty.spawn",
    "os.kill", "os.killpg", "signal.pthread_kill", "ctypes.dlopen", "pickle.find_class", "sqlite3.connect",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown",
    "os.chflags", "os.utime", "os.setxattr", "os.removexattr", "os.chdir", "os.fchdir",
})
# fmt: on
_READING_EVENTS = frozenset({"os.listdir", "os.scandir", "os.walk", "os.fwalk", "glob.glob"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """By which means of the kernel a process is confined."""

    landlock: bool
    seccomp: bool


def confine(limits: ParserLimits, *, files: int) -> Walls:
    """Confine this process, which has loaded what it needs and reads at most `files` files. Cannot be undone.

    Everything that may still be imported can be, from where Python and its libraries are installed.
    """
    _set_limits(limits, files)
    os.chdir("/")
    folders = readable_folders()
    landlock = restrict_files([*folders, *map(Path, _SYSTEM_LIBRARIES)])
    _drop_capabilities()
    walls = Walls(landlock=landlock, seccomp=refuse_calls())
    sys.addaudithook(_refusal(tuple(f"{folder}{os.sep}" for folder in folders)))
    return walls


def readable_folders() -> tuple[Path, ...]:
    """Where Python, its libraries and this package are: a data directory beside the package is not in it."""
    installed: list[str | Path] = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    installed += [place for place in sys.path if Path(place).name in _INSTALLED]
    folders = {Path(place).absolute() for place in [*installed, Path(__file__).parents[1]]}
    # By their names and with links resolved: the kernel checks the one, the audit hook the other.
    folders |= {folder.resolve() for folder in folders}
    return tuple(sorted(folder for folder in folders if folder.is_dir()))


def _set_limits(limits: ParserLimits, files: int) -> None:
    values = {
        resource.RLIMIT_AS: limits.memory_mib * _MIB,
        # So a worker whose parent was killed ends after a while, even in the middle of a file.
        resource.RLIMIT_CPU: int(limits.seconds * files) + 60,
        resource.RLIMIT_NOFILE: _MOST_FILES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
    }
    for limit, value in values.items():
        # macOS takes no limit on memory.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def _drop_capabilities() -> None:
    """Makes the limits and the permissions of files count for root, too."""
    if sys.platform == "linux":
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)())


def _refusal(readable: Collection[str]) -> Callable[[str, tuple[Any, ...]], None]:
    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            allowed = isinstance(path, int) or (not (flags or 0) & _WRITES and _is_within(path, readable))
        elif event in _READING_EVENTS:
            allowed = _is_within(arguments[0], readable)
        else:
            allowed = event not in _REFUSED_EVENTS and not event.startswith(_REFUSED_GROUPS)
        if not allowed:
            # An OSError, as the kernel's own refusal is: importing code expects it.
            raise PermissionError(f"a parser may not do this: {event} {arguments[:1]!r:.200}")

    return refuse


def _is_within(path: object, folders: Collection[str]) -> bool:
    if not isinstance(path, str | bytes | os.PathLike):
        return False
    place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
    return f"{place}{os.sep}".startswith(tuple(folders))
