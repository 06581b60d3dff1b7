"""A programme that sends us alerts, each of its alerts, and how far we have fetched them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import reference_field


class ProgrammeConnection(AuditedModel):
    """Where a programme's API is, our key to it, and the public key that its webhooks are signed with."""

    reference = reference_field()
    url = models.URLField(max_length=500)  # without a path
    key = models.TextField(blank=True)  # sealed; empty: nothing is fetched, webhooks only
    public_key = models.CharField(max_length=100, blank=True)  # whpk_...; empty: no webhook is taken
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=40)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["active"], condition=Q(active=True), name="moderation_one_programme"),
        ]

    def __str__(self) -> str:
        return self.url


class ProgrammeCursor(models.Model):
    """The position up to which alerts are here; it moves in the transaction that takes them in."""

    connection = models.OneToOneField(ProgrammeConnection, models.PROTECT, related_name="cursor")
    position = models.PositiveBigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.connection_id} at {self.position}"


class ProgrammeAlert(AuditedModel):
    """One alert, taken in once however often and by whatever way it comes, and what we answered."""

    connection = models.ForeignKey(ProgrammeConnection, models.PROTECT, related_name="alerts")
    alert = models.CharField(max_length=40)  # the programme's own reference
    flag = models.ForeignKey("moderation.Flag", null=True, on_delete=models.PROTECT, related_name="programme_alerts")
    entity = models.CharField(max_length=300)
    designated_by = models.CharField(max_length=310)
    basis = models.CharField(max_length=300)
    graphic_content = models.BooleanField(default=False)
    personal_data = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=15, blank=True)  # what the programme was told last
    answer_reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["connection", "alert"], name="moderation_alert_once"),
        ]

    def __str__(self) -> str:
        return self.alert
