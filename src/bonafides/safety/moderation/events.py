"""The facts of moderation. No event holds a name, an address, a text or an unsalted digest of content.

A subject `case:`, `item:`, `flag:` or `appeal:` says whose secret salts the commitments: forgetting an item or a
notifier destroys theirs and leaves the case's own record standing.
"""

from dataclasses import dataclass
from datetime import datetime

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class _OfCase(Event):
    case: str

    @property
    def subject(self) -> str:
        return f"case:{self.case}"


@dataclass(frozen=True)
class _OfItem(Event):
    item: str
    case: str

    @property
    def subject(self) -> str:
        return f"item:{self.item}"


@dataclass(frozen=True)
class _OfFlag(Event):
    flag: str
    case: str

    @property
    def subject(self) -> str:
        return f"flag:{self.flag}"


@dataclass(frozen=True)
class CaseOpened(_OfCase):
    name = "case.opened"
    source: str
    severity: str
    reopened: bool


@dataclass(frozen=True)
class ItemTaken(_OfItem):
    """An item that a flag or a match concerns was taken in; its digest is committed to, never shown."""

    name = "item.taken"
    kind: str
    sha256: str
    source: str


@dataclass(frozen=True)
class ItemResolved(_OfItem):
    """The content of an item that a flag only named came in."""

    name = "item.resolved"
    sha256: str


@dataclass(frozen=True)
class ItemUnresolved(_OfItem):
    """The platform was asked for the content of an item and gave none."""

    name = "item.unresolved"
    public = False
    reason: str


@dataclass(frozen=True)
class CaseMerged(_OfCase):
    name = "case.merged"
    into: str


@dataclass(frozen=True)
class FlagReceived(_OfFlag):
    name = "flag.received"
    source: str
    item: str
    complete: bool
    batch: str
    category: str


@dataclass(frozen=True)
class ItemHeld(_OfItem):
    name = "item.held"
    bank: str
    entry: str
    distance_bits: int | None
    ends_at: datetime


@dataclass(frozen=True)
class HoldObjected(_OfItem):
    name = "hold.objected"


@dataclass(frozen=True)
class HoldEnded(_OfItem):
    name = "hold.ended"
    why: str


@dataclass(frozen=True)
class CaseClaimed(_OfCase):
    name = "case.claimed"
    public = False


@dataclass(frozen=True)
class CaseHandedOver(_OfCase):
    name = "case.handed_over"
    public = False
    to: str


@dataclass(frozen=True)
class CaseSkipped(_OfCase):
    name = "case.skipped"
    public = False
    reason: str


@dataclass(frozen=True)
class ContentViewed(_OfItem):
    """Someone opened held or restricted content: shown in the log as `internal`."""

    name = "content.viewed"
    public = False
    mode: str


@dataclass(frozen=True)
class ReadingProposed(_OfCase):
    name = "reading.proposed"
    reason: str
    verdict: str


@dataclass(frozen=True)
class ReadingGiven(_OfCase):
    name = "reading.given"
    agrees: bool
    self_review: bool


@dataclass(frozen=True)
class CaseDecided(_OfCase):
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
class MadeUpCaseInserted(_OfCase):
    """A made-up case was put into the queue to measure judging: counted apart from every real one by its type."""

    name = "made_up_case.inserted"


@dataclass(frozen=True)
class MadeUpCaseAnswered(_OfCase):
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
class MadeUpCaseWithdrawn(_OfCase):
    name = "made_up_case.withdrawn"


@dataclass(frozen=True)
class CaseDoubted(_OfCase):
    """An entry that the case rests on is now held to be wrong."""

    name = "case.doubted"
    entry: str


@dataclass(frozen=True)
class DecisionUndone(_OfCase):
    name = "decision.undone"
    decision: str


@dataclass(frozen=True)
class DecisionPublished(_OfCase):
    name = "decision.published"
    decision: str


@dataclass(frozen=True)
class StatementIssued(_OfItem):
    name = "statement.issued"
    statement: str
    decision: str
    digest: str  # SHA-256 of the statement's canonical JSON
    language: str
    state: str
    reason: str


