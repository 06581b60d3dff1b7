"""The process that opens files nobody vouches for: the file is its standard input, the lines are its output.

1. Before anything of the file is read: no more memory, time and open files than it was told, no file may grow, no new
   privileges, and, where the kernel lets it, a network without any device, and no file but the program's own.
2. Then the file is walked through (`walk`), one JSON line for each thing that is found.
3. The last line is {"done": true}; where it is missing, the process did not come to its end.
"""

import contextlib
import ctypes
import json
import os
import resource
import sys
import sysconfig
from typing import Final

from bonafides.matching.insides import landlock
from bonafides.matching.insides.vocabulary import Kind, Limits

_CLONE_NEWUSER: Final = 0x10000000  # linux/sched.h
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _SIGKILL = 1, 4, 38, 9  # linux/prctl.h
_OPEN_FILES: Final = 64
_SECONDS_AFTER_CPU: Final = 2
_SYSTEM: Final = (
    *("/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store", "/etc/ld.so.cache", "/etc/ld.so.preload"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu", "/dev/urandom"),
)
"""Libraries, and what they ask about the machine."""


def confine(limits: Limits) -> None:
    """Give up what reading a file does not need. What this kernel does not know is left out."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        after = _SECONDS_AFTER_CPU if what == resource.RLIMIT_CPU else 0  # the kernel says so before it kills
        resource.setrlimit(what, (most, most + after))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            _leave_the_network()
            _leave_the_files()


def _leave_the_network() -> None:
    system = ctypes.CDLL(None)
    system.prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
    system.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _leave_the_files() -> None:
    if known := landlock.version():
        own = [sysconfig.get_path("stdlib"), f"{sys.base_prefix}/lib", *filter(os.path.isabs, sys.path)]
        landlock.allow_reading_alone([*_SYSTEM, *own], known)


def main() -> int:
    """Walk through standard input as a file of the kind, within the limits, that the arguments name."""
    kind, limits = Kind(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    confine(limits)
    from bonafides.matching import compiled
    from bonafides.matching.insides.walk import Walk  # only now: it loads the readers

    compiled.do_without()  # a compiler does not fit in here
    output = sys.stdout.buffer

    def say(line: dict[str, object]) -> None:
        output.write(json.dumps(line).encode() + b"\n")
        output.flush()

    with os.fdopen(0, "rb") as stream:
        Walk(os.fstat(0).st_size, limits, say).look_into(stream, kind)
    say({"done": True})
    return 0


if __name__ == "__main__":
    sys.exit(main())
