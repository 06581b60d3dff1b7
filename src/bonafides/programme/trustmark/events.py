"""What is recorded of marks. The log names a mark by its reference; what leads to a decision stays the programme's."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event
from bonafides.programme.trustmark.vocabulary import EndOfInstance, ReviewState, Verdict

# -- the review: internal, for an application that fails is nobody else's business -------------------------------------


@dataclass(frozen=True)
class ReviewEvent(Event):
    public: ClassVar[bool] = False

    review: str  # its reference, as all that follow
    member: str

    @property
    def subject(self) -> str:
        return f"review:{self.review}"


@dataclass(frozen=True)
class MarkAskedFor(ReviewEvent):
    name: ClassVar[str] = "review.asked_for"


@dataclass(frozen=True)
class SeatTaken(ReviewEvent):
    name: ClassVar[str] = "review.seat_taken"

    person: str  # a code, never a name


@dataclass(frozen=True)
class InterestsDeclared(ReviewEvent):
    name: ClassVar[str] = "review.interests_declared"

    person: str
    stands_aside: bool


@dataclass(frozen=True)
class ReadingGiven(ReviewEvent):
    name: ClassVar[str] = "review.reading_given"

    person: str
    verdict: Verdict
    findings: dict[str, str]
    reasons: str


@dataclass(frozen=True)
class ReviewEnded(ReviewEvent):
    name: ClassVar[str] = "review.ended"

    state: ReviewState
    reason: str


@dataclass(frozen=True)
class ReviewReopened(ReviewEvent):
    name: ClassVar[str] = "review.reopened"

    appeal: str


# -- the mark: public -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MarkEvent(Event):
    mark: str  # its reference, as all that follow

    @property
    def subject(self) -> str:
        return f"mark:{self.mark}"


@dataclass(frozen=True)
class InstanceEvent(MarkEvent):
    number: int
    credential: str  # SHA-256 of the credential's canonical JSON (RFC 8785)
    status_list: int
    place: int
    key: str
    valid_until: str


@dataclass(frozen=True)
class MarkIssued(InstanceEvent):
    name: ClassVar[str] = "mark.issued"


@dataclass(frozen=True)
class MarkRenewed(InstanceEvent):
    name: ClassVar[str] = "mark.renewed"


@dataclass(frozen=True)
class MarkGranted(MarkEvent):
    name: ClassVar[str] = "mark.granted"

    member: str
    review: str


@dataclass(frozen=True)
class InstanceRevoked(MarkEvent):
    name: ClassVar[str] = "mark.instance_revoked"

    number: int
    credential: str
    why: EndOfInstance


@dataclass(frozen=True)
class MarkEnding(MarkEvent):
    """It is not renewed: these requirements no longer hold."""

    name: ClassVar[str] = "mark.ending"

    missing: list[str]
    ends_at: str


@dataclass(frozen=True)
class MarkResumed(MarkEvent):
    name: ClassVar[str] = "mark.resumed"


@dataclass(frozen=True)
class MarkLapsed(MarkEvent):
    name: ClassVar[str] = "mark.lapsed"

    missing: list[str]


@dataclass(frozen=True)
class IssuerLate(MarkEvent):
    """The requirements hold, and the programme could not sign: its own fault, said in public."""

    name: ClassVar[str] = "mark.issuer_late"

    cause: str  # an error's code


@dataclass(frozen=True)
class MeasureEvent(MarkEvent):
    measure: str
    reasons: str


@dataclass(frozen=True)
class MarkSuspended(MeasureEvent):
    name: ClassVar[str] = "mark.suspended"


@dataclass(frozen=True)
class SuspensionConfirmed(MeasureEvent):
    name: ClassVar[str] = "mark.suspension_confirmed"


@dataclass(frozen=True)
class RevocationProposed(MeasureEvent):
    """One officer's word alone revokes nothing, so it is not told to the world."""

    name: ClassVar[str] = "mark.revocation_proposed"
    public: ClassVar[bool] = False


@dataclass(frozen=True)
class MarkRevoked(MeasureEvent):
    name: ClassVar[str] = "mark.revoked"


@dataclass(frozen=True)
class MeasureLifted(MeasureEvent):
    name: ClassVar[str] = "mark.measure_lifted"

    by_itself: bool


@dataclass(frozen=True)
class MarkReinstated(MarkEvent):
    name: ClassVar[str] = "mark.reinstated"


@dataclass(frozen=True)
class ComplaintReceived(MarkEvent):
    name: ClassVar[str] = "mark.complaint_received"

    complaint: str


@dataclass(frozen=True)
class ComplaintAnswered(MarkEvent):
    name: ClassVar[str] = "mark.complaint_answered"

    complaint: str
    upheld: bool


# -- appeals ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AppealEvent(Event):
    public: ClassVar[bool] = False

    appeal: str
    against: str  # the reference of a review or measure

    @property
    def subject(self) -> str:
        return f"mark-appeal:{self.appeal}"


@dataclass(frozen=True)
class AppealOpened(AppealEvent):
    name: ClassVar[str] = "mark_appeal.opened"


@dataclass(frozen=True)
class AppealHeard(AppealEvent):
    name: ClassVar[str] = "mark_appeal.heard"

    allowed: bool
    reasons: str


# -- the issuer -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IssuerDocumentChanged(Event):
    """did:web trusts the names and certificates of the web; the log lets anyone see when the keys changed."""

    name: ClassVar[str] = "issuer.document_changed"

    did: str
    digest: str  # SHA-256 of the document's canonical JSON
    keys: list[str]

    @property
    def subject(self) -> str:
        return "issuer"


@dataclass(frozen=True)
class KeyCompromised(Event):
    name: ClassVar[str] = "issuer.key_compromised"

    key: str
    reason: str

    @property
    def subject(self) -> str:
        return "issuer"
