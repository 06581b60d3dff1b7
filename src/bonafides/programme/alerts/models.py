"""Alerts: addresses and what was said of them. No content is stored, and no copy of a page, ever."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.alerts.rules import BatchFacts
from bonafides.programme.alerts.vocabulary import AlertState, Answer, Availability, Channel, ContentKind
from bonafides.programme.members.vocabulary import ServiceType

STANDING = [AlertState.SUBMITTED.value, AlertState.VERIFIED.value, AlertState.SENT.value]


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in enum]


def reference() -> "models.CharField[str, str]":
    return models.CharField(max_length=16, unique=True, default=new_reference)


class InclusionPolicy(AuditedModel):
    """One version of what may become an alert; the shipped text is version 1 until another is published."""

    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return f"version {self.number}"


class AlertBatch(AuditedModel):
    """Near-identical addresses that were submitted together and are decided on as one."""

    reference = reference()
    entry = models.ForeignKey("designations.ListEntry", models.PROTECT, related_name="+")
    basis = models.CharField(max_length=300)  # the legal basis, in the submitter's words
    platform_type = models.CharField(max_length=20, choices=choices(ServiceType))
    kind = models.CharField(max_length=20, choices=choices(ContentKind))
    language = models.CharField(max_length=12, blank=True)
    has_personal_data = models.BooleanField(default=False)
    has_graphic_content = models.BooleanField(default=False)
    note = models.CharField(max_length=500, blank=True)
    shape = models.CharField(max_length=2_100)
    state = models.CharField(max_length=12, choices=choices(AlertState), default=AlertState.SUBMITTED.value)
    submitted_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # of a refusal
    policy_number = models.PositiveIntegerField(null=True)  # the version that it was verified against

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "submitted_at"], name="alerts_batches_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="alerts_decision_names_who",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")), name="alerts_take_two_persons"
            ),
        ]

    def __str__(self) -> str:
        return self.shape

    def get_absolute_url(self) -> str:
        return reverse("alerts:batch", args=[self.reference])

    def facts(self) -> BatchFacts:
        return BatchFacts(AlertState(self.state), self.submitted_by_id, self.entry.is_listed)


class Alert(AuditedModel):
    """One address."""

    reference = reference()
    batch = models.ForeignKey(AlertBatch, models.PROTECT, related_name="alerts")
    url = models.CharField(max_length=2_000)
    url_key = models.CharField(max_length=2_100, db_index=True)  # its canonical form, for comparing
    host = models.CharField(max_length=253, db_index=True)
    state = models.CharField(max_length=12, choices=choices(AlertState), default=AlertState.SUBMITTED.value)
    sent_at = models.DateTimeField(null=True)  # the first time
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    withdrawal = models.CharField(max_length=500, blank=True)  # why, as every recipient is told
    answer = models.CharField(max_length=15, choices=choices(Answer), blank=True)  # the latest of any recipient
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="alerts_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["url_key"], condition=Q(state__in=STANDING), name="alerts_address_once"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="alerts_withdrawal_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("alerts:alert", args=[self.reference])


class AlertCheck(models.Model):
    """Whether an address still answers, and when it is asked next; no decision, so only a change is recorded."""

    alert = models.OneToOneField(Alert, models.PROTECT, related_name="check_row")
    availability = models.CharField(max_length=10, choices=choices(Availability), default=Availability.UNKNOWN.value)
    checked_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)  # empty: nobody asks any more

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.availability}"


class OutsidePlatform(AuditedModel):
    """A platform that registered its domains for alerts without being a member."""

    reference = reference()
    name = models.CharField(max_length=200)
    contact = models.TextField()  # sealed
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=40)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class OutsideHost(AuditedModel):
    platform = models.ForeignKey(OutsidePlatform, models.PROTECT, related_name="hosts")
    host = models.CharField(max_length=253)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["host"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["host"], condition=Q(removed_at=None), name="alerts_a_host_has_one_platform"
            )
        ]

    def __str__(self) -> str:
        return self.host


class Delivery(AuditedModel):
    """One alert to one recipient, and what the recipient says of it."""

    reference = reference()
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=15, choices=choices(Channel))
    member = models.ForeignKey("members.Member", models.PROTECT, null=True, related_name="+")
    platform = models.ForeignKey(OutsidePlatform, models.PROTECT, null=True, related_name="+")
    address = models.TextField(blank=True)  # sealed: of an abuse contact, or of a registered platform
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=40)
    answer = models.CharField(max_length=15, choices=choices(Answer), blank=True)
    answer_reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)
    withdrawal_told_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "member"], condition=Q(member__isnull=False), name="alerts_to_a_member_once"
            ),
            models.CheckConstraint(
                condition=(Q(channel=Channel.MEMBER.value, member__isnull=False, address=""))
                | (~Q(channel=Channel.MEMBER.value) & Q(member=None) & ~Q(address="")),
                name="alerts_go_to_a_member_or_an_address",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(answered_by="")),
                name="alerts_answers_name_who",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def recipient_name(self) -> str:
        return str(self.member or self.platform or "")


class AnswerGiven(AuditedModel):
    """Each answer, in its order; the delivery repeats the latest."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=15, choices=choices(Answer))
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
