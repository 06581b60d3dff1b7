"""Policies, the platform, people who ask for their data, alerts of a programme."""

from dataclasses import dataclass

from bonafides.kernel.event import Event
from bonafides.safety.moderation.events.subjects import OfFlag


@dataclass(frozen=True)
class PolicyPublished(Event):
    name = "policy.published"
    policy: str
    version: int
    digest: str

    @property
    def subject(self) -> str:
        return f"policy:{self.policy}"


@dataclass(frozen=True)
class PlatformConfigured(Event):
    name = "platform.configured"
    what: str
    digest: str

    @property
    def subject(self) -> str:
        return "platform"


@dataclass(frozen=True)
class PersonExported(Event):
    """All that is held about one author or notifier was handed out."""

    name = "person.exported"
    public = False
    key: str

    @property
    def subject(self) -> str:
        return f"person:{self.key}"


@dataclass(frozen=True)
class AlertTaken(OfFlag):
    """A programme's alert became a flag."""

    name = "programme_alert.taken"
    alert: str


@dataclass(frozen=True)
class OfAlert(Event):
    alert: str  # the programme's own reference

    @property
    def subject(self) -> str:
        return f"programme_alert:{self.alert}"


@dataclass(frozen=True)
class AlertTakenBack(OfAlert):
    """The programme withdrew an alert."""

    name = "programme_alert.withdrawn"


@dataclass(frozen=True)
class AlertAnswered(OfAlert):
    """What the programme is to be told of its alert."""

    name = "programme_alert.answered"
    answer: str
