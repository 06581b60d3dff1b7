"""Lists, what stands on them, and what is held of it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import rules
from bonafides.safety.banks.refusals import retold
from bonafides.safety.banks.vocabulary import (
    HOLD_LASTS,
    HOLD_LASTS_AT_MOST,
    HOLD_THRESHOLD_BITS,
    THRESHOLD_BITS,
    BankKind,
    EntryState,
    ListFormat,
    OnMatch,
    Opinion,
    RunState,
    Side,
    Tlp,
)


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ")) for member in enum]


class Bank(AuditedModel):
    """A named list, where it comes from, and what a match with it does."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=choices(BankKind), default=BankKind.KNOWN)
    is_own = models.BooleanField(default=False)  # where our own decisions put fingerprints
    provenance = models.TextField(blank=True)
    licence = models.CharField(max_length=200, blank=True)
    tlp = models.CharField(max_length=20, choices=choices(Tlp), default=Tlp.AMBER)
    on_match = models.CharField(max_length=10, choices=choices(OnMatch), default=OnMatch.REVIEW)
    threshold_bits = models.PositiveSmallIntegerField(default=THRESHOLD_BITS)
    hold_threshold_bits = models.PositiveSmallIntegerField(default=HOLD_THRESHOLD_BITS)
    hold_lasts = models.DurationField(default=HOLD_LASTS)
    hold_switched_on_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    hold_switched_on_at = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=40)  # the code of an actor, as are all `..._by` without a person
    created_at = models.DateTimeField()
    disabled_by = models.CharField(max_length=40, blank=True)
    disabled_at = models.DateTimeField(null=True)
    enabled_in = models.BigIntegerField(default=0)  # the index version in which all of it began to match again
    widened_in = models.BigIntegerField(default=0)  # and that in which its pictures began to match farther away

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_own"], condition=Q(is_own=True), name="banks_one_own_bank"),
            models.CheckConstraint(condition=Q(threshold_bits__lte=THRESHOLD_BITS), name="banks_threshold_is_sound"),
            models.CheckConstraint(
                condition=Q(hold_threshold_bits__lte=F("threshold_bits")), name="banks_hold_is_nearer_than_review"
            ),
            models.CheckConstraint(
                condition=Q(hold_lasts__gte=timedelta(hours=1), hold_lasts__lte=HOLD_LASTS_AT_MOST),
                name="banks_hold_ends",
            ),
            models.CheckConstraint(
                condition=Q(on_match=OnMatch.REVIEW.value, hold_switched_on_by=None, hold_switched_on_at=None)
                | Q(
                    on_match=OnMatch.HOLD.value,
                    kind=BankKind.KNOWN.value,
                    hold_switched_on_by__isnull=False,
                    hold_switched_on_at__isnull=False,
                ),
                name="banks_holding_names_who_switched_it_on",
            ),
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_by="") | (Q(disabled_at__isnull=False) & ~Q(disabled_by="")),
                name="banks_disabled_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("banks:bank", args=[self.reference])

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def hold_hours(self) -> int:
        return self.hold_lasts // timedelta(hours=1)

    def policy(self) -> rules.PolicyFacts:
        return rules.PolicyFacts(
            kind=BankKind(self.kind),
            on_match=OnMatch(self.on_match),
            holding_is_on=self.hold_switched_on_by_id is not None,
            threshold_bits=self.threshold_bits,
            hold_threshold_bits=self.hold_threshold_bits,
            is_active=self.is_active,
        )


