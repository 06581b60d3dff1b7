"""What is recorded of assessments: that something happened, never what was answered or scored. Internal in the log."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class AssessmentEvent(Event):
    public: ClassVar[bool] = False

    assessment: str  # its reference

    @property
    def subject(self) -> str:
        return f"assessment:{self.assessment}"


@dataclass(frozen=True)
class AssessmentStarted(AssessmentEvent):
    name: ClassVar[str] = "assessment.started"

    member: str
    library_version: str


@dataclass(frozen=True)
class AssessmentRead(AssessmentEvent):
    """Somebody looked at answers or scores; what, stands in the organisation's own access log."""

    name: ClassVar[str] = "assessment.read"


@dataclass(frozen=True)
class HalfSubmitted(AssessmentEvent):
    name: ClassVar[str] = "assessment.half_submitted"

    member: str
    kind: str


@dataclass(frozen=True)
class AssessmentSubmitted(AssessmentEvent):
    """Both halves are in. Who stands above may listen for it; it says a date and no more."""

    name: ClassVar[str] = "assessment.submitted"

    member: str


@dataclass(frozen=True)
class AssessorProposed(AssessmentEvent):
    name: ClassVar[str] = "assessment.assessor_proposed"

    assessor: str


@dataclass(frozen=True)
class AssessmentOpened(AssessmentEvent):
    """The member gave an assessor the key."""

    name: ClassVar[str] = "assessment.opened"

    assessor: str


@dataclass(frozen=True)
class AssessmentWithdrawn(AssessmentEvent):
    """The key was taken back from the assessor."""

    name: ClassVar[str] = "assessment.withdrawn"

    assessor: str


@dataclass(frozen=True)
class ReviewMoved(AssessmentEvent):
    name: ClassVar[str] = "assessment.review_moved"

    state: str


@dataclass(frozen=True)
class KeyEvent(Event):
    public: ClassVar[bool] = False

    organisation: str

    @property
    def subject(self) -> str:
        return f"assessment_key:{self.organisation}"


@dataclass(frozen=True)
class KeyMade(KeyEvent):
    name: ClassVar[str] = "assessment_key.made"


@dataclass(frozen=True)
class KeyRotated(KeyEvent):
    name: ClassVar[str] = "assessment_key.rotated"


@dataclass(frozen=True)
class PersonLetIn(KeyEvent):
    name: ClassVar[str] = "assessment_key.person_let_in"

    person: str


@dataclass(frozen=True)
class PersonShutOut(KeyEvent):
    name: ClassVar[str] = "assessment_key.person_shut_out"

    person: str


@dataclass(frozen=True)
class ShareShown(KeyEvent):
    name: ClassVar[str] = "assessment_key.share_shown"

    number: int
    person: str


@dataclass(frozen=True)
class KeyRecovered(KeyEvent):
    name: ClassVar[str] = "assessment_key.recovered"

    person: str


@dataclass(frozen=True)
class LibraryEvent(Event):
    name: ClassVar[str] = "library.event"

    version: str

    @property
    def subject(self) -> str:
        return f"question_library:{self.version}"


@dataclass(frozen=True)
class LibraryDrafted(LibraryEvent):
    name: ClassVar[str] = "library.drafted"
    public: ClassVar[bool] = False


@dataclass(frozen=True)
class LibraryPublished(LibraryEvent):
    name: ClassVar[str] = "library.published"

    sha256: str


@dataclass(frozen=True)
class BenchmarkEvent(Event):
    public: ClassVar[bool] = False
    name: ClassVar[str] = "benchmark.event"

    @property
    def subject(self) -> str:
        return "assessment_benchmark"


@dataclass(frozen=True)
class ContributionGiven(BenchmarkEvent):
    name: ClassVar[str] = "benchmark.contribution_given"


@dataclass(frozen=True)
class ContributionWithdrawn(BenchmarkEvent):
    name: ClassVar[str] = "benchmark.contribution_withdrawn"


@dataclass(frozen=True)
class BenchmarkReleased(BenchmarkEvent):
    name: ClassVar[str] = "benchmark.released"

    contributors: int
    epsilon_per_axis: float
