"""The facts of the vault. What is kept and why is committed to; acts on single items appear as `internal`."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class _OfEvidence(Event):
    """About one item: its secret salts what is committed to, and is destroyed with the item."""

    evidence: str

    @property
    def subject(self) -> str:
        return f"evidence:{self.evidence}"


@dataclass(frozen=True)
class CustodyRecorded(_OfEvidence):
    """One act on a kept item; `digest` is that of the custody record, which names the one before it."""

    name = "custody.recorded"
    public = False
    number: int
    act: str
    purpose: str
    digest: str


@dataclass(frozen=True)
class EvidencePreserved(_OfEvidence):
    name = "evidence.preserved"
    item: str
    case: str
    cause: str


@dataclass(frozen=True)
class ClockStarted(_OfEvidence):
    name = "evidence.clock_started"
    kind: str
    until: datetime | None
    law: str
    reference: str


@dataclass(frozen=True)
class ClockStopped(_OfEvidence):
    name = "evidence.clock_stopped"
    kind: str


@dataclass(frozen=True)
class EvidenceErased(Event):
    """Content, record and log secret of an item are destroyed; recorded under a subject of its own, which stays."""

    name = "evidence.erased"
    evidence: str
    due_at: datetime
    late_by_seconds: int

    @property
    def subject(self) -> str:
        return f"erasure:{self.evidence}"


@dataclass(frozen=True)
class _OfRelease(Event):
    release: str

    @property
    def subject(self) -> str:
        return f"release:{self.release}"


@dataclass(frozen=True)
class ReleaseRequested(_OfRelease):
    name = "release.requested"
    basis: str
    items: int
    items_digest: str
    emergency: bool


@dataclass(frozen=True)
class ReleaseVoted(_OfRelease):
    name = "release.voted"
    public = False
    approves: bool


@dataclass(frozen=True)
class ReleaseSettled(_OfRelease):
    """The votes are in, or the request ended otherwise."""

    name = "release.settled"
    state: str


@dataclass(frozen=True)
class EvidenceReleased(_OfRelease):
    """A bag was made and encrypted to its recipient; the digests are those of bag and package."""

    name = "evidence.released"
    basis: str
    items: int
    emergency: bool
    tagmanifest_sha256: str
    package_sha256: str


@dataclass(frozen=True)
class PackageFetched(_OfRelease):
    name = "release.fetched"
    public = False


@dataclass(frozen=True)
class OversightTold(Event):
    """The oversight role was given a notice that nobody can suppress."""

    name = "oversight.told"
    notice: str
    kind: str

    @property
    def subject(self) -> str:
        return f"oversight:{self.notice}"


@dataclass(frozen=True)
class OversightSeen(OversightTold):
    name = "oversight.seen"
    public = False


@dataclass(frozen=True)
class OverdueCounted(Event):
    """The weekly count of what should be gone and is not; 0 unless something is wrong."""

    name = "evidence.overdue_counted"
    report: str
    overdue: int

    @property
    def subject(self) -> str:
        return f"overdue:{self.report}"


@dataclass(frozen=True)
class VaultExported(Event):
    """The list of the vault, without content, left the house as a file."""

    name = "evidence.list_exported"
    public = False
    reference: str
    format: str

    @property
    def subject(self) -> str:
        return f"vault:{self.reference}"
