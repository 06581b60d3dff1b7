"""Which files this process may open from now on: Linux's Landlock, by its three system calls.

Sources: linux/landlock.h and Documentation/userspace-api/landlock.rst. A kernel knows one version of it, and refuses
rights of later ones; so it is asked first.
"""

import contextlib
import ctypes
import os
import stat
import struct
import sys
from collections.abc import Iterable
from typing import Final

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_MACHINES: Final = frozenset({"x86_64", "aarch64", "riscv64"})  # on which these are the numbers
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_RULE: Final = struct.Struct("=Qi")  # rights, descriptor; packed
_FILE_RIGHTS: Final = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))  # since which version, which
_NO_TCP: Final = 0b11  # since 4: neither listen nor connect
_SCOPED: Final = 0b11  # since 6: neither abstract sockets nor signals of processes outside


def version() -> int:
    """The version that the kernel lets us use, 0 if none."""
    if sys.platform != "linux" or os.uname().machine not in _MACHINES:
        return 0
    with contextlib.suppress(OSError, AttributeError):  # AttributeError: a C library without `syscall`
        return _call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    return 0


def allow_reading_alone(paths: Iterable[str], known: int) -> None:
    """Open nothing but these, and what lies below them, and for reading only; make, remove and execute nothing.

    known is what `version` answers. A path that is not there is left out. Raises OSError where the kernel refuses.
    Needs no privilege, but that none can be gained any more (PR_SET_NO_NEW_PRIVS). There is no way back.
    """
    asked = ruleset(known)
    rules = _call(_CREATE_RULESET, asked, len(asked), 0)
    try:
        for path in paths:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                _allow(rules, path)
        _call(_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def ruleset(known: int) -> bytes:
    """What is refused unless a rule allows it, as a kernel of that version takes it: `struct landlock_ruleset_attr`."""
    files = sum(rights for since, rights in _FILE_RIGHTS if known >= since)
    fields = [files, *([_NO_TCP] if known >= 4 else []), *([_SCOPED] if known >= 6 else [])]
    return struct.pack(f"={len(fields)}Q", *fields)


def _allow(rules: int, path: str) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        rule = _RULE.pack(_READ_FILE | (_READ_DIR if is_folder else 0), descriptor)
        _call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: int | bytes | None) -> int:
    system = ctypes.CDLL(None, use_errno=True)
    system.syscall.restype = ctypes.c_long
    wide = [ctypes.c_long(each) if isinstance(each, int) else ctypes.c_char_p(each) for each in arguments]
    result: int = system.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
