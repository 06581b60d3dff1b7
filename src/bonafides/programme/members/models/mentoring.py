"""What a mentor and a member work on: documents looked at, an improvement plan, notes that stay in the programme."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.members.models.choices import choices
from bonafides.programme.members.models.membership import Member
from bonafides.programme.members.vocabulary import (
    DOCUMENT_WORDS,
    DocumentKind,
    FindingKind,
    FindingState,
    PlanState,
    Severity,
)


class DocumentReview(AuditedModel):
    """One document of a member at one moment, by its address and digest; findings follow."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=20, choices=choices(DocumentKind))
    url = models.URLField(max_length=300, blank=True)
    text = models.TextField(blank=True)  # where it was pasted; of a fetched page only the digest is kept
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    begun_by = models.CharField(max_length=40)
    begun_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)  # the member sees it from then on

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.begun_at:%Y-%m-%d}"

    @property
    def kind_word(self) -> str:
        return DOCUMENT_WORDS[DocumentKind(self.kind)]


class Finding(AuditedModel):
    """A strength, or a recommendation with its severity and what the member makes of it."""

    review = models.ForeignKey(DocumentReview, models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=20, choices=choices(FindingKind))
    text = models.TextField()
    severity = models.CharField(max_length=10, choices=choices(Severity), blank=True)
    state = models.CharField(max_length=10, choices=choices(FindingState), default=FindingState.OPEN.value)
    answer = models.TextField(blank=True)  # the member's
    noted_by = models.CharField(max_length=40)
    noted_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=FindingKind.STRENGTH.value, severity="")
                | (Q(kind=FindingKind.RECOMMENDATION.value) & ~Q(severity="")),
                name="members_a_recommendation_has_its_severity",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.severity}"


class Note(AuditedModel):
    """What the programme keeps to itself about a member."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="notes")
    text = models.TextField()
    written_by = models.CharField(max_length=40)
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.member} {self.written_at:%Y-%m-%d}"


class PlanItem(AuditedModel):
    """One line of an improvement plan: what, who, by when."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, models.PROTECT, related_name="plan")
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=choices(PlanState), default=PlanState.PLANNED.value)
    added_by = models.CharField(max_length=40)
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.title
