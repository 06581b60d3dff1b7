"""One judgement over a set of open cases: the set as it was drawn up, who opened what, and how far it has come."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field, moment_and_person, reference_field
from bonafides.safety.moderation.vocabulary import Basis, BulkPlace, BulkScope, BulkState, SetAside


class BulkDecision(AuditedModel):
    """What was decided over the set. Each case of it has its own decision, with its own statements and appeals."""

    reference = reference_field()
    scope = enum_field(BulkScope)
    narrowed = models.JSONField(default=dict)  # the filter, the account or the incident that the set was drawn by
    state = enum_field(BulkState, default=BulkState.SAMPLING.value)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    wish = models.JSONField(default=dict)  # rules.Wish as JSON; empty until somebody has decided
    exemptions = models.JSONField(default=dict)  # exemption -> answer, weighed once for the set
    basis = enum_field(Basis, blank=True)  # how plainly the samples were seen
    samples_opened = models.PositiveIntegerField(default=0)  # by whoever decided
    policy_version = models.ForeignKey(
        "moderation.PolicyVersion", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    run_at = models.DateTimeField(null=True)  # when its minute is over
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=moment_and_person("decided_at", "decided_by"),
                name="moderation_bulk_decided_moment_and_person",
            ),
            models.CheckConstraint(
                condition=moment_and_person("confirmed_at", "confirmed_by"),
                name="moderation_bulk_confirmed_moment_and_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("decided_by")),
                name="moderation_bulk_second_is_another",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class BulkCase(AuditedModel):
    """One case of the set: waiting, decided with the others, or set aside to be judged by itself."""

    bulk = models.ForeignKey(BulkDecision, on_delete=models.PROTECT, related_name="members")
    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="bulk_places")
    items = models.PositiveIntegerField()  # when the set was made
    place = enum_field(BulkPlace, default=BulkPlace.WAITING.value)
    reason = enum_field(SetAside, blank=True)
    decision = models.OneToOneField(
        "moderation.Decision", null=True, on_delete=models.PROTECT, related_name="bulk_case"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["bulk", "place"], name="moderation_bulk_place")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bulk", "case"], name="moderation_bulk_case_once"),
            models.CheckConstraint(
                condition=Q(place="decided", decision__isnull=False) | ~Q(place="decided") & Q(decision=None),
                name="moderation_bulk_decided_has_its_decision",
            ),
            models.CheckConstraint(
                condition=Q(place="set_aside") & ~Q(reason="") | ~Q(place="set_aside") & Q(reason=""),
                name="moderation_bulk_set_aside_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} of {self.bulk_id}"
