"""seccomp: the Linux kernel refuses a process system calls that reading a file never needs.

Landlock guards files; this guards the rest: every kind of socket, new programs, other processes. It lists what is
refused, not what is allowed: the libraries below change their system calls from release to release, and a parser
should not die of a harmless new one.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Mapping, Sequence

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_EPERM, _ENOSYS = 1, 38
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16

_ARCHITECTURES: Mapping[str, int] = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# fmt: off
# The number of each refused call on x86_64 and on aarch64, which has no fork of its own.
_REFUSED: Mapping[str, tuple[int, ...]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "clone": (56, 220), "fork": (57,), "vfork": (58,), "execve": (59, 221), "execveat": (322, 281),
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "unshare": (272, 97),
    "mount": (165, 40), "chroot": (161, 51), "perf_event_open": (298, 241), "bpf": (321, 280),
    "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190), "userfaultfd": (323, 282),
    "pidfd_send_signal": (424, 424), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    # These open sockets past this filter.
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
}
# fmt: on
_CLONE3 = 435
_TGKILL: Mapping[str, int] = {"x86_64": 234, "aarch64": 131}
# Calls of the x32 kind, which have other numbers for the same things.
_OTHER_NUMBERS = 0x40000000


def refuse_calls() -> bool:
    """From now on this thread can open no socket, start no process or thread, and touch no other process.

    False where the kernel has no such filter or the machine is not known: then nothing has changed. Cannot be undone.
    """
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _ARCHITECTURES or sys.maxsize < 2**32:
        return False
    column = tuple(_ARCHITECTURES).index(machine)
    code = _program(machine, [numbers[column] for numbers in _REFUSED.values() if column < len(numbers)])
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    process_control = ctypes.CDLL(None, use_errno=True).prctl
    process_control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(process_control(_SET_SECCOMP, _FILTER, program, 0, 0) == 0)


def _program(machine: str, refused: Sequence[int]) -> bytes:
    """The filter, in the instructions of the Berkeley packet filter: (code, skip if true, skip if false, value)."""
    lines: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, 0, 1, _OTHER_NUMBERS),
        (_RETURN, 0, 0, _REFUSE | _ENOSYS),
        # Without it the C library falls back to clone, which is refused with a reason.
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _REFUSE | _ENOSYS),
    ]
    for number in refused:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE | _EPERM)]
    lines += [
        # A process may end itself by a signal: that is how abort() says why.
        (_EQUAL, 0, 3, _TGKILL[machine]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_EQUAL, 1, 0, os.getpid()),
        (_RETURN, 0, 0, _REFUSE | _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
