"""What is recorded about the register: that a public list was brought in, what it changed, which file it was."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class ListEvent(Event):
    list: str  # its key

    @property
    def subject(self) -> str:
        return f"designation_list:{self.list}"


@dataclass(frozen=True)
class ImportStarted(ListEvent):
    name: ClassVar[str] = "designations.import_started"

    run: str
    sha256: str


@dataclass(frozen=True)
class EntriesImported(ListEvent):
    """A batch went in, in one transaction."""

    name: ClassVar[str] = "designations.entries_imported"

    run: str
    entries: int


@dataclass(frozen=True)
class ListImported(ListEvent):
    name: ClassVar[str] = "designations.imported"

    run: str
    as_of: str  # ISO date, or empty
    counts: dict[str, int]


@dataclass(frozen=True)
class ImportFailed(ListEvent):
    name: ClassVar[str] = "designations.import_failed"

    run: str


def day(moment: date | None) -> str:
    return moment.isoformat() if moment else ""
