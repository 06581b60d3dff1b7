"""What the orders desk stores: orders and what came, checks, replies, clocks, who is on call, whom we know."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel, AuditedQuerySet
from bonafides.kernel.errors import Conflict
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.annexes import ANNEX_I
from bonafides.safety.orders.vocabulary import (
    CAN_DISABLE,
    OPEN_STATES,
    ClockKind,
    OrderState,
    ReplyState,
    RequestKind,
    RequestState,
)


def reference_field() -> "models.CharField[str, str]":
    return models.CharField(max_length=16, unique=True, default=new_reference, editable=False)


def word_field(kind: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A word of a vocabulary; the choices stay out of migrations."""
    return models.CharField(max_length=24, **options)


def person_field(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", **options)


# -- whom we know, and who is reached ---------------------------------------------------------------------------------


class Authority(AuditedModel):
    """A competent authority of a Member State: Art. 12. `checked` only where somebody here made sure."""

    reference = reference_field()
    country = models.CharField(max_length=2, db_index=True)
    name = models.CharField(max_length=300)
    competences = models.JSONField(default=list)
    domains = models.JSONField(default=list)  # from which it writes, lower case
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)  # found elsewhere than in an order: to call back
    url = models.URLField(max_length=500, blank=True)
    source = models.CharField(max_length=500, blank=True)
    as_of = models.DateField()
    checked = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    first_contact_at = models.DateTimeField(null=True)  # when its advance information went out or came: Art. 3(2)

    class Meta:
        ordering = ["country", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("orders:authority", args=[self.reference])


class ContactPoint(AuditedModel):
    """What the public page says: Art. 15. The latest row counts."""

    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    languages = models.JSONField(default=list)  # BCP 47
    hours = models.CharField(max_length=300, blank=True)
    zone = models.CharField(max_length=60, default="UTC")  # IANA
    country = models.CharField(max_length=2, blank=True)  # main establishment, or the legal representative's
    address = models.TextField(blank=True)
    legal_representative = models.CharField(max_length=300, blank=True)  # Art. 17
    home_authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    set_by = person_field(null=True)

    class Meta:
        ordering = ["-set_at", "-id"]

    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


class Shift(AuditedModel):
    """When somebody is on call: days of the week and hours, in a zone; a shift may run past midnight."""

    reference = reference_field()
    person = person_field()
    position = models.PositiveSmallIntegerField(default=1)  # who is called first, second, ...
    weekdays = models.JSONField(default=list)  # 0 is Monday
    begins = models.TimeField()
    ends = models.TimeField()
    zone = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]

    def covers(self, moment: datetime) -> bool:
        """Whether this shift runs then; equal begin and end is the whole day."""
        local = moment.astimezone(ZoneInfo(self.zone))
        time, today, yesterday = local.time(), local.weekday(), (local.weekday() - 1) % 7
        if self.begins < self.ends:
            return today in self.weekdays and self.begins <= time < self.ends
        return (today in self.weekdays and time >= self.begins) or (yesterday in self.weekdays and time < self.ends)


# -- orders -----------------------------------------------------------------------------------------------------------


