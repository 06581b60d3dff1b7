"""The facts of escalating. None holds a text, an address, an account or a digest of content."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class _OfEscalation(Event):
    escalation: str

    @property
    def subject(self) -> str:
        return f"escalation:{self.escalation}"


@dataclass(frozen=True)
class ThreatEscalated(_OfEscalation):
    name = "threat.escalated"
    case: str
    aware_at: datetime
    countries: tuple[str, ...]
    package: str  # SHA-256 of what was sent, committed to


@dataclass(frozen=True)
class EscalationFollowed(_OfEscalation):
    name = "threat.followed"
    public = False
    kind: str


@dataclass(frozen=True)
class AuthorityNamed(Event):
    name = "escalations.authority_named"
    public = False
    country: str
    checked: bool

    @property
    def subject(self) -> str:
        return f"authority:{self.country}"


@dataclass(frozen=True)
class ThreatLate(_OfEscalation):
    """Nothing went out in time: the people who can act were told."""

    name = "threat.late"
    public = False


@dataclass(frozen=True)
class ThreatUnsent(Event):
    """A report spoke of a threat to life, and nobody passed it on in time."""

    name = "threat.unsent"
    public = False
    case: str

    @property
    def subject(self) -> str:
        return f"case:{self.case}"


@dataclass(frozen=True)
class PackageErased(_OfEscalation):
    name = "threat.package_erased"
    public = False


@dataclass(frozen=True)
class MaterialRouted(_OfEscalation):
    """Material was taken out of reach; the log holds no more of it than this."""

    name = "material.routed_out"
    case: str


@dataclass(frozen=True)
class MaterialReported(_OfEscalation):
    name = "material.reported"
    country: str


@dataclass(frozen=True)
class MaterialChoiceGiven(_OfEscalation):
    name = "material.choice_given"
    public = False
    choice: str
    stands: bool  # once a second person has said the same
