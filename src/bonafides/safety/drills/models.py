"""What is stored of drills."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.safety.drills.vocabulary import KIND_WORDS, STATE_WORDS, DrillKind, DrillState


class Drill(AuditedModel):
    """One drill. Its evidence is written once, when it ends."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=12)  # vocabulary.DrillKind
    scenario = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default=DrillState.PLANNED.value, db_index=True)
    planned_for = models.DateTimeField(null=True, db_index=True)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField(null=True)
    findings = models.TextField(blank=True)  # for the team: never part of the evidence
    evidence = models.TextField(blank=True)  # the signed document

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_at=None, evidence="", passed=None)
                | Q(ended_at__isnull=False, passed__isnull=False) & ~Q(evidence=""),
                name="drills_ended_has_evidence",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("drills:drill", args=[self.reference])

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[DrillKind(self.kind)]

    @property
    def state_words(self) -> str:
        return STATE_WORDS[DrillState(self.state)]