class Order(AuditedModel):
    """A removal order. When it was received is written once."""

    reference = reference_field()
    state = word_field(OrderState, default=OrderState.RECEIVED.value, db_index=True)
    channel = models.CharField(max_length=24)
    annex = models.JSONField(default=dict)  # Annex I by key, as it stands after corrections
    read = models.JSONField(default=dict)  # key -> {value, source, found}: what was read from what came; never changed
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="orders")
    received_at = models.DateTimeField(db_index=True)
    received_zone = models.CharField(max_length=60)  # as the transport said it: "+02:00"
    received_how = models.CharField(max_length=300, blank=True)  # what the time was taken from
    taken_at = models.DateTimeField()
    drill = models.CharField(max_length=16, blank=True, db_index=True)  # the drill that it is part of: nothing real
    raw = models.CharField(max_length=64, blank=True)  # blob
    raw_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    raw_name = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_proof = models.TextField(blank=True)  # what our own mail server said of the sender
    home = models.CharField(max_length=2, blank=True)
    is_cross_border = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True)  # the one key
    asked_by = person_field(null=True)
    verified_first = models.BooleanField(default=False)
    disabled_at = models.DateTimeField(null=True)
    reinstated_at = models.DateTimeField(null=True)
    reinstate_reason = models.CharField(max_length=24, blank=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=300, blank=True)
    informed_at = models.DateTimeField(null=True)  # of the author
    reasons_given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["raw_sha256"], condition=~Q(raw_sha256=""), name="orders_the_same_message_once"
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None) | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="orders_asked_moment_and_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def can_be_disabled(self) -> bool:
        return self.state in CAN_DISABLE

    @property
    def locations(self) -> list[str]:
        return [line.strip() for line in self.annex.get("urls", "").splitlines() if line.strip()]

    def field_rows(self) -> list[dict[str, Any]]:
        """Every field of Annex I: what stands, beside what was read and from which words."""
        return [
            {"field": field, "value": self.annex.get(field.key, ""), "read": self.read.get(field.key)}
            for field in ANNEX_I
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The moment of receipt is never overwritten."""
        if self.pk:
            was = type(self).objects.filter(pk=self.pk).values_list("received_at", "received_zone").first()
            if was is not None and was != (self.received_at, self.received_zone):
                raise Conflict("receipt-is-final", _("When an order was received is never changed."))
        super().save(*args, **kwargs)


class RawMessage(AuditedModel):
    """A message to the contact point that is not an order by itself."""

    reference = reference_field()
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="messages")
    blob = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)
    subject = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    received_at = models.DateTimeField()
    received_zone = models.CharField(max_length=60)
    taken_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-received_at", "-id"]


class OrderItem(AuditedModel):
    """One thing that an order names; without an item where the address is none of ours."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="items")
    location = models.TextField()
    item = models.ForeignKey("moderation.Item", null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    reinstated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "item"], name="orders_item_once")]

    @property
    def known(self) -> Any:
        """Moderation's item; asked for only where there is one."""
        if self.item is None:
            raise LookupError(f"{self.location} names none of our items.")
        return self.item


class CheckAnswer(AuditedModel):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="checks")
    check_name = models.CharField(max_length=24)
    answer = models.CharField(max_length=12)
    note = models.CharField(max_length=300, blank=True)
    by = person_field(null=True)  # empty: found by the desk itself
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "check_name"], name="orders_check_once")]


class OrderDefect(AuditedModel):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="defects")
    defect = models.CharField(max_length=24)
    field = models.CharField(max_length=40, blank=True)
    explanation = models.TextField(blank=True)
    at = models.DateTimeField()
    by = person_field(null=True)

    class Meta:
        ordering = ["id"]


class Reply(AuditedModel):
    """An Annex II or III, as it was sent. Its text never changes."""

    reference = reference_field()
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="replies")
    annex = models.CharField(max_length=12)
    body = models.JSONField()
    text = models.TextField()
    pdf = models.CharField(max_length=64, blank=True)  # blob
    sent_to = models.CharField(max_length=254)
    sent_at = models.DateTimeField()
    sent_by = person_field()
    state = word_field(ReplyState, default=ReplyState.SENT.value)
    accepted_at = models.DateTimeField(null=True)  # by the authority's mail server
    confirmed_at = models.DateTimeField(null=True)  # by the authority itself
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]

    @property
    def mail_key(self) -> str:
        return f"order-reply:{self.reference}"


class Scrutiny(AuditedModel):
    """Art. 4: somebody asked the home authority to look, and what it found."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="scrutinies")
    asked_by = models.CharField(max_length=24)  # provider | author | authority
    reasons = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    finding = models.CharField(max_length=24, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_reference = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]


class NonDisclosure(AuditedModel):
    """Art. 11(3): the authority's decision that the author is not told, its reference and its end."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="non_disclosure")
    authority_reference = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    extension_reference = models.CharField(max_length=200, blank=True)
    released_at = models.DateTimeField(null=True)