@dataclass(frozen=True)
class StatementSettled(_OfItem):
    """The author was reached, or every channel has refused."""

    name = "statement.settled"
    statement: str
    state: str


@dataclass(frozen=True)
class OutcomeSettled(_OfFlag):
    """The notifier was reached, or their mailbox has refused."""

    name = "outcome.settled"
    decision: str
    state: str


@dataclass(frozen=True)
class EnforcementReported(_OfItem):
    name = "enforcement.reported"
    measure: str
    state: str


@dataclass(frozen=True)
class ItemDisabledByOrder(_OfItem):
    """A removal order disabled it: `internal` in the log, for the author may not be told yet."""

    name = "item.disabled_by_order"
    public = False
    order: str


@dataclass(frozen=True)
class ItemReinstatedAfterOrder(_OfItem):
    name = "item.reinstated_after_order"
    public = False
    order: str
    live: bool  # false where a decision of ours, a hold or another order restricts it still


@dataclass(frozen=True)
class OutcomeTold(_OfFlag):
    name = "outcome.told"
    outcome: str
    state: str


@dataclass(frozen=True)
class AppealReceived(_OfCase):
    name = "appeal.received"
    appeal: str
    decision: str
    appellant: str
    due_at: datetime


@dataclass(frozen=True)
class AppealDecided(_OfCase):
    name = "appeal.decided"
    appeal: str
    decision: str
    outcome: str
    self_review: bool


@dataclass(frozen=True)
class ContentErased(_OfCase):
    name = "content.erased"
    items: int
    why: str


@dataclass(frozen=True)
class NotifierForgotten(_OfCase):
    name = "notifier.forgotten"
    flags: int


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
class AlertTaken(_OfFlag):
    """A programme's alert became a flag."""

    name = "programme_alert.taken"
    alert: str


@dataclass(frozen=True)
class _OfAlert(Event):
    alert: str  # the programme's own reference

    @property
    def subject(self) -> str:
        return f"programme_alert:{self.alert}"


@dataclass(frozen=True)
class AlertTakenBack(_OfAlert):
    """The programme withdrew an alert."""

    name = "programme_alert.withdrawn"


@dataclass(frozen=True)
class AlertAnswered(_OfAlert):
    """What the programme is to be told of its alert."""

    name = "programme_alert.answered"
    answer: str


# -- many at once -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _OfBulk(Event):
    bulk: str

    @property
    def subject(self) -> str:
        return f"bulk:{self.bulk}"


@dataclass(frozen=True)
class BulkMade(_OfBulk):
    """A set of open cases was drawn up; nothing is decided."""

    name = "bulk.made"
    scope: str
    cases: int
    items: int
    set_aside: int


@dataclass(frozen=True)
class BulkDecided(_OfBulk):
    """A person decided over the set, in codes; each case of it leaves its own `case.decided` too."""

    name = "bulk.decided"
    verdict: str
    clauses: tuple[str, ...]
    measures: tuple[str, ...]
    policy_version: int
    exemptions: dict[str, str]
    cases: int
    items: int
    samples_opened: int
    second_needed: bool


@dataclass(frozen=True)
class BulkAgreed(_OfBulk):
    """A second person agreed, having opened samples of their own; or did not."""

    name = "bulk.agreed"
    agrees: bool
    samples_opened: int


@dataclass(frozen=True)
class BulkEnded(_OfBulk):
    """Undone within the minute, stopped on the way, or done."""

    name = "bulk.ended"
    state: str
    decided: int
    set_aside: int
    left: int


@dataclass(frozen=True)
class BulkCaseSetAside(_OfBulk):
    """A case of the set changed before its turn came, and is judged by itself."""

    name = "bulk.case_set_aside"
    public = False
    case: str
    reason: str


# -- accounts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _OfAccount(Event):
    account: str  # our reference; the platform's own name stands in no event

    @property
    def subject(self) -> str:
        return f"account:{self.account}"


@dataclass(frozen=True)
class StrikeGiven(_OfAccount):
    name = "strike.given"
    decision: str
    policy_version: int
    number: int  # how many count now
    expires_at: datetime


