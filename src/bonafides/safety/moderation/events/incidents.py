"""Incidents, and the lists that they share."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.kernel.event import Event
from bonafides.safety.moderation.events.subjects import OfCase


@dataclass(frozen=True)
class OfIncident(Event):
    incident: str

    @property
    def subject(self) -> str:
        return f"incident:{self.incident}"


@dataclass(frozen=True)
class IncidentOpened(OfIncident):
    name = "incident.opened"
    title: str
    reason: str
    ends_at: datetime
    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class IncidentExtended(OfIncident):
    name = "incident.extended"
    until: datetime
    reason: str


@dataclass(frozen=True)
class IncidentEnded(OfIncident):
    name = "incident.ended"
    why: str


@dataclass(frozen=True)
class IncidentShared(OfIncident):
    """Its fingerprints are open to others from now on, or no longer."""

    name = "incident.shared"
    sharing: str


@dataclass(frozen=True)
class IncidentDebriefed(OfIncident):
    name = "incident.debriefed"
    digest: str  # SHA-256 of the canonical JSON of the answers
    cases: int
    restricted: int
    kept: int
    reversed: int


@dataclass(frozen=True)
class CaseJoinedIncident(OfCase):
    name = "incident.case_joined"
    incident: str
    why: str


@dataclass(frozen=True)
class CaseLeftIncident(OfCase):
    name = "incident.case_left"
    incident: str


@dataclass(frozen=True)
class ListSubscribed(Event):
    """Another installation's incident list is taken from now on, or no longer."""

    name = "incident_list.subscribed"
    subscription: str
    key: str  # the name and id of the pinned key
    active: bool

    @property
    def subject(self) -> str:
        return f"subscription:{self.subscription}"


@dataclass(frozen=True)
class ListTaken(Event):
    """A signed list came in; what it changed stands in the bank's own entries."""

    name = "incident_list.taken"
    subscription: str
    sha256: str
    rows: int

    @property
    def subject(self) -> str:
        return f"subscription:{self.subscription}"


@dataclass(frozen=True)
class IncidentRanked(OfIncident):
    """It is over: what still waited of it went back to where it stands without."""

    name = "incident.ranked"
    public = False
    cases: int
