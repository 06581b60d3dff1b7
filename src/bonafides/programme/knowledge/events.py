"""What is recorded of the portal. What members read or say stands in the log as `internal`."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event
from bonafides.programme.knowledge.vocabulary import AttendanceState, Kind, Level, Tlp, WatchLevel


@dataclass(frozen=True)
class ResourceEvent(Event):
    resource: str  # its reference, as all that follow

    @property
    def subject(self) -> str:
        return f"resource:{self.resource}"


@dataclass(frozen=True)
class ResourceCreated(ResourceEvent):
    name: ClassVar[str] = "resource.created"

    slug: str
    kind: Kind
    origin: str


@dataclass(frozen=True)
class ResourceDescribed(ResourceEvent):
    """What it is about, and who may read it, is said anew."""

    name: ClassVar[str] = "resource.described"

    level: Level
    tlp: Tlp
    groups: list[str]


@dataclass(frozen=True)
class RevisionWritten(ResourceEvent):
    name: ClassVar[str] = "resource.revision_written"

    revision: str
    language: str
    text_sha256: str


@dataclass(frozen=True)
class RevisionSent(ResourceEvent):
    name: ClassVar[str] = "resource.revision_sent"

    revision: str


@dataclass(frozen=True)
class RevisionReturned(ResourceEvent):
    name: ClassVar[str] = "resource.revision_returned"

    revision: str
    reason: str


@dataclass(frozen=True)
class RevisionApproved(ResourceEvent):
    name: ClassVar[str] = "resource.revision_approved"

    revision: str
    publish_at: str  # ISO moment


@dataclass(frozen=True)
class RevisionPublished(ResourceEvent):
    name: ClassVar[str] = "resource.revision_published"

    revision: str
    language: str
    text_sha256: str


@dataclass(frozen=True)
class ResourceWithdrawn(ResourceEvent):
    name: ClassVar[str] = "resource.withdrawn"

    reason: str


@dataclass(frozen=True)
class OwnerReminded(ResourceEvent):
    name: ClassVar[str] = "resource.owner_reminded"

    valid_until: str


@dataclass(frozen=True)
class FileAttached(ResourceEvent):
    name: ClassVar[str] = "resource.file_attached"

    file: str
    sha256: str


@dataclass(frozen=True)
class FileRemoved(ResourceEvent):
    name: ClassVar[str] = "resource.file_removed"

    file: str


@dataclass(frozen=True)
class MeetingSet(ResourceEvent):
    name: ClassVar[str] = "resource.meeting_set"

    starts_at: str
    ends_at: str


@dataclass(frozen=True)
class GroupEvent(Event):
    public: ClassVar[bool] = False

    group: str

    @property
    def subject(self) -> str:
        return f"reading-group:{self.group}"


@dataclass(frozen=True)
class GroupMade(GroupEvent):
    name: ClassVar[str] = "reading_group.made"


@dataclass(frozen=True)
class GroupJoined(GroupEvent):
    name: ClassVar[str] = "reading_group.joined"

    person: str


@dataclass(frozen=True)
class GroupLeft(GroupEvent):
    name: ClassVar[str] = "reading_group.left"

    person: str


@dataclass(frozen=True)
class PersonalEvent(Event):
    """What somebody did for themselves; internal."""

    public: ClassVar[bool] = False

    person: str  # their code

    @property
    def subject(self) -> str:
        return f"reader:{self.person}"


@dataclass(frozen=True)
class QuizTaken(PersonalEvent):
    name: ClassVar[str] = "training.quiz_taken"

    resource: str
    passed: bool


@dataclass(frozen=True)
class TrainingCompleted(PersonalEvent):
    """Somebody passed; `organisation` is a number of ours, for the programme's other parts."""

    name: ClassVar[str] = "training.completed"

    resource: str
    organisation: int
    credential_sha256: str


@dataclass(frozen=True)
class AttendanceNoted(PersonalEvent):
    name: ClassVar[str] = "meeting.attendance_noted"

    resource: str
    state: AttendanceState


@dataclass(frozen=True)
class ThreadOpened(PersonalEvent):
    name: ClassVar[str] = "discussion.opened"

    thread: str
    resource: str


@dataclass(frozen=True)
class PostWritten(PersonalEvent):
    name: ClassVar[str] = "discussion.written"

    thread: str
    post: str


@dataclass(frozen=True)
class PostRemoved(Event):
    name: ClassVar[str] = "discussion.removed"
    public: ClassVar[bool] = False

    post: str
    reason: str

    @property
    def subject(self) -> str:
        return f"post:{self.post}"


@dataclass(frozen=True)
class ReaderChoseMail(PersonalEvent):
    name: ClassVar[str] = "reader.chose_mail"

    digest: bool


@dataclass(frozen=True)
class ReaderTokenMade(PersonalEvent):
    name: ClassVar[str] = "reader.token_made"


@dataclass(frozen=True)
class WatchSet(PersonalEvent):
    name: ClassVar[str] = "reader.watch_set"

    resource: str
    level: WatchLevel


@dataclass(frozen=True)
class DigestSent(PersonalEvent):
    name: ClassVar[str] = "reader.digest_sent"

    resources: int
