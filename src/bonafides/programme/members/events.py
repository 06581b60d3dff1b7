"""What is recorded of members. What the public log may name is public; the programme's inner work is internal."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bonafides.kernel.event import Event
from bonafides.programme.members.vocabulary import (
    Check,
    CheckOutcome,
    ControlMethod,
    ProbeOutcome,
    Requirement,
    RequirementState,
)


@dataclass(frozen=True)
class MemberEvent(Event):
    member: str  # its reference, as all that follow

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


@dataclass(frozen=True)
class InternalEvent(MemberEvent):
    """Shown in the log as something internal."""

    public: ClassVar[bool] = False


# -- membership -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MemberInvited(InternalEvent):
    name: ClassVar[str] = "member.invited"

    title: str


@dataclass(frozen=True)
class MemberApplied(MemberEvent):
    name: ClassVar[str] = "member.applied"

    title: str


@dataclass(frozen=True)
class VettingStarted(InternalEvent):
    name: ClassVar[str] = "member.vetting_started"


@dataclass(frozen=True)
class CheckNoted(InternalEvent):
    name: ClassVar[str] = "member.check_noted"

    check: Check
    outcome: CheckOutcome


@dataclass(frozen=True)
class MemberAdmitted(MemberEvent):
    name: ClassVar[str] = "member.admitted"


@dataclass(frozen=True)
class MemberRefused(MemberEvent):
    name: ClassVar[str] = "member.refused"

    reason: str


@dataclass(frozen=True)
class MemberLeft(MemberEvent):
    """It left, or was let go; marks and alerts end with it."""

    name: ClassVar[str] = "member.left"

    reason: str


@dataclass(frozen=True)
class MembersImported(InternalEvent):
    name: ClassVar[str] = "member.imported"

    added: int
    known: int
    set_aside: int

    @property
    def subject(self) -> str:
        return f"member-import:{self.member}"


# -- what a member is -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProfileChanged(InternalEvent):
    name: ClassVar[str] = "member.profile_changed"

    fields_changed: list[str]


@dataclass(frozen=True)
class ListingChosen(MemberEvent):
    name: ClassVar[str] = "member.listing_chosen"

    is_listed: bool
    shown: list[str]


@dataclass(frozen=True)
class ServiceDescribed(MemberEvent):
    name: ClassVar[str] = "member.service_described"

    service: str
    types: list[str]
    overlays: list[str]


@dataclass(frozen=True)
class ServiceRemoved(MemberEvent):
    name: ClassVar[str] = "member.service_removed"

    service: str


@dataclass(frozen=True)
class DomainRegistered(MemberEvent):
    name: ClassVar[str] = "member.domain_registered"

    host: str


@dataclass(frozen=True)
class DomainControlShown(MemberEvent):
    name: ClassVar[str] = "member.domain_control_shown"

    host: str
    method: ControlMethod


@dataclass(frozen=True)
class DomainRemoved(MemberEvent):
    name: ClassVar[str] = "member.domain_removed"

    host: str


@dataclass(frozen=True)
class ContactNamed(InternalEvent):
    name: ClassVar[str] = "member.contact_named"

    contact: str
    kind: str


@dataclass(frozen=True)
class ContactRemoved(InternalEvent):
    name: ClassVar[str] = "member.contact_removed"

    contact: str


@dataclass(frozen=True)
class AbsenceAnnounced(InternalEvent):
    name: ClassVar[str] = "member.absence_announced"

    begins: str
    ends: str


@dataclass(frozen=True)
class AbsenceEnded(InternalEvent):
    name: ClassVar[str] = "member.absence_ended"


# -- people -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OrganisationEvent(Event):
    """About the people of an organisation around the programme; always internal."""

    public: ClassVar[bool] = False

    organisation: str

    @property
    def subject(self) -> str:
        return f"organisation:{self.organisation}"


@dataclass(frozen=True)
class BodyRegistered(OrganisationEvent):
    name: ClassVar[str] = "body.registered"

    kind: str


@dataclass(frozen=True)
class PersonProposed(OrganisationEvent):
    name: ClassVar[str] = "proposal.made"

    proposal: str
    role: str


@dataclass(frozen=True)
class PersonVetted(OrganisationEvent):
    """An officer accepted or refused somebody; `state` says which."""

    name: ClassVar[str] = "proposal.decided"

    proposal: str
    state: str


@dataclass(frozen=True)
class PersonLetGo(OrganisationEvent):
    name: ClassVar[str] = "colleague.let_go"

    person: str


# -- requirements -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class RequirementDecided(MemberEvent):
    """A requirement changed its state; who stands above members may listen for it."""

    name: ClassVar[str] = "member.requirement_decided"

    requirement: Requirement
    state: RequirementState
    until: str  # ISO date, or empty
    evidence_at: str  # ISO date, or empty


@dataclass(frozen=True)
class EvidenceOffered(InternalEvent):
    name: ClassVar[str] = "member.evidence_offered"

    requirement: Requirement


@dataclass(frozen=True)
class ReadinessKeyPinned(InternalEvent):
    """By which key a member's readiness evidence is believed from now on; `key` is its name and id."""

    name: ClassVar[str] = "member.readiness_key_pinned"

    key: str


@dataclass(frozen=True)
class RequirementReminded(InternalEvent):
    name: ClassVar[str] = "member.requirement_reminded"

    requirement: Requirement
    until: str
    days: int


# -- liveness ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ContactChallenged(InternalEvent):
    name: ClassVar[str] = "contact.challenged"

    contact: str


@dataclass(frozen=True)
class ContactAnswered(InternalEvent):
    name: ClassVar[str] = "contact.answered"

    contact: str


@dataclass(frozen=True)
class ContactSilent(InternalEvent):
    name: ClassVar[str] = "contact.silent"

    contact: str


@dataclass(frozen=True)
class ReportFormProbed(InternalEvent):
    name: ClassVar[str] = "report_form.probed"

    service: str
    outcome: ProbeOutcome


# -- tasks and mentorship ---------------------------------------------------------------------------


@dataclass(frozen=True)
class TaskMade(InternalEvent):
    name: ClassVar[str] = "task.made"

    task: str
    kind: str


@dataclass(frozen=True)
class TaskAssigned(InternalEvent):
    name: ClassVar[str] = "task.assigned"

    task: str
    person: str


@dataclass(frozen=True)
class TaskDone(InternalEvent):
    name: ClassVar[str] = "task.done"

    task: str


@dataclass(frozen=True)
class SecondContactTried(InternalEvent):
    name: ClassVar[str] = "task.second_contact_tried"

    task: str
    reached: bool


@dataclass(frozen=True)
class MentorNamed(InternalEvent):
    name: ClassVar[str] = "member.mentor_named"

    person: str


@dataclass(frozen=True)
class NoteWritten(InternalEvent):
    name: ClassVar[str] = "member.note_written"


@dataclass(frozen=True)
class DocumentReviewed(InternalEvent):
    """A review was begun, or shared with the member."""

    name: ClassVar[str] = "review.changed"

    review: str
    shared: bool


@dataclass(frozen=True)
class FindingNoted(InternalEvent):
    name: ClassVar[str] = "review.finding_noted"

    review: str
    kind: str
    state: str


@dataclass(frozen=True)
class PlanChanged(InternalEvent):
    name: ClassVar[str] = "member.plan_changed"

    item: str
    state: str


def day(moment: date | None) -> str:
    return moment.isoformat() if moment else ""
