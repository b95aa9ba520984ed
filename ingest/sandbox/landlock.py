"""Landlock: the Linux kernel denies a process all files but those that were allowed.

https://docs.kernel.org/userspace-api/landlock.html; called by number, as the C library has no functions for it.
"""

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

# The same numbers on every architecture.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_GET_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_NO_NEW_PRIVILEGES = 38

# What each version of Landlock can refuse: how many kinds of access to files, to TCP, to other processes.
_FILES = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP_SINCE, _PROCESSES_SINCE = 4, 6


def restrict_files(readable: Iterable[Path]) -> bool:
    """From now on this thread and what it starts can read beneath these folders and open nothing else.

    Where the kernel can, it also refuses TCP and signals to other processes. False where the kernel has no
    Landlock: then nothing has changed. Cannot be undone.
    """
    if sys.platform != "linux":
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = call(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_GET_VERSION))
    if version < 1:
        return False
    handled = [(1 << _FILES[min(version, max(_FILES))]) - 1]
    if version >= _TCP_SINCE:
        handled.append(0b11)
    if version >= _PROCESSES_SINCE:
        handled.append(0b11)
    rules = struct.pack(f"={len(handled)}Q", *handled)
    ruleset = call(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for folder in readable:
            # A place that is not there, or takes no rule, stays closed.
            with contextlib.suppress(OSError):
                _let_read(call, ruleset, folder)
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def _let_read(call: "ctypes._NamedFuncPointer", ruleset: int, folder: Path) -> None:
    opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        access = _READ_FILE | _READ_DIR if folder.is_dir() else _READ_FILE
        rule = struct.pack("=Qi", access, opened)
        if call(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint32(0)) != 0:
            raise OSError(ctypes.get_errno(), f"Landlock takes no rule for {folder}")
    finally:
        os.close(opened)
