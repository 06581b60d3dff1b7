"""Feeds, their runs, which entry stands for which record of a source; and lists that are shared with others."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.base.keys import envelope
from bonafides.kernel.ids import new_reference
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds import rules
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.shape import Adapter, Source
from bonafides.safety.feeds.troubles import retold
from bonafides.safety.feeds.vocabulary import (
    EVERY,
    EVERY_AT_LEAST,
    EVERY_AT_MOST,
    SECRETS_SEALING,
    ReplyState,
    RunReason,
    RunState,
    SharedKind,
)

CODE_CHARACTERS = 40


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ")) for member in enum]


class Feed(AuditedModel):
    """A source that fills a list. `checkpoint` is the place reached in it, written with the rows before it.

    `generation` numbers the times that everything was read; while `whole_since` is set, that is being done, and what
    is not met by its end is withdrawn.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    name = models.CharField(max_length=100)
    bank = models.ForeignKey("banks.Bank", models.PROTECT, related_name="feeds")
    adapter = models.CharField(max_length=20)
    address = models.CharField(max_length=500)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True)  # sealed JSON
    secrets_set_at = models.DateTimeField(null=True)
    every = models.DurationField(default=EVERY)
    is_on = models.BooleanField(default=False)
    sends_opinions = models.BooleanField(default=False)
    asks_hosted = models.BooleanField(default=False)
    checkpoint = models.JSONField(null=True)
    checkpoint_at = models.DateTimeField(null=True)
    page_sha256 = models.CharField(max_length=64, blank=True)  # of an answer that is written down in parts
    page_lines = models.PositiveIntegerField(default=0)  # how far
    generation = models.PositiveIntegerField(default=0)
    whole_since = models.DateTimeField(null=True)
    may_shrink = models.BooleanField(default=False)  # a person asked to accept a list that lost most of its records
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # last read to its end
    failures = models.PositiveIntegerField(default=0)  # since then
    trouble = models.CharField(max_length=300, blank=True)
    created_by = models.CharField(max_length=CODE_CHARACTERS)
    created_at = models.DateTimeField()
    removed_by = models.CharField(max_length=CODE_CHARACTERS, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(every__gte=EVERY_AT_LEAST, every__lte=EVERY_AT_MOST), name="feeds_interval_is_sound"
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(removed_at=None), name="feeds_name_once"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by="")
                | (Q(removed_at__isnull=False, is_on=False) & ~Q(removed_by="")),
                name="feeds_removed_are_off",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("feeds:feed", args=[self.reference])

    @property
    def kind(self) -> Adapter:
        return ADAPTERS[self.adapter]

    def facts(self, *, is_running: bool = False) -> rules.FeedFacts:
        return rules.FeedFacts(
            is_on=self.is_on,
            is_whole=self.kind.is_whole,
            stale_after=self.kind.stale_after,
            has_checkpoint=self.checkpoint is not None,
            checkpoint_at=self.checkpoint_at,
            whole_since=self.whole_since,
            every=self.every,
            done_at=self.done_at,
            created_at=self.created_at,
            failures=self.failures,
            is_running=is_running,
            is_removed=self.removed_at is not None,
        )

    @property
    def source_name(self) -> str:
        """Under which name its opinions stand on entries."""
        return self.name

    def seal_secrets(self, secrets: Mapping[str, str], at: datetime) -> None:
        self.secrets = envelope.seal_text(json.dumps(dict(secrets)), purpose=SECRETS_SEALING, bound_to=self.reference)
        self.secrets_set_at = at

    def opened_secrets(self) -> dict[str, str]:
        if not self.secrets:
            return {}
        found: dict[str, str] = json.loads(
            envelope.unseal_text(self.secrets, purpose=SECRETS_SEALING, bound_to=self.reference)
        )
        return found

    def source(self, token: str = "") -> Source:
        """How the adapter sees it."""
        return Source(self.address, self.settings, self.opened_secrets(), token)


