"""What is recorded of auditing ourselves. Public by type: the log shows that a seed stood before a draw was made."""

from dataclasses import dataclass

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class _OfSeed(Event):
    day: str  # ISO 8601, UTC

    @property
    def subject(self) -> str:
        return f"seed:{self.day}"


@dataclass(frozen=True)
class SeedCommitted(_OfSeed):
    """The day's seed is chosen, and so is the share that it draws; nobody has seen it."""

    name = "seed.committed"

    commitment: str  # rules.drawing.commitment_of(day, seed)
    share_bp: int


@dataclass(frozen=True)
class SeedRevealed(_OfSeed):
    """The day is over, its decisions are drawn, and whoever holds their references can draw them again."""

    name = "seed.revealed"

    seed: str  # hexadecimal
    decisions: int
    drawn: tuple[str, ...]  # references of decisions


@dataclass(frozen=True)
class _OfAudit(Event):
    audit: str

    @property
    def subject(self) -> str:
        return f"audit:{self.audit}"


@dataclass(frozen=True)
class AuditClaimed(_OfAudit):
    name = "audit.claimed"
    public = False


@dataclass(frozen=True)
class AuditPassedOn(_OfAudit):
    name = "audit.passed_on"
    public = False


@dataclass(frozen=True)
class DecisionJudgedAgain(_OfAudit):
    """Another person has judged a decision again, without knowing it."""

    name = "audit.judged"

    decision: str
    verdict: str
    same_verdict: bool
    agrees: bool  # in measures and clause too
    self_review: bool


@dataclass(frozen=True)
class AuditLapsed(_OfAudit):
    name = "audit.lapsed"

    decision: str


@dataclass(frozen=True)
class DisagreementSettled(_OfAudit):
    name = "audit.settled"

    decision: str
    settlement: str
    reversal: str  # the decision that lets stand again what this one restricted


@dataclass(frozen=True)
class QualityConfigured(Event):
    name = "quality.configured"

    share_bp: int
    golden_per_week: int

    @property
    def subject(self) -> str:
        return "quality"


@dataclass(frozen=True)
class FiguresPublished(Event):
    name = "quality.published"

    first: str
    last: str
    digest: str  # SHA-256 of the document's canonical JSON

    @property
    def subject(self) -> str:
        return "quality"


@dataclass(frozen=True)
class FiguresExported(Event):
    """The rows behind the figures left the installation."""

    name = "quality.exported"
    public = False

    what: str
    first: str
    last: str

    @property
    def subject(self) -> str:
        return "quality"


@dataclass(frozen=True)
class _OfGolden(Event):
    golden: str

    @property
    def subject(self) -> str:
        return f"golden:{self.golden}"


@dataclass(frozen=True)
class GoldenCaseKept(_OfGolden):
    """A made-up case with its known answer is in the library; its answer is committed to before anybody meets it."""

    name = "golden_case.kept"

    verdict: str
    clauses: tuple[str, ...]
    exemption: str


@dataclass(frozen=True)
class GoldenCaseRetired(_OfGolden):
    name = "golden_case.retired"


@dataclass(frozen=True)
class GoldenCaseInserted(_OfGolden):
    """It waits in the queue now, as this case."""

    name = "golden_case.inserted"

    case: str


@dataclass(frozen=True)
class GoldenCaseMarked(_OfGolden):
    """Somebody's answer was held against the known one."""

    name = "golden_case.marked"

    case: str
    right: bool
