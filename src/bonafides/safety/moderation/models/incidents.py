"""An incident: a named switch that ends by itself, the cases that belong to it, and lists that incidents share."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field, moment_and_person, reference_field
from bonafides.safety.moderation.vocabulary import IncidentEnd, IncidentJoining, Sharing


class Incident(AuditedModel):
    """Switched on by a person with a name and a reason; it ends 24 hours later unless somebody extends it."""

    reference = reference_field()
    drill = models.CharField(max_length=16, blank=True, db_index=True)  # the drill that it is part of: nothing real
    title = models.CharField(max_length=120)
    reason = models.TextField()
    opened_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, db_index=True)
    end = enum_field(IncidentEnd, blank=True)
    languages = models.JSONField(default=list)  # which cases belong to it, besides those like its own: by language,
    kinds = models.JSONField(default=list)  # kind of item
    sources = models.JSONField(default=list)  # and source; what is empty narrows nothing, all empty matches nothing
    sharing = enum_field(Sharing, default=Sharing.NONE.value)
    debrief = models.JSONField(default=dict)
    debriefed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    debriefed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="moderation_incident_end_has_a_reason",
            ),
            models.CheckConstraint(
                condition=moment_and_person("debriefed_at", "debriefed_by"),
                name="moderation_incident_debrief_moment_and_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class IncidentExtension(AuditedModel):
    """A person let an incident run longer, and said why."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} until {self.until:%Y-%m-%d %H:%M}"


class IncidentCase(AuditedModel):
    """A case of an incident: put there by a person, by what it is, or because it is like one of those."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="places")
    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="incident_places")
    why = enum_field(IncidentJoining)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["incident", "case"], name="moderation_incident_case_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.incident_id}"


class ListSubscription(AuditedModel):
    """Another installation's incident list: where it lies, the key that must have signed it, the bank it fills."""

    reference = reference_field()
    url = models.URLField(max_length=500)
    vkey = models.CharField(max_length=300)  # pinned: a list signed by any other key is not taken
    bank = models.ForeignKey("banks.Bank", on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.url


class ListCursor(models.Model):
    """What was taken of a subscription last, and what was in the way since."""

    subscription = models.OneToOneField(ListSubscription, models.PROTECT, related_name="cursor")
    issued_at = models.DateTimeField(null=True)  # of the list taken last; an older one is not taken
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.subscription_id} at {self.issued_at}"