class KindCredentials(AuditedModel):
    """What a program gave for every source of a kind, those to come included; it goes to `server` and to no other."""

    adapter = models.CharField(max_length=20, unique=True)
    server = models.CharField(max_length=500)
    settings = models.JSONField(default=dict)  # what goes with them, such as a user name
    secrets = models.TextField()  # sealed JSON
    set_by = models.CharField(max_length=CODE_CHARACTERS)
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["adapter"]

    def __str__(self) -> str:
        return self.adapter

    @property
    def kind(self) -> Adapter:
        return ADAPTERS[self.adapter]

    @property
    def bound_to(self) -> str:
        return f"kind:{self.adapter}"

    def seal_secrets(self, secrets: Mapping[str, str]) -> None:
        self.secrets = envelope.seal_text(json.dumps(dict(secrets)), purpose=SECRETS_SEALING, bound_to=self.bound_to)

    def opened_secrets(self) -> dict[str, str]:
        text = envelope.unseal_text(self.secrets, purpose=SECRETS_SEALING, bound_to=self.bound_to)
        found: dict[str, str] = json.loads(text)
        return found


class FeedRun(AuditedModel):
    """One reading of a source, in as many pages as it has."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=choices(RunState), default=RunState.FETCHING)
    reason = models.CharField(max_length=10, choices=choices(RunReason), default=RunReason.DUE)
    is_whole = models.BooleanField(default=False)
    steps = models.PositiveIntegerField(default=0)  # transactions so far: two workers never write the same one
    pages = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)  # by the source, record by record
    orphans = models.PositiveIntegerField(default=0)  # not named any more in a whole reading
    withdrawn = models.PositiveIntegerField(default=0)  # entries that stopped matching because of either
    withdrawn_kept = models.PositiveIntegerField(default=0)  # withdrawn here, listed by the source, left withdrawn
    set_aside = models.PositiveIntegerField(default=0)
    trouble = models.CharField(max_length=300, blank=True)
    started_by = models.CharField(max_length=CODE_CHARACTERS)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    COUNTED: ClassVar = (
        *("pages", "rows", "added", "changed", "unchanged"),
        *("taken_back", "orphans", "withdrawn", "withdrawn_kept", "set_aside"),
    )

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["feed"], condition=Q(finished_at=None), name="feeds_one_run_at_a_time_for_each"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("feeds:run", args=[self.reference])

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.COUNTED}


class FeedSetAside(AuditedModel):
    """A row of a source that could not be used: on which page, why, and how it begins."""

    run = models.ForeignKey(FeedRun, models.CASCADE, related_name="rows_set_aside")
    page = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    raw = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.page}: {self.reason}"

    @property
    def place(self) -> int:
        return self.page

    @property
    def why(self) -> str:
        """The reason in the reader's language."""
        return retold(self.reason)


