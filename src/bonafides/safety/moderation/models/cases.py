"""A case: all items and flags that one judgement answers; who has it open, who passed it on, what was seen."""

from datetime import UTC, datetime

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field, reference_field
from bonafides.safety.moderation.vocabulary import CaseState, ExposureMode, SkipReason, SourceKind, Verdict

LAST_RANK = datetime(9999, 1, 1, tzinfo=UTC)  # of a case that nobody has ranked yet


class Case(AuditedModel):
    reference = reference_field()
    state = enum_field(CaseState, default=CaseState.OPEN.value)
    outcome = enum_field(Verdict, blank=True)  # of the decision in force; empty while none is
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12, blank=True)
    reader_wanted = models.CharField(max_length=12, blank=True)  # the language that somebody could not read, or "und"
    source = enum_field(SourceKind, blank=True)  # of what opened it
    severity = models.CharField(max_length=12, blank=True)  # the gravest of its matches: banks.vocabulary.Severity
    priority = models.PositiveIntegerField(default=0)  # points without age; see rules/priority.py
    rank_at = models.DateTimeField(default=LAST_RANK)  # the queue's order, earliest first: rules/priority.py
    why = models.JSONField(default=list)  # [{factor, points, fact, values}], heaviest first
    doubted_at = models.DateTimeField(null=True, db_index=True)  # an entry that it rests on is now negative to us
    due_at = models.DateTimeField(null=True)  # the nearest clock: a hold's end
    threat_to_life = models.BooleanField(default=False)
    assigned_to = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    content_due_at = models.DateTimeField(null=True, db_index=True)  # when bytes and context must be gone
    made_up = models.BooleanField(default=False)  # of the house, to measure judging: never with effect on anybody

    class Meta:
        indexes = [
            models.Index(fields=["state", "rank_at"], name="moderation_queue_order"),
            models.Index(fields=["state", "closed_at"], name="moderation_case_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False),
                name="moderation_closed_cases_say_when",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Lease(models.Model):
    """Who has a case open now; free again when the heartbeat stops."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="lease")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)


class Skip(AuditedModel):
    """A case that a person passed on, and is never shown again."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="skips")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    reason = enum_field(SkipReason)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="moderation_skip_once")]


class CaseNote(AuditedModel):
    """A note of the team, never shown outside it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    to = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Exposure(models.Model):
    """That a person saw a content once, and how plainly; only the person sees the sum."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # pseudonym of the content's digest
    mode = enum_field(ExposureMode)
    at = models.DateTimeField(db_index=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest", "mode"], name="moderation_exposed_once")]
