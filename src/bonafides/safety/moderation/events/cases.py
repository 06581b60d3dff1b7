"""Items, flags, cases, readings and decisions, and what people are told of them."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.safety.moderation.events.subjects import OfCase, OfFlag, OfItem


@dataclass(frozen=True)
class CaseOpened(OfCase):
    name = "case.opened"
    source: str
    severity: str
    reopened: bool


@dataclass(frozen=True)
class ItemTaken(OfItem):
    """An item that a flag or a match concerns was taken in; its digest is committed to, never shown."""

    name = "item.taken"
    kind: str
    sha256: str
    source: str


@dataclass(frozen=True)
class ItemResolved(OfItem):
    """The content of an item that a flag only named came in."""

    name = "item.resolved"
    sha256: str


@dataclass(frozen=True)
class ItemUnresolved(OfItem):
    """The platform was asked for the content of an item and gave none."""

    name = "item.unresolved"
    public = False
    reason: str


@dataclass(frozen=True)
class CaseMerged(OfCase):
    name = "case.merged"
    into: str


@dataclass(frozen=True)
class FlagReceived(OfFlag):
    name = "flag.received"
    source: str
    item: str
    complete: bool
    batch: str
    category: str


@dataclass(frozen=True)
class ItemHeld(OfItem):
    name = "item.held"
    bank: str
    entry: str
    distance_bits: int | None
    ends_at: datetime


@dataclass(frozen=True)
class HoldObjected(OfItem):
    name = "hold.objected"


@dataclass(frozen=True)
class HoldEnded(OfItem):
    name = "hold.ended"
    why: str


@dataclass(frozen=True)
class CaseClaimed(OfCase):
    name = "case.claimed"
    public = False


@dataclass(frozen=True)
class CaseHandedOver(OfCase):
    name = "case.handed_over"
    public = False
    to: str


@dataclass(frozen=True)
class CaseSkipped(OfCase):
    name = "case.skipped"
    public = False
    reason: str


@dataclass(frozen=True)
class ContentViewed(OfItem):
    """Someone opened held or restricted content: shown in the log as `internal`."""

    name = "content.viewed"
    public = False
    mode: str


@dataclass(frozen=True)
class ReadingProposed(OfCase):
    name = "reading.proposed"
    reason: str
    verdict: str


@dataclass(frozen=True)
class ReadingGiven(OfCase):
    name = "reading.given"
    agrees: bool
    self_review: bool


@dataclass(frozen=True)
class CaseDecided(OfCase):
    """A person decided. Holds what DSA Art. 17(3), TCO Art. 7 and the metric table need, in codes only."""

    name = "case.decided"
    decision: str
    verdict: str
    clauses: tuple[str, ...]
    policy_version: int
    measures: tuple[str, ...]
    territory: tuple[str, ...]
    ground: str
    basis: str
    exemptions: dict[str, str]
    none_applies: bool
    automated_detection: bool
    source: str
    items: int
    excepted_items: int
    self_review: bool
    second_reading: bool
    reverses: str
    on_appeal: str
    bulk: str = ""  # the decision over many that it is part of


@dataclass(frozen=True)
class MadeUpCaseInserted(OfCase):
    """A made-up case was put into the queue to measure judging: counted apart from every real one by its type."""

    name = "made_up_case.inserted"


@dataclass(frozen=True)
class MadeUpCaseAnswered(OfCase):
    """Somebody judged a made-up case; nothing follows from it for anybody."""

    name = "made_up_case.answered"
    verdict: str
    clauses: tuple[str, ...]
    measures: tuple[str, ...]
    exemptions: dict[str, str]
    basis: str
    active_seconds: int | None
    reader: str


@dataclass(frozen=True)
class MadeUpCaseWithdrawn(OfCase):
    name = "made_up_case.withdrawn"


@dataclass(frozen=True)
class CaseDoubted(OfCase):
    """An entry that the case rests on is now held to be wrong."""

    name = "case.doubted"
    entry: str


@dataclass(frozen=True)
class CaseDoubtLifted(OfCase):
    """We do not hold the entry to be wrong any more, nor any other that the case rests on."""

    name = "case.doubt_lifted"
    entry: str


@dataclass(frozen=True)
class MatchJudged(OfCase):
    """A person who looked at the case said whether an entry is right about what it matched there."""

    name = "case.match_judged"
    entry: str
    is_right: bool


@dataclass(frozen=True)
class DecisionUndone(OfCase):
    name = "decision.undone"
    decision: str


@dataclass(frozen=True)
class DecisionPublished(OfCase):
    name = "decision.published"
    decision: str


@dataclass(frozen=True)
class StatementIssued(OfItem):
    name = "statement.issued"
    statement: str
    decision: str
    digest: str  # SHA-256 of the statement's canonical JSON
    language: str
    state: str
    reason: str


@dataclass(frozen=True)
class StatementSettled(OfItem):
    """The author was reached, or every channel has refused."""

    name = "statement.settled"
    statement: str
    state: str


@dataclass(frozen=True)
class OutcomeSettled(OfFlag):
    """The notifier was reached, or their mailbox has refused."""

    name = "outcome.settled"
    decision: str
    state: str


@dataclass(frozen=True)
class EnforcementReported(OfItem):
    name = "enforcement.reported"
    measure: str
    state: str


@dataclass(frozen=True)
class ItemDisabledByOrder(OfItem):
    """A removal order disabled it: `internal` in the log, for the author may not be told yet."""

    name = "item.disabled_by_order"
    public = False
    order: str


@dataclass(frozen=True)
class ItemReinstatedAfterOrder(OfItem):
    name = "item.reinstated_after_order"
    public = False
    order: str
    live: bool  # false where a decision of ours, a hold or another order restricts it still


@dataclass(frozen=True)
class OutcomeTold(OfFlag):
    name = "outcome.told"
    outcome: str
    state: str


@dataclass(frozen=True)
class AppealReceived(OfCase):
    name = "appeal.received"
    appeal: str
    decision: str
    appellant: str
    due_at: datetime


@dataclass(frozen=True)
class AppealDecided(OfCase):
    name = "appeal.decided"
    appeal: str
    decision: str
    outcome: str
    self_review: bool


@dataclass(frozen=True)
class ContentErased(OfCase):
    name = "content.erased"
    items: int
    why: str


@dataclass(frozen=True)
class NotifierForgotten(OfCase):
    name = "notifier.forgotten"
    flags: int
