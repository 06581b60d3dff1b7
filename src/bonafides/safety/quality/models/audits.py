"""The daily seed, the decisions that it drew, and how they were judged again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.quality.models.fields import person_field, reference_field, word_field
from bonafides.safety.quality.rules.judging import Judgement
from bonafides.safety.quality.vocabulary import (
    AUDIT_WORDS,
    GOLDEN_PER_WEEK,
    GOLDEN_PER_WEEK_AT_MOST,
    SHARE_AT_LEAST_BP,
    SHARE_BP,
    WHOLE_BP,
    AuditState,
    Settlement,
)


class QualitySettings(AuditedModel):
    """How much is looked at again. The latest row counts; without one, the defaults do."""

    share_bp = models.PositiveSmallIntegerField(default=SHARE_BP)
    golden_per_week = models.PositiveSmallIntegerField(default=GOLDEN_PER_WEEK)
    set_by = person_field(null=True)
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(share_bp__gte=SHARE_AT_LEAST_BP, share_bp__lte=WHOLE_BP), name="quality_share_is_never_none"
            ),
            models.CheckConstraint(
                condition=Q(golden_per_week__lte=GOLDEN_PER_WEEK_AT_MOST), name="quality_golden_cases_stay_few"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.share_bp} bp"


class SeedDay(AuditedModel):
    """The seed of one day: sealed until the day is drawn, then open. Its commitment stands in the log before."""

    day = models.DateField(unique=True)
    sealed = models.BinaryField()  # base.keys.envelope; opens only on this row
    seed = models.CharField(max_length=64, blank=True)  # hexadecimal, once it is revealed
    commitment = models.CharField(max_length=64)
    share_bp = models.PositiveSmallIntegerField()
    committed_at = models.DateTimeField()
    committed_event = models.CharField(max_length=24)
    revealed_at = models.DateTimeField(null=True)
    revealed_event = models.CharField(max_length=24, blank=True)
    decisions = models.PositiveIntegerField(default=0)
    drawn = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(revealed_at=None, seed="", revealed_event="")
                | (Q(revealed_at__isnull=False) & ~Q(seed="") & ~Q(revealed_event="")),
                name="quality_revealed_seeds_are_open",
            )
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class Audit(AuditedModel):
    """A decision that was drawn, to be judged again by somebody who has not read it."""

    reference = reference_field()
    day = models.ForeignKey(SeedDay, models.PROTECT, related_name="audits")
    decision = models.OneToOneField("moderation.Decision", models.PROTECT, related_name="+")
    state = word_field(AuditState, default=AuditState.WAITING.value)
    drawn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_by = person_field(null=True)
    claimed_at = models.DateTimeField(null=True)
    judged_by = person_field(null=True)
    judged_at = models.DateTimeField(null=True)
    judgement = models.JSONField(null=True)  # rules.judging.Judgement
    agrees = models.BooleanField(null=True)
    self_review = models.BooleanField(default=False)
    settlement = word_field(Settlement, blank=True)
    settled_by = person_field(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_note = models.TextField(blank=True)
    reversal = models.CharField(max_length=16, blank=True)  # the decision that this one was answered with

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="quality_audit_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(judged_at=None, judged_by=None, judgement=None, agrees=None)
                | Q(judged_at__isnull=False, judged_by__isnull=False, judgement__isnull=False, agrees__isnull=False),
                name="quality_judgements_are_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "lapsed"], judged_at=None)
                | Q(state__in=["agreed", "disagreed", "settled"], judged_at__isnull=False),
                name="quality_judged_states_have_a_judgement",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None, settlement="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False, state="settled") & ~Q(settlement="")),
                name="quality_settlements_are_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("quality:audit", args=[self.reference])

    @property
    def state_word(self) -> str:
        return AUDIT_WORDS[AuditState(self.state)]

    def second(self) -> Judgement | None:
        return Judgement.from_json(self.judgement) if self.judgement else None


class PassedOn(AuditedModel):
    """Somebody could not judge it again; it is never offered to them any more."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="passed_on")
    person = person_field()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["audit", "person"], name="quality_passed_on_once")]