class FeedRecord(AuditedModel):
    """That a record of a source stands for an entry: one may have several entries, and an entry several records."""

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="records")
    key = models.CharField(max_length=64)  # SHA-256 of what the source calls it
    entry = models.ForeignKey("banks.Entry", models.PROTECT, related_name="feed_records")
    source_id = models.CharField(max_length=200, blank=True)  # how an opinion names it to the source
    spelling = models.TextField(blank=True)  # the value as the source writes it, where an opinion names it so
    opinion = models.CharField(max_length=12, choices=choices(Opinion), blank=True)  # empty: it says none
    expires_at = models.DateTimeField(null=True)  # from then on its source names it no more
    hosted = models.BooleanField(default=False)  # a matcher that keeps its list to itself knew it; no list names it
    brought = models.BooleanField(default=False)  # the entry is on its list because of this record
    generation = models.PositiveIntegerField(default=0)  # of the whole reading that met it last
    gone_at = models.DateTimeField(null=True)
    took_back = models.BooleanField(default=False)  # its going withdrew the entry, so its return may bring it back

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["feed", "key", "entry"], name="feeds_record_once")]
        indexes: ClassVar = [
            models.Index(fields=["feed", "generation"], condition=Q(gone_at=None), name="feeds_records_standing"),
            models.Index(
                fields=["expires_at"], condition=Q(gone_at=None, expires_at__isnull=False), name="feeds_records_ending"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class FeedReply(AuditedModel):
    """An opinion of ours on its way back to the source."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    feed = models.ForeignKey(Feed, models.PROTECT, related_name="replies")
    entry = models.ForeignKey("banks.Entry", models.PROTECT, related_name="feed_replies")
    source_id = models.CharField(max_length=200, blank=True)
    spelling = models.TextField(blank=True)  # as in the record
    opinion = models.CharField(max_length=12, choices=choices(Opinion))
    decision = models.CharField(max_length=40, blank=True)
    takes_back = models.BooleanField(default=False)  # says that we hold this opinion no more
    state = models.CharField(max_length=10, choices=choices(ReplyState), default=ReplyState.WAITING)
    trouble = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.reference


class HostedQuestion(models.Model):
    """A hash of an upload that a hosted matcher is to be asked about; erased as soon as it was."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="hosted_questions")
    item = models.CharField(max_length=500)  # as the platform calls it
    type = models.CharField(max_length=10)
    value = models.TextField()  # a TMK is long
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.type} {self.item}"


class HostedHit(models.Model):
    """An upload that a hosted matcher knows, until a case was opened for it; a day at most."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="+")
    item = models.CharField(max_length=500)  # as the platform calls it
    values = models.JSONField()  # [type, value] of each hash that is known there
    asked_at = models.DateTimeField()  # when it was uploaded

    def __str__(self) -> str:
        return f"{self.reference} {self.item}"


class SharedList(AuditedModel):
    """A list that others may read. `size` and `head` are those of its chain of rows."""

    bank = models.OneToOneField("banks.Bank", models.PROTECT, related_name="shared")
    is_on = models.BooleanField(default=True)
    openly = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)  # hex
    compared_at = models.DateTimeField(null=True)
    shared_by = models.CharField(max_length=CODE_CHARACTERS)
    shared_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.bank)

    def get_absolute_url(self) -> str:
        return reverse("feeds:share", args=[self.bank.reference])


class Subscriber(AuditedModel):
    """Who may read a list that is not open to everybody: an API key, by its reference."""

    shared = models.ForeignKey(SharedList, models.PROTECT, related_name="subscribers")
    key = models.CharField(max_length=16)
    name = models.CharField(max_length=100)
    admitted_by = models.CharField(max_length=CODE_CHARACTERS)
    admitted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shared", "key"], condition=Q(ended_at=None), name="feeds_subscriber_once")
        ]

    def __str__(self) -> str:
        return self.name


class SubscriberRead(models.Model):
    """How far a subscriber has read, and when it last asked."""

    subscriber = models.OneToOneField(Subscriber, models.CASCADE, related_name="reading")
    read_at = models.DateTimeField()
    upto = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.subscriber}: {self.upto}"


class SharedRow(AuditedModel):
    """One row of a shared list, as it was signed: written once."""

    shared = models.ForeignKey(SharedList, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=choices(SharedKind))
    body = models.TextField()  # canonical JSON
    head = models.CharField(max_length=64)  # of the chain after it, hex
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["shared", "number"], name="feeds_shared_row_once")]

    def __str__(self) -> str:
        return f"{self.shared_id}/{self.number}"


class SharedEntry(AuditedModel):
    """What the rows of a shared list say of an entry now, so that only what changed becomes a row."""

    shared = models.ForeignKey(SharedList, models.PROTECT, related_name="entries")
    entry = models.ForeignKey("banks.Entry", models.PROTECT, related_name="+")
    said_sha256 = models.CharField(max_length=64, blank=True)  # empty: withdrawn
    value_sha256 = models.CharField(max_length=64)  # of all but the opinion

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shared", "entry"], name="feeds_shared_entry_once")]

    def __str__(self) -> str:
        return f"{self.shared_id}/{self.entry_id}"
