"""What is recorded of members."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bonafides.kernel.event import Event
from bonafides.programme.members.vocabulary import Requirement, RequirementState


@dataclass(frozen=True)
class MemberEvent(Event):
    member: str  # its reference, as all that follow

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


@dataclass(frozen=True)
class MemberApplied(MemberEvent):
    name: ClassVar[str] = "member.applied"

    title: str


@dataclass(frozen=True)
class MemberAdmitted(MemberEvent):
    name: ClassVar[str] = "member.admitted"


@dataclass(frozen=True)
class RequirementDecided(MemberEvent):
    """A requirement changed its state; who stands above members may listen for it."""

    name: ClassVar[str] = "member.requirement_decided"

    requirement: Requirement
    state: RequirementState
    until: str  # ISO date, or empty
    evidence_at: str  # ISO date, or empty


@dataclass(frozen=True)
class ServiceDescribed(MemberEvent):
    name: ClassVar[str] = "member.service_described"

    service: str
    types: list[str]
    overlays: list[str]


@dataclass(frozen=True)
class DomainRegistered(MemberEvent):
    name: ClassVar[str] = "member.domain_registered"

    host: str


def day(moment: date | None) -> str:
    return moment.isoformat() if moment else ""
