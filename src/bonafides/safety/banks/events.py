"""What is recorded about lists. Public by type: the log shows that a list changed, and commits to how."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bonafides.kernel.event import Event
from bonafides.safety.banks.vocabulary import BankKind, OnMatch, Opinion, Outcome, Side


@dataclass(frozen=True)
class BankEvent(Event):
    bank: str  # its reference, as all that follow

    @property
    def subject(self) -> str:
        return f"bank:{self.bank}"


@dataclass(frozen=True)
class BankCreated(BankEvent):
    name = "bank.created"

    kind: BankKind
    title: str
    provenance: str


@dataclass(frozen=True)
class BankPolicyChanged(BankEvent):
    name = "bank.policy_changed"

    on_match: OnMatch
    threshold_bits: int
    hold_threshold_bits: int
    hold_hours: int
    hold_switched_on_by: str


@dataclass(frozen=True)
class BankRenamed(BankEvent):
    name = "bank.renamed"

    title: str


@dataclass(frozen=True)
class BankDisabled(BankEvent):
    name = "bank.disabled"

    reason: str


@dataclass(frozen=True)
class BankEnabled(BankEvent):
    name = "bank.enabled"


@dataclass(frozen=True)
class ListImportStarted(BankEvent):
    name = "bank.import_started"

    run: str
    file_sha256: str
    format: str


@dataclass(frozen=True)
class ListRowsImported(BankEvent):
    """One batch of an import; `entries_sha256` is over the values it added or changed."""

    name = "bank.rows_imported"

    run: str
    rows_until: int
    added: int
    changed: int
    set_aside: int
    entries_sha256: str


@dataclass(frozen=True)
class SourceRowsTaken(BankEvent):
    """Rows of a source that is read from day to day; `entries_sha256` is over the values it added or changed."""

    name = "bank.source_rows_taken"

    source: str
    added: int
    changed: int
    entries_sha256: str

    @classmethod
    def of(cls, bank: str, source: str, added: int, changed: int, touched: Iterable[str]) -> "SourceRowsTaken":
        return cls(bank, source, added, changed, hashlib.sha256("".join(touched).encode()).hexdigest())


@dataclass(frozen=True)
class SourceRowsWithdrawn(BankEvent):
    """Entries went off a list because their source took them back; `entries_sha256` is over their values."""

    name = "bank.source_rows_withdrawn"

    source: str
    reason: str
    withdrawn: int
    entries_sha256: str

    @classmethod
    def of(cls, bank: str, source: str, reason: str, values: Sequence[str]) -> "SourceRowsWithdrawn":
        return cls(bank, source, reason, len(values), hashlib.sha256("".join(values).encode()).hexdigest())


@dataclass(frozen=True)
class ListImported(BankEvent):
    name = "bank.imported"

    run: str
    counts: dict[str, int]


@dataclass(frozen=True)
class ListImportFailed(BankEvent):
    name = "bank.import_failed"

    run: str
    reason: str


@dataclass(frozen=True)
class BankExported(BankEvent):
    """A list left the installation."""

    name = "bank.exported"
    public: ClassVar[bool] = False

    format: str


@dataclass(frozen=True)
class EntryEvent(Event):
    entry: str
    bank: str

    @property
    def subject(self) -> str:
        return f"entry:{self.entry}"


@dataclass(frozen=True)
class EntryAdded(EntryEvent):
    name = "entry.added"

    type: str
    value_sha256: str
    decision: str


@dataclass(frozen=True)
class EntryWithdrawn(EntryEvent):
    name = "entry.withdrawn"

    reason: str


@dataclass(frozen=True)
class EntryDisabled(EntryEvent):
    name = "entry.disabled"

    reason: str


@dataclass(frozen=True)
class EntryEnabled(EntryEvent):
    name = "entry.enabled"


@dataclass(frozen=True)
class EntryQuarantined(EntryEvent):
    """It suddenly met a share of all traffic; `spared_for` names the incident for which it goes on matching."""

    name = "entry.quarantined"

    hits: int
    items: int
    spared_for: str


@dataclass(frozen=True)
class QuarantineEnded(EntryEvent):
    name = "entry.quarantine_ended"

    reason: str
    is_real: bool


@dataclass(frozen=True)
class EntryExempted(EntryEvent):
    """However often it is hit, it goes on matching until then."""

    name = "entry.exempted"

    until: datetime
    reason: str


@dataclass(frozen=True)
class EntryOpinionChanged(EntryEvent):
    """Somebody's opinion of an entry is another; `counts_as` is what it comes to with all others."""

    name = "entry.opinion_changed"

    side: Side
    source: str
    value: Opinion
    counts_as: Opinion
    decision: str


