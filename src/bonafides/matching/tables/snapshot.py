"""A file of arrays that every process of a host maps: a header that says what follows, and a checksum for each array.

    magic, 16 bytes | length of the header, 8 | header, JSON | SHA-256 of all so far, 32 | arrays, each on a 64th byte

The header names the format, what the arrays were built to (the caller's facts), and of each array its name, kind,
length, place, and the SHA-256 of its bytes with the gap before it. So no byte of the file is without a checksum.
Opening checks the header and all lengths, in a millisecond; `verify` reads every byte.
"""

import hashlib
import json
import mmap
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.errors import SnapshotError

Arrays = Mapping[str, NDArray[Any]]

MAGIC: Final = b"BONAFIDES INDEX\n"
FORMAT: Final = 1
ALIGNMENT: Final = 64
LENGTH_BYTES: Final = 8
DIGEST_BYTES: Final = 32
MAX_HEADER_BYTES: Final = 1 << 20
WRITTEN_AT_ONCE: Final = 1 << 24


@dataclass(frozen=True, slots=True)
class Section:
    """One array: what it is and where it lies, counted from the end of the header."""

    name: str
    kind: str
    length: int
    begin: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A mapped file. `arrays` are read-only and live as long as somebody holds one."""

    facts: Mapping[str, Any]
    arrays: Arrays
    _data: memoryview
    _sections: tuple[Section, ...]

    def group(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays whose names begin with this and a slash."""
        begin = f"{name}/"
        return {key.removeprefix(begin): array for key, array in self.arrays.items() if key.startswith(begin)}

    @property
    def size_bytes(self) -> int:
        return len(self._data)

    def verify(self) -> None:
        """Read every byte; the GIL is released meanwhile. Raises SnapshotError `damaged_snapshot`."""
        before = 0
        for section in self._sections:
            if hashlib.sha256(self._data[before : section.end]).hexdigest() != section.sha256:
                raise damaged(f"{section.name} has changed")
            before = section.end


def open_snapshot(path: Path) -> Snapshot:
    """Map a file. Raises FileNotFoundError, and SnapshotError if its header or its length is not what was written."""
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:  # an empty file cannot be mapped
            raise damaged("it is empty") from error
    _ask_for_large_pages(data)
    return snapshot_in(memoryview(data))


def snapshot_in(data: memoryview) -> Snapshot:
    """The bytes of a file, read. Raises SnapshotError if their header or their number is not what was written."""
    header, begin = _header_of(data)
    try:
        sections = tuple(Section(**section) for section in header["sections"])
        arrays = {section.name: _array_of(data[begin:], section) for section in sections}
        facts = dict(header["facts"])
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(str(error)) from error
    if len(data) != begin + max((section.end for section in sections), default=0):
        raise damaged("it is too short or too long")
    return Snapshot(facts, arrays, data[begin:], sections)


def write_snapshot(path: Path, facts: Mapping[str, Any], arrays: Arrays) -> None:
    """Write a file beside `path`, sync it, and give it that name: whoever opens it finds the old one or the new."""
    placed = list(_placed(arrays))
    sections = [asdict(section) for section, _bytes in placed]
    header = json.dumps({"format": FORMAT, "facts": facts, "sections": sections}, sort_keys=True).encode()
    header += b" " * (-(len(MAGIC) + LENGTH_BYTES + len(header) + DIGEST_BYTES) % ALIGNMENT)
    start = MAGIC + len(header).to_bytes(LENGTH_BYTES, "little") + header
    apart = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(apart, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(start + hashlib.sha256(start).digest())
            for _section, pieces in placed:
                for piece in pieces:
                    file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            _let_go(file.fileno())
        apart.replace(path)
    finally:
        apart.unlink(missing_ok=True)
    _sync_folder(path.parent)


def damaged(how: str) -> SnapshotError:
    return SnapshotError("damaged_snapshot", "The snapshot of the index is damaged: {how}.", how=how)


def _header_of(data: memoryview) -> tuple[dict[str, Any], int]:
    """The header, and where it ends."""
    before = len(MAGIC) + LENGTH_BYTES
    if bytes(data[: len(MAGIC)]) != MAGIC:
        raise damaged("it does not begin as one")
    length = int.from_bytes(data[len(MAGIC) : before], "little")
    end = before + length
    if length > MAX_HEADER_BYTES or hashlib.sha256(data[:end]).digest() != bytes(data[end : end + DIGEST_BYTES]):
        raise damaged("its header has changed")
    header: dict[str, Any] = json.loads(bytes(data[before:end]))
    if header.get("format") != FORMAT:
        raise SnapshotError("other_format", "The snapshot of the index has format {format}.", format=header["format"])
    return header, end + DIGEST_BYTES


def _array_of(data: memoryview, section: Section) -> NDArray[Any]:
    return np.frombuffer(data[: section.end], section.kind, section.length, section.begin)


def _placed(arrays: Arrays) -> Iterator[tuple[Section, list[memoryview]]]:
    """Each array with its place, as the pieces that are written: the gap before it, and its bytes."""
    end = 0
    for name, array in arrays.items():
        begin = -(-end // ALIGNMENT) * ALIGNMENT
        octets = np.ascontiguousarray(array).reshape(-1).view(np.uint8).data if array.size else memoryview(b"")
        pieces = [memoryview(bytes(begin - end)), *_cut(octets)]
        digest = hashlib.sha256()
        for piece in pieces:
            digest.update(piece)
        end = begin + array.nbytes
        yield Section(name, array.dtype.str, len(array), begin, end, digest.hexdigest()), pieces


def _cut(octets: memoryview) -> Iterator[memoryview]:
    return (octets[at : at + WRITTEN_AT_ONCE] for at in range(0, len(octets), WRITTEN_AT_ONCE))


def _ask_for_large_pages(data: mmap.mmap) -> None:
    """A search reads hundreds of places, and a processor knows the way to only so many pages at a time."""
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with suppress(OSError):
            data.madvise(mmap.MADV_HUGEPAGE)


def _let_go(descriptor: int) -> None:
    """Forget the small pages that writing left in memory, so that a file is read in large ones by whoever maps it."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
