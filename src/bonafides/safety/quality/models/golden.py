"""The library of made-up cases with known answers, and how each was answered in the queue."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.quality.models.fields import person_field, reference_field, word_field
from bonafides.safety.quality.rules.golden import Known
from bonafides.safety.quality.vocabulary import GoldenKind


class GoldenCase(AuditedModel):
    """A made-up case: what a person meets, what the answer is, and why. Never changed, only retired."""

    reference = reference_field()
    shipped_as = models.CharField(max_length=60, unique=True, null=True)  # its name among those that ship with us
    title = models.CharField(max_length=120)
    kind = word_field(GoldenKind, default=GoldenKind.TEXT.value)
    language = models.CharField(max_length=12, blank=True)
    content = models.CharField(max_length=64)  # blob name
    context = models.TextField(blank=True)
    reason = models.TextField(blank=True)  # what somebody is said to have reported
    verdict = models.CharField(max_length=24)
    clauses = models.JSONField(default=list)  # of them one is right
    exemption = models.CharField(max_length=24, blank=True)  # the purpose for which it is kept
    why = models.TextField()
    kept_by = person_field(null=True)
    kept_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quality:golden_case", args=[self.reference])

    def known(self) -> Known:
        return Known(self.verdict, tuple(self.clauses), self.exemption)


class GoldenInsertion(AuditedModel):
    """One time that a made-up case was put into the queue, and what came of it."""

    golden = models.ForeignKey(GoldenCase, models.PROTECT, related_name="insertions")
    case = models.CharField(max_length=16, unique=True)
    inserted_by = models.CharField(max_length=40)
    inserted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)  # the reviewer's code
    answered_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=24, blank=True)
    clauses = models.JSONField(default=list)
    basis = models.CharField(max_length=24, blank=True)
    active_seconds = models.PositiveIntegerField(null=True)
    right = models.BooleanField(null=True)
    met_before = models.BooleanField(default=False)  # this person had answered it before: it measures nothing

    class Meta:
        ordering: ClassVar = ["-inserted_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, right=None, answered_by="")
                | (Q(answered_at__isnull=False, right__isnull=False) & ~Q(answered_by="")),
                name="quality_answers_are_marked",
            )
        ]

    def __str__(self) -> str:
        return self.case