@dataclass(frozen=True)
class StrikeEnded(_OfAccount):
    name = "strike.ended"
    decision: str
    why: str


@dataclass(frozen=True)
class LadderSet(Event):
    """The written ladder beside a policy version."""

    name = "ladder.set"
    policy: str
    version: int
    digest: str

    @property
    def subject(self) -> str:
        return f"policy:{self.policy}"


@dataclass(frozen=True)
class AccountStateChanged(_OfAccount):
    """A measure against an account came into force, was taken back, or ended by itself."""

    name = "account.state_changed"
    state: str
    until: str  # a day; empty: without an end
    decision: str


@dataclass(frozen=True)
class AccountKeysTaken(_OfAccount):
    """The platform sent keys of a suspended or closed account; they are kept as pseudonyms."""

    name = "account.keys_taken"
    public = False
    keys: int


@dataclass(frozen=True)
class AccountKeysDropped(Event):
    """Keys past their day are gone."""

    name = "account.keys_dropped"
    public = False
    number: int

    @property
    def subject(self) -> str:
        return "accounts"


@dataclass(frozen=True)
class ReturnNoted(_OfAccount):
    """An account shares keys with one that was suspended or closed: a note, which decides nothing."""

    name = "return.noted"
    public = False
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class ReturnContested(_OfAccount):
    name = "return.contested"
    public = False
    note: str


@dataclass(frozen=True)
class ReturnSettled(_OfAccount):
    name = "return.settled"
    public = False
    note: str
    stands: bool


@dataclass(frozen=True)
class AccountForgotten(Event):
    """Nothing about an account is on record any more: its name and its keys are gone."""

    name = "account.forgotten"
    number: int  # how many

    @property
    def subject(self) -> str:
        return "accounts"


# -- incidents --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _OfIncident(Event):
    incident: str

    @property
    def subject(self) -> str:
        return f"incident:{self.incident}"


@dataclass(frozen=True)
class IncidentOpened(_OfIncident):
    name = "incident.opened"
    title: str
    reason: str
    ends_at: datetime
    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class IncidentExtended(_OfIncident):
    name = "incident.extended"
    until: datetime
    reason: str


@dataclass(frozen=True)
class IncidentEnded(_OfIncident):
    name = "incident.ended"
    why: str


@dataclass(frozen=True)
class IncidentShared(_OfIncident):
    """Its fingerprints are open to others from now on, or no longer."""

    name = "incident.shared"
    sharing: str


@dataclass(frozen=True)
class IncidentDebriefed(_OfIncident):
    name = "incident.debriefed"
    digest: str  # SHA-256 of the canonical JSON of the answers
    cases: int
    restricted: int
    kept: int
    reversed: int


@dataclass(frozen=True)
class CaseJoinedIncident(_OfCase):
    name = "incident.case_joined"
    incident: str
    why: str


@dataclass(frozen=True)
class CaseLeftIncident(_OfCase):
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
class IncidentRanked(_OfIncident):
    """It is over: what still waited of it went back to where it stands without."""

    name = "incident.ranked"
    public = False
    cases: int


# -- what cannot wait --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ItemPackaged(_OfCase):
    """The content of a case was packed for an authority, because a life may be in danger."""

    name = "case.packaged"
    public = False
    items: int


@dataclass(frozen=True)
class ItemRoutedOut(_OfCase):
    """An item left every page. Nothing of it stands here, not even its reference."""

    name = "case.item_routed_out"
    public = False


# -- live streams -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StreamHeard(_OfItem):
    """An item is being streamed, somebody says; or is no longer."""

    name = "stream.heard"
    live: bool


@dataclass(frozen=True)
class StreamActedOn(_OfItem):
    """A person acted within seconds; judging it comes after."""

    name = "stream.acted_on"
    act: str
    seconds: int  # since the stream began


@dataclass(frozen=True)
class ItemHeldByPerson(_OfItem):
    """A person held it before judging it; it is released if nobody judges it in time."""

    name = "item.held_by_person"
    ends_at: datetime
