"""Orders, and what came, was found, answered and told."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.annexes import ANNEX_I
from bonafides.safety.orders.models.desk import Authority
from bonafides.safety.orders.models.fields import person_field, reference_field, word_field
from bonafides.safety.orders.vocabulary import (
    CAN_DISABLE,
    OPEN_STATES,
    OrderState,
    ReplyState,
)


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
    asked_by = models.CharField(max_length=24)  # an Asker
    reasons = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    noted_at = models.DateTimeField(null=True)  # of the author's asking: when the desk wrote it down
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