class Entry(AuditedModel):
    """One fingerprint, text or address on a list. `value` is canonical; `value_sha256` finds it again."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="entries")
    type = models.CharField(max_length=20, choices=choices(EntryType))
    value = models.TextField()
    value_sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=300, blank=True)
    entity = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=40, blank=True)  # the list's own word
    source_id = models.CharField(max_length=200, blank=True)
    line = models.PositiveIntegerField(null=True)  # in the file that it came from
    decision = models.CharField(max_length=40, blank=True)  # the reference of the decision that put it here
    own_opinion = models.CharField(max_length=12, choices=choices(Opinion), blank=True)  # as in the opinion rows
    sources_opinion = models.CharField(max_length=12, choices=choices(Opinion), blank=True)
    opinion = models.CharField(max_length=12, choices=choices(Opinion), default=Opinion.UNCONFIRMED)
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    disabled_by = models.CharField(max_length=40, blank=True)
    disabled_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)
    changed_in = models.BigIntegerField(db_index=True)  # the index version that brought its last change of matching

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bank", "type", "value_sha256"], condition=Q(withdrawn_at=None), name="banks_entry_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(disabled_at=None, disabled_by="") | (Q(disabled_at__isnull=False) & ~Q(disabled_by="")),
                name="banks_disabled_entry_names_who",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="banks_withdrawn_entry_names_who",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["bank", "value_sha256"], name="banks_entry_by_value"),
            models.Index(fields=["bank", "source_id"], name="banks_entry_by_source_id"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("banks:entry", args=[self.reference])

    @property
    def state(self) -> EntryState:
        if self.withdrawn_at:
            return EntryState.WITHDRAWN
        return EntryState.DISABLED if self.disabled_at else EntryState.ACTIVE

    @property
    def code(self) -> str:
        """How its list calls it, as a statement of reasons names it."""
        return self.source_id or self.reference

    def facts(self) -> rules.EntryFacts:
        return rules.EntryFacts(type=EntryType(self.type), opinion=Opinion(self.opinion), state=self.state)

    def take_sources(self, opinions: Iterable[Opinion]) -> None:
        """Sum up what the sources hold now."""
        held = list(opinions)
        self.sources_opinion = rules.sources_opinion(held) if held else ""
        self.judge()

    def judge(self) -> None:
        """Work out what the opinions come to."""
        own = Opinion(self.own_opinion) if self.own_opinion else None
        theirs = Opinion(self.sources_opinion) if self.sources_opinion else None
        self.opinion = rules.opinion_of(own, theirs)


class EntryOpinion(AuditedModel):
    """What we or a source hold of an entry, from one moment to another; the current one has no end."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="opinions")
    side = models.CharField(max_length=10, choices=choices(Side))
    source = models.CharField(max_length=200)  # the bank's name for what came with its file
    feed = models.CharField(max_length=16, blank=True)  # the reference of the one that says so, whatever its name
    value = models.CharField(max_length=12, choices=choices(Opinion))
    note = models.CharField(max_length=300, blank=True)
    decision = models.CharField(max_length=40, blank=True)
    given_by = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)  # who took it back; empty where another followed it
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "side", "source", "feed"],
                condition=Q(ended_at=None),
                name="banks_one_current_opinion_each",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by="") | Q(ended_at__isnull=False), name="banks_withdrawn_opinion_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.value}"

    @property
    def is_in_force(self) -> bool:
        return self.ended_at is None


class ImportRun(AuditedModel):
    """One file brought into a bank; `rows_done` is the place from which it goes on after a stop."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    bank = models.ForeignKey(Bank, models.PROTECT, related_name="runs")
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file_blob = models.CharField(max_length=64, blank=True)  # where the worker reads it
    format = models.CharField(max_length=10, choices=choices(ListFormat))
    state = models.CharField(max_length=10, choices=choices(RunState), default=RunState.WAITING)
    rows_done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    withdrawn_kept = models.PositiveIntegerField(default=0)  # withdrawn here, listed again, and left withdrawn
    trouble = models.CharField(max_length=300, blank=True)
    started_by = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("banks:run", args=[self.reference])

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("added", "changed", "unchanged", "set_aside", "withdrawn_kept")}


class SetAsideRow(AuditedModel):
    """A row of a file that could not be used, where it stood, and why."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows_set_aside")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    raw = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["line", "id"]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"

    @property
    def place(self) -> int:
        return self.line

    @property
    def why(self) -> str:
        """The reason in the reader's language."""
        return retold(self.reason)


class IndexState(models.Model):
    """One row for each change of what can match; the highest version is in force.

    `stamp` tells a version that was rolled back from the one that took its number.
    """

    version = models.BigIntegerField(primary_key=True)
    stamp = models.CharField(max_length=32)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.version)