@dataclass(frozen=True)
class EntryOpinionWithdrawn(EntryEvent):
    """We took our opinion back and hold nothing of the entry any more; `value` is what we held."""

    name = "entry.opinion_withdrawn"

    value: Opinion
    counts_as: Opinion
    reason: str


@dataclass(frozen=True)
class ItemEvent(Event):
    public: ClassVar[bool] = False

    item: str

    @property
    def subject(self) -> str:
        return f"item:{self.item}"


@dataclass(frozen=True)
class MatchesRecorded(ItemEvent):
    name = "item.matched"

    entries: list[str]
    outcome: Outcome
    index_version: int


@dataclass(frozen=True)
class LookupsRecorded(Event):
    """Lookups whose answer somebody asked to be kept, and that met something; several that came at one moment."""

    name = "lookups.recorded"
    public: ClassVar[bool] = False

    lookups: list[str]
    index_version: int

    @property
    def subject(self) -> str:
        return "lookups"


@dataclass(frozen=True)
class LookupsForgotten(Event):
    """Recorded lookups were erased after their time."""

    name = "lookups.forgotten"
    public: ClassVar[bool] = False

    lookups: int

    @property
    def subject(self) -> str:
        return "lookups"


@dataclass(frozen=True)
class MatchesForgotten(Event):
    """The match records of one item were erased with it; which item is not said again."""

    name = "matches.forgotten"
    public: ClassVar[bool] = False

    records: int

    @property
    def subject(self) -> str:
        return "matches"


@dataclass(frozen=True)
class FloodLimitsChanged(Event):
    name = "banks.flood_limits_changed"

    floor_hits: int
    share_bp: int
    least_items: int

    @property
    def subject(self) -> str:
        return "banks:flood"


@dataclass(frozen=True)
class FloodGuardPaused(Event):
    """While an incident runs, the guard tells and does not stop; `until` is empty when that is over."""

    name = "banks.flood_guard_paused"

    incident: str
    until: datetime | None

    @property
    def subject(self) -> str:
        return f"incident:{self.incident}"


@dataclass(frozen=True)
class LookBackEvent(Event):
    look_back: str  # the reference of the switch

    @property
    def subject(self) -> str:
        return f"look_back:{self.look_back}"


@dataclass(frozen=True)
class LookBackSwitchedOn(LookBackEvent):
    """From now on fingerprints of uploads that match nothing are kept for so many days."""

    name = "look_back.switched_on"

    days: int
    until: datetime
    reason: str


@dataclass(frozen=True)
class LookBackSwitchedOff(LookBackEvent):
    """Nothing more is kept, and what was kept is erased."""

    name = "look_back.switched_off"

    reason: str


@dataclass(frozen=True)
class KeptUploadsErased(LookBackEvent):
    """Fingerprints were erased: after their days, because it was switched off, or because the platform said so."""

    name = "look_back.erased"
    public: ClassVar[bool] = False

    uploads: int


@dataclass(frozen=True)
class AllKeptErased(LookBackEvent):
    """After it was switched off, the last of what was kept is gone."""

    name = "look_back.all_erased"


@dataclass(frozen=True)
class LookedBack(LookBackEvent):
    """What was kept was searched for entries that are new, or match again; `stopped` are those that met too much."""

    name = "look_back.searched"

    entries: int
    uploads: int
    found: int
    stopped: int


@dataclass(frozen=True)
class UploadFoundLater(Event):
    """A kept upload meets entries that did not match when it was submitted; `upload` is a name that only we use."""

    name = "upload.found_later"
    public: ClassVar[bool] = False

    upload: str
    entries: list[str]

    @property
    def subject(self) -> str:
        return f"upload:{self.upload}"
