"""The folder of a rescan: what is looked for, which chunks there are, which are done.

`plan.json` and `list.json` are written once, so that a run that goes on looks for the same in the same. Each chunk's
matches are written to a file of their own, synced and renamed: that it stands there is the record that it is done.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from filelock import FileLock, Timeout

from bonafides.matching.rescan import HASH_BYTES, UNREAD, Stored, scan

CHUNK_BYTES: Final = 200_000 * HASH_BYTES  # a line belongs to the chunk in which it begins
NO_FILE: Final = "{path}: there is no such file."
OTHER_RUN: Final = "{folder} holds a rescan of another file, or of this one before it changed. Name another folder."
OTHER_LISTS: Final = "{folder} holds a rescan for other lists, or since another version. Name another folder."
IS_DONE: Final = "{folder} holds a rescan that is done, for other entries than stand there now. Name another folder."
IS_RUNNING: Final = "A rescan runs in {folder}."
ODD_SIZE: Final = "{path} is not a whole number of hashes of 32 bytes."


class Refused(Exception):
    """Why there is nothing to do, or why it must not be done."""


@dataclass(frozen=True)
class Plan:
    """Which file is read; that it is the same one is told by its size and when it was last written.

    And what is looked for: these files of lists, or this home's lists since an index version. None of both was kept by
    earlier versions.
    """

    path: str
    stored: Stored
    size_bytes: int
    written_ns: int
    chunk_bytes: int
    banks: list[str] | None = None
    since: int | None = None

    @classmethod
    def of(cls, path: Path, chunk_bytes: int, banks: Sequence[Path] = (), since: int = 0) -> "Plan":
        if not path.is_file():
            raise Refused(NO_FILE.format(path=path))
        stored = Stored.HASHES if path.suffix == ".pdq" else Stored.LINES
        facts = path.stat()
        if stored is Stored.HASHES and facts.st_size % HASH_BYTES:
            raise Refused(ODD_SIZE.format(path=path))
        whole = max(HASH_BYTES, chunk_bytes // HASH_BYTES * HASH_BYTES)
        named = [str(each.resolve()) for each in banks]
        return cls(str(path.resolve()), stored, facts.st_size, facts.st_mtime_ns, whole, named, since)

    def check_goes_on(self, begun: "Plan", folder: Path) -> None:
        """Raises Refused where another run was begun: it would go on with what that one looked for."""
        banks = self.banks if begun.banks is None else begun.banks
        since = self.since if begun.since is None else begun.since
        if replace(begun, banks=self.banks, since=self.since) != self:
            raise Refused(OTHER_RUN.format(folder=folder))
        if (banks, since) != (self.banks, self.since):
            raise Refused(OTHER_LISTS.format(folder=folder))

    def chunk(self, number: int) -> tuple[bytes, int]:
        """The bytes of a chunk, and where it begins: by hashes, or by bytes."""
        start = number * self.chunk_bytes
        with Path(self.path).open("rb") as file:
            if self.stored is Stored.HASHES:
                file.seek(start)
                return file.read(self.chunk_bytes), start // HASH_BYTES
            first = start_of_line(file, start)
            last = start_of_line(file, min(start + self.chunk_bytes, self.size_bytes))
            file.seek(first)
            return file.read(last - first), first


def start_of_line(file: BinaryIO, at: int) -> int:
    """Where the first line begins that does not begin before a place."""
    if at == 0:
        return 0
    file.seek(at - 1)
    file.readline()
    return file.tell()


@dataclass(frozen=True)
class Work:
    """A rescan and its folder."""

    folder: Path
    plan: Plan

    @classmethod
    def at(cls, folder: Path, plan: Plan, listed: Callable[[], bytes]) -> "Work":
        """Begin in an empty folder, or go on with what was begun there."""
        folder.mkdir(parents=True, exist_ok=True)
        work = cls(folder, plan)
        if work.plan_file.is_file():
            plan.check_goes_on(cls.begun(folder).plan, folder)
            if work.result.is_file() and listed() != work.list_file.read_bytes():
                raise Refused(IS_DONE.format(folder=folder))
            return work
        write_whole(work.list_file, listed())
        write_whole(work.plan_file, json.dumps(asdict(plan)).encode())
        return work

    @classmethod
    def begun(cls, folder: Path) -> "Work":
        """What was begun in a folder, for a process that helps."""
        fields = json.loads((folder / "plan.json").read_text())
        return cls(folder, Plan(**{**fields, "stored": Stored(fields["stored"])}))

    @property
    def plan_file(self) -> Path:
        return self.folder / "plan.json"

    @property
    def list_file(self) -> Path:
        return self.folder / "list.json"

    @property
    def result(self) -> Path:
        return self.folder / "matches.jsonl"

    @property
    def unread(self) -> Path:
        """The lines that could not be read."""
        return self.folder / "unread.jsonl"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep others out of the folder."""
        try:
            with FileLock(self.folder / "lock", timeout=0):
                yield
        except Timeout:
            raise Refused(IS_RUNNING.format(folder=self.folder)) from None

    def chunks(self) -> int:
        return -(-self.plan.size_bytes // self.plan.chunk_bytes)

    def left(self) -> list[int]:
        """The chunks that are not done."""
        return [number for number in range(self.chunks()) if not self.part(number).is_file()]

    def part(self, number: int) -> Path:
        return self.folder / "parts" / f"{number:08d}.jsonl"

    def do(self, number: int) -> None:
        """Do one chunk here."""
        chunk, place = self.plan.chunk(number)
        self.keep(number, scan(self.list_file.read_bytes(), chunk, self.plan.stored, place))

    def keep(self, number: int, lines: bytes) -> None:
        """Let a chunk's matches stand, whole and synced."""
        self.part(number).parent.mkdir(exist_ok=True)
        write_whole(self.part(number), lines)

    def finish(self) -> int:
        """Put all parts together, in order, and apart what could not be read; returns how many matches there are."""
        being_written = self.result.with_suffix(".tmp")
        unread: list[bytes] = []
        with being_written.open("wb") as whole:
            for number in range(self.chunks()):
                with self.part(number).open("rb") as part:
                    while (line := part.readline()).startswith(UNREAD):
                        unread.append(line)
                    whole.write(line)
                    shutil.copyfileobj(part, whole)
            whole.flush()
            os.fsync(whole.fileno())
        write_whole(self.unread, b"".join(unread))
        being_written.replace(self.result)
        sync_folder(self.folder)
        return lines_in(self.result)

    def fingerprints(self) -> int:
        """How many were looked at; lines are counted as they stand in the file."""
        if self.plan.stored is Stored.HASHES:
            return self.plan.size_bytes // HASH_BYTES
        with Path(self.plan.path).open("rb") as lines:
            return sum(1 for line in lines if line.strip())


def lines_in(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for _line in lines)


def write_whole(file: Path, data: bytes) -> None:
    """Write a file so that it stands there whole, whatever happens meanwhile."""
    being_written = file.with_name(f".{file.name}.{os.getpid()}")
    with being_written.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    being_written.replace(file)
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
