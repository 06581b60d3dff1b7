"""What is recorded of alerts. No event holds an address or a note: at most a digest, committed to, never shown."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event
from bonafides.programme.alerts.vocabulary import Answer, Availability, Channel


@dataclass(frozen=True)
class BatchEvent(Event):
    batch: str  # its reference, as all that follow

    @property
    def subject(self) -> str:
        return f"alert_batch:{self.batch}"


@dataclass(frozen=True)
class AlertsSubmitted(BatchEvent):
    name: ClassVar[str] = "alerts.submitted"

    alerts: int
    entry: str  # list and number of the designation
    platform_type: str
    note_sha256: str


@dataclass(frozen=True)
class AlertsVerified(BatchEvent):
    name: ClassVar[str] = "alerts.verified"

    alerts: int
    policy: int


@dataclass(frozen=True)
class AlertsRefused(BatchEvent):
    name: ClassVar[str] = "alerts.refused"

    alerts: int


@dataclass(frozen=True)
class AlertEvent(Event):
    alert: str

    @property
    def subject(self) -> str:
        return f"alert:{self.alert}"


@dataclass(frozen=True)
class AlertSent(AlertEvent):
    name: ClassVar[str] = "alert.sent"

    delivery: str
    recipient: str  # a reference or a pseudonym
    channel: Channel
    platform_type: str


@dataclass(frozen=True)
class AlertAnswered(AlertEvent):
    name: ClassVar[str] = "alert.answered"

    delivery: str
    answer: Answer


@dataclass(frozen=True)
class AlertWithdrawn(AlertEvent):
    name: ClassVar[str] = "alert.withdrawn"

    recipients: int


@dataclass(frozen=True)
class AlertChecked(AlertEvent):
    """Whether its address still answers changed."""

    name: ClassVar[str] = "alert.checked"
    public: ClassVar[bool] = False

    availability: Availability


@dataclass(frozen=True)
class InclusionPolicyPublished(Event):
    name: ClassVar[str] = "inclusion_policy.published"

    number: int
    sha256: str

    @property
    def subject(self) -> str:
        return f"inclusion_policy:{self.number}"


@dataclass(frozen=True)
class PlatformEvent(Event):
    """About a platform that registered without being a member."""

    public: ClassVar[bool] = False

    platform: str

    @property
    def subject(self) -> str:
        return f"alert_platform:{self.platform}"


@dataclass(frozen=True)
class PlatformRegistered(PlatformEvent):
    name: ClassVar[str] = "alert_platform.registered"

    hosts: list[str]


@dataclass(frozen=True)
class PlatformRemoved(PlatformEvent):
    name: ClassVar[str] = "alert_platform.removed"
