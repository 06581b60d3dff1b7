"""What was told to whom, and what they answered."""

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import moment_and_person, reference_field
from bonafides.safety.moderation.vocabulary import AppealOutcome, AppealState, StatementState


class Statement(AuditedModel):
    """A statement of reasons to the author of one item: DSA Art. 17. Written once, sent with the measure."""

    reference = reference_field()
    item = models.ForeignKey("moderation.Item", on_delete=models.PROTECT, related_name="statements")
    decision = models.ForeignKey("moderation.Decision", null=True, on_delete=models.PROTECT, related_name="statements")
    hold = models.ForeignKey("moderation.Hold", null=True, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=24)  # what the body says it is; a hold has one at its start and one at its end
    language = models.CharField(max_length=12)
    body = models.JSONField()  # the fields of Art. 17(3), in words and codes; see rules/statements.py
    state = models.CharField(max_length=24, default=StatementState.PENDING.value)
    state_reason = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    event_id = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False) | models.Q(hold__isnull=False),
                name="moderation_statement_has_a_cause",
            ),
            models.UniqueConstraint(
                fields=["item", "decision"],
                condition=models.Q(decision__isnull=False),
                name="moderation_one_statement_per_item_and_decision",
            ),
            models.UniqueConstraint(
                fields=["item", "hold", "kind"],
                condition=models.Q(hold__isnull=False),
                name="moderation_one_statement_per_item_hold_kind",
            ),
        ]


class Outcome(AuditedModel):
    """What one notifier was told, once for each decision that their flag's case came to."""

    flag = models.ForeignKey("moderation.Flag", on_delete=models.PROTECT, related_name="outcomes")
    decision = models.ForeignKey("moderation.Decision", on_delete=models.PROTECT, related_name="outcomes")
    state = models.CharField(max_length=24, default=StatementState.PENDING.value)
    issued_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["flag", "decision"], name="moderation_outcome_once")]


class Appeal(AuditedModel):
    """A complaint against one decision or hold: DSA Art. 20, TCO Art. 10. Decided by somebody else."""

    reference = reference_field()
    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="appeals")
    decision = models.ForeignKey("moderation.Decision", on_delete=models.PROTECT, related_name="appeals")
    item = models.ForeignKey("moderation.Item", null=True, on_delete=models.PROTECT, related_name="appeals")
    flag = models.ForeignKey("moderation.Flag", null=True, on_delete=models.PROTECT, related_name="appeals")
    appellant = models.CharField(max_length=24)
    mandate = models.TextField(blank=True)  # whom a representative speaks for, and by what authority
    text = models.TextField()
    language = models.CharField(max_length=12)
    address = models.TextField(blank=True)  # sealed
    state = models.CharField(max_length=24, default=AppealState.OPEN.value)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=24, blank=True)
    answer = models.TextField(blank=True)
    self_review = models.BooleanField(default=False)
    result = models.ForeignKey("moderation.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")  # the appeal before it
    event_id = models.CharField(max_length=24, blank=True)  # its entry in the log

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="moderation_appeals_due")]
        constraints = [
            models.CheckConstraint(
                condition=moment_and_person("decided_at", "decided_by"),
                name="moderation_appeal_moment_and_person",
            ),
            models.CheckConstraint(
                condition=models.Q(item__isnull=False) | models.Q(flag__isnull=False),
                name="moderation_appeal_has_a_side",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == AppealState.OPEN

    def outcome_word(self) -> AppealOutcome | None:
        return AppealOutcome(self.outcome) if self.outcome else None
