"""What a statement of reasons holds: every item of DSA Art. 17(3), in codes and facts; pages put it into words.

(a) kind, territory, duration      measures, ends_at
(b) facts, and how it was found    facts, source, match
(c) automation                     automated_detection, automated_decision
(d) law, (e) terms                 ground, clauses, policy_version
(f) redress                        appeal_until, redress
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bonafides.kernel.event import Json, as_json
from bonafides.safety.moderation.vocabulary import Basis, Ground, SourceKind
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW


class StatementKind(StrEnum):
    RESTRICTION = "restriction"
    HOLD = "hold"
    RESTORED = "restored"  # a restriction or a hold was taken back


class Automation(StrEnum):
    """DSA Art. 17(3)(c), in the terms of the Transparency Database."""

    NOT = "not"
    PARTIALLY = "partially"
    FULLY = "fully"  # a hold: a machine alone, until a person decides


class Redress(StrEnum):
    """DSA Art. 17(3)(f)."""

    COMPLAINT = "complaint"  # to us: Art. 20
    OUT_OF_COURT = "out_of_court"  # a certified body: Art. 21
    COURT = "court"


@dataclass(frozen=True)
class ClauseCited:
    key: str
    title: str
    text: str
    law: str


@dataclass(frozen=True)
class MeasureTaken:
    measure: str
    territory: tuple[str, ...]  # empty: everywhere
    until: str  # a date; empty: without an end


@dataclass(frozen=True)
class MatchCited:
    """The list and entry that a match rested on, so that the entry itself can be contested."""

    bank: str
    entry: str
    source: str
    matched_by: str
    distance_bits: int | None


@dataclass(frozen=True)
class BulkCited:
    """That the item was decided on together with others, what was looked at, and how the exemptions were weighed."""

    cases: int
    items: int
    samples: int  # opened by whoever decided
    was_opened: bool  # whether this item's case was among what they had seen
    exemptions: dict[str, str]  # of Reg. (EU) 2021/784, Art. 1(3): how each was answered, once for the set
    second_person: bool


@dataclass(frozen=True)
class StrikeCited:
    """That the decision counts against the account: the how many-th that counts now, and until when."""

    number: int
    expires_at: str


@dataclass(frozen=True)
class RecordCited:
    """Of a measure against an account: what counted when it was decided."""

    strikes: int


@dataclass(frozen=True)
class StatementFacts:
    """What a statement is made from. Nothing of the notifier is among it: DSA Art. 17(3)(b)."""

    kind: StatementKind
    item: str  # the platform's own name for it
    at: datetime
    source: SourceKind
    policy: str
    policy_version: int
    measures: tuple[MeasureTaken, ...] = ()
    clauses: tuple[ClauseCited, ...] = ()
    ground: Ground = Ground.TERMS
    facts: str = ""
    match: MatchCited | None = None
    basis: Basis | None = None
    ends_at: datetime | None = None  # of a hold: when it ends by itself, or ended without a decision
    self_review: bool = False
    second_reading: bool = False
    bulk: BulkCited | None = None
    strike: StrikeCited | None = None
    record: RecordCited | None = None
    held_by_person: bool = False  # of a hold: a person held it before it was judged, and no match did
    return_note: bool = False  # that the account may be that of somebody who returned; a hint, which can be contested


@dataclass(frozen=True)
class StatementBody:
    """The statement, ready to be stored as JSON and hashed."""

    facts: StatementFacts
    automated_detection: bool
    automated_decision: Automation
    appeal_until: datetime
    redress: tuple[Redress, ...] = field(default=tuple(Redress))

    def as_json(self) -> dict[str, Json]:
        facts = {name: as_json(_plain(value)) for name, value in vars(self.facts).items()}
        return {
            **facts,
            "automated_detection": self.automated_detection,
            "automated_decision": self.automated_decision.value,
            "appeal_until": self.appeal_until.isoformat(),
            "redress": [each.value for each in self.redress],
        }


def statement_of(facts: StatementFacts) -> StatementBody:
    """The statement that these facts call for."""
    return StatementBody(
        facts,
        automated_detection=facts.source is SourceKind.OWN_DETECTION,
        automated_decision=automation_of(facts),
        appeal_until=facts.at + APPEAL_WINDOW,
        redress=() if facts.kind is StatementKind.RESTORED else tuple(Redress),
    )


def automation_of(facts: StatementFacts) -> Automation:
    """A hold is a machine's, and so is its end, unless a person began it; a decision on a match alone leans on one."""
    if facts.held_by_person:
        return Automation.NOT
    if facts.kind is StatementKind.HOLD or facts.ends_at is not None:
        return Automation.FULLY
    return Automation.PARTIALLY if facts.basis is Basis.MATCH_ONLY else Automation.NOT


def _plain(value: object) -> object:
    """Dataclasses inside the facts, as dictionaries."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    cited = ClauseCited | MeasureTaken | MatchCited | BulkCited | StrikeCited | RecordCited
    return vars(value) if isinstance(value, cited) else value
