"""Have a file opened by a child process, and read what it says."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO, Final

import bonafides
from bonafides.matching.errors import FingerprintError
from bonafides.matching.insides.lines import Line, read_line
from bonafides.matching.insides.vocabulary import Kind, Limits, Reason, Unread

AT_ONCE: Final = 2
LINE_BYTES: Final = 64_000_000
OUTPUT_BYTES: Final = 256_000_000
_PLACES: Final = threading.BoundedSemaphore(AT_ONCE)
_CHILD: Final = "bonafides.matching.insides.child"
_READERS: Final = "bonafides.matching.insides.readers"
_DONE: Final = {"done": True}


def lines_of(stream: BinaryIO, kind: Kind, limits: Limits) -> Iterator[Line | Unread]:
    """What a child process finds in a file of a kind, as `walk` writes it; what was not read as `Unread`.

    The file is a seekable stream with a descriptor. Never raises for what the file holds: a child that dies is said.
    """
    if not _PLACES.acquire(timeout=limits.wall_seconds):
        yield Unread((), Reason.BUSY)
        return
    try:
        yield from _said_by_child(stream, kind, limits)
    finally:
        _PLACES.release()


def missing_readers() -> frozenset[Reason]:
    """Readers that this installation does not have, by what is said of the files that need them."""
    command = [sys.executable, "-s", "-P", "-m", _READERS]
    done = subprocess.run(command, env=_environment(), cwd="/", check=True, capture_output=True)
    return frozenset(map(Reason, json.loads(done.stdout)))


@contextmanager
def as_file(data: bytes) -> Iterator[BinaryIO]:
    """Bytes as an open file that has no name."""
    with _nameless() as stream:
        stream.write(data)
        stream.flush()
        stream.seek(0)
        yield stream


def _nameless() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("item"), "w+b")
    return tempfile.TemporaryFile()


def _said_by_child(stream: BinaryIO, kind: Kind, limits: Limits) -> Iterator[Line | Unread]:
    stream.seek(0)
    os.lseek(stream.fileno(), 0, os.SEEK_SET)  # the child has the descriptor, and not what we have read ahead of it
    with _started(stream, kind, limits) as child:
        late = threading.Event()
        clock = threading.Timer(limits.wall_seconds, _end, (child, late))
        clock.start()
        try:
            done = yield from _lines(child)
        finally:
            clock.cancel()
            child.kill()
    if not done:
        yield Unread((), Reason.TIMED_OUT if late.is_set() or child.returncode == -_SIGXCPU else Reason.STOPPED)


_SIGXCPU: Final = 24  # what the kernel sends at the soft limit of processor time; SIGKILL follows at the hard one


def _end(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _lines(child: "subprocess.Popen[bytes]") -> Generator[Line | Unread, None, bool]:
    """Everything that a child says; answers whether it came to its end."""
    output, left = child.stdout, OUTPUT_BYTES
    assert output is not None
    while left > 0 and (raw := output.readline(min(left, LINE_BYTES))):
        left -= len(raw)
        try:
            said = json.loads(raw)
            if said == _DONE:
                return True
            yield read_line(said)
        except (ValueError, RecursionError, FingerprintError):  # cut off, or not written by our reader
            return False
    return False


def _started(stream: BinaryIO, kind: Kind, limits: Limits) -> "subprocess.Popen[bytes]":
    """The child: the file as its input, nothing of our environment, no other descriptor."""
    return subprocess.Popen(
        [sys.executable, "-s", "-P", "-m", _CHILD, str(kind), json.dumps(asdict(limits))],
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Where the program lies, and one thread for the mathematics; no keys, no addresses."""
    home = str(Path(bonafides.__file__).parents[1]) if bonafides.__file__ else ""
    return {"PYTHONPATH": home, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