class AuthorNotice(AuditedModel):
    """What the author of one item was told: Art. 11(1)."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="notices")
    item = models.ForeignKey("moderation.Item", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)  # disabled | reinstated
    told_at = models.DateTimeField()
    can_reach = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "item", "kind"], name="orders_author_told_once")]


class Call(AuditedModel):
    """One call to one person on the rota, about one order."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="calls")
    person = person_field()
    number = models.PositiveSmallIntegerField()
    called_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    by_link = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["order", "number"], name="orders_call_once")]


# -- clocks -----------------------------------------------------------------------------------------------------------


class ClockRows(AuditedQuerySet["Clock"]):
    def update(self, **values: Any) -> int:
        raise TypeError("A clock is changed one at a time, so that a stopped one stays as it is.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("A clock is never deleted.")


class Clock(AuditedModel):
    """A period that runs. Its start never moves; once stopped it never changes."""

    reference = reference_field()
    kind = word_field(ClockKind)
    about = models.CharField(max_length=60, db_index=True)  # "order:7F3K9Q2MTX", "exposure:...", "year:2026"
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="clocks")
    owner = person_field()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    zone = models.CharField(max_length=60)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)

    objects: ClassVar = ClockRows.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(stopped_at=None), name="orders_clocks_running")]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None and self.paused_at is None

    @property
    def late_by(self) -> timedelta:
        """How late it was stopped; nought in time."""
        return max((self.stopped_at or self.due_at) - self.due_at, timedelta())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            was = type(self).objects.filter(pk=self.pk).values_list("started_at", "stopped_at").first()
            if was is not None and was[1] is not None:
                raise Conflict("clock-stopped", _("A clock that has stopped is never changed."))
            if was is not None and was[0] != self.started_at:
                raise Conflict("clock-start-final", _("The start of a clock is never changed."))
        super().save(*args, **kwargs)


class ClockPause(AuditedModel):
    """Why a clock stands still: an Annex III was sent."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=24)
    reply = models.ForeignKey(Reply, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(until_at=None), name="orders_one_pause_at_a_time")
        ]


# -- other requests, exposure -----------------------------------------------------------------------------------------


class AuthorityRequest(AuditedModel):
    """A request of an authority that is no removal order; each kind has its own rules."""

    reference = reference_field()
    kind = word_field(RequestKind)
    state = word_field(RequestState, default=RequestState.OPEN.value)
    country = models.CharField(max_length=2)
    authority_name = models.CharField(max_length=300)
    contact = models.CharField(max_length=300)
    authority_reference = models.CharField(max_length=200, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)
    asked_for = models.TextField()
    danger = models.TextField(blank=True)  # of an emergency request: to whom, and how
    location = models.TextField(blank=True)  # of a referral
    received_at = models.DateTimeField()
    received_zone = models.CharField(max_length=60)
    due_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_how = models.CharField(max_length=300, blank=True)
    narrowed_to = models.TextField(blank=True)
    challenged_at = models.DateTimeField(null=True)
    challenged_where = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=24, blank=True)
    answer_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = person_field(null=True)
    flag = models.CharField(max_length=16, blank=True)  # what a referral became

    class Meta:
        ordering = ["-received_at", "-id"]

    def get_absolute_url(self) -> str:
        return reverse("orders:request", args=[self.reference])


class Exposure(AuditedModel):
    """A decision that we are exposed to terrorist content, and must take specific measures: Art. 5."""

    reference = reference_field()
    authority_name = models.CharField(max_length=300)
    authority_email = models.CharField(max_length=254, blank=True)
    authority_reference = models.CharField(max_length=200)
    decided_at = models.DateTimeField()
    note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-decided_at"]

    def get_absolute_url(self) -> str:
        return reverse("orders:exposure", args=[self.reference])


class SpecificMeasure(AuditedModel):
    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="measures")
    description = models.TextField()
    human_oversight = models.TextField()  # Art. 5(3): who verifies what a machine finds
    rights = models.TextField(blank=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class MeasuresReport(AuditedModel):
    """A report to the authority on the specific measures, as it was sent."""

    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    sent_to = models.CharField(max_length=254)
    sent_at = models.DateTimeField()
    sent_by = person_field()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["exposure", "number"], name="orders_report_once")]
