"""Decisions, the readings before them, and what the platform did of them."""

from django.db import models

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field, reference_field
from bonafides.safety.moderation.vocabulary import (
    Basis,
    DecisionState,
    EnforcementState,
    Ground,
    Measure,
    ProposalReason,
    ProposalState,
    Verdict,
)


class Decision(AuditedModel):
    """One judgement on a case. A draft may be undone; a published one is only ever answered by another."""

    reference = reference_field()
    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="decisions")
    verdict = enum_field(Verdict)
    state = enum_field(DecisionState, default=DecisionState.DRAFT.value)
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    publish_at = models.DateTimeField(db_index=True)
    published_at = models.DateTimeField(null=True)
    policy_version = models.ForeignKey("moderation.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    clauses = models.JSONField(default=list)  # clause keys of that version
    ground = enum_field(Ground, default=Ground.TERMS.value)
    basis = enum_field(Basis)
    exemptions = models.JSONField(default=dict)  # exemption -> yes, no, uncertain
    none_applies = models.BooleanField(default=False)
    facts = models.TextField(blank=True)  # the one line of the person who decided
    automated_detection = models.BooleanField(default=False)  # DSA Art. 17(3)(c)
    bank_it = models.BooleanField(default=False)  # put its fingerprints on our own list when it is published
    proposal = models.ForeignKey("moderation.Proposal", null=True, on_delete=models.PROTECT, related_name="+")
    self_review = models.BooleanField(default=False)
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    appeal = models.ForeignKey("moderation.Appeal", null=True, on_delete=models.PROTECT, related_name="+")
    active_seconds = models.PositiveIntegerField(null=True)  # since it was last opened; none: nobody had it open

    class Meta:
        indexes = [models.Index(fields=["state", "published_at"], name="moderation_decision_published")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="draft"), name="moderation_one_draft_per_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="moderation_published_decisions_say_when",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class DecisionMeasure(AuditedModel):
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="measures")
    measure = enum_field(Measure)
    territory = models.JSONField(default=list)  # ISO 3166 codes; empty: everywhere
    until = models.DateField(null=True)  # empty: without an end

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "measure"], name="moderation_measure_once")]


class DecisionException(AuditedModel):
    """An item of the case that this decision leaves out: it stays as it is, with a line that says why."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="exceptions")
    item = models.ForeignKey("moderation.Item", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "item"], name="moderation_exception_once")]


class Proposal(AuditedModel):
    """A first reading that does not decide alone. `wish` is hidden from the second reader until they have read."""

    reference = reference_field()
    case = models.ForeignKey("moderation.Case", on_delete=models.PROTECT, related_name="proposals")
    proposed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    reason = enum_field(ProposalReason)
    wish = models.JSONField()  # rules.Wish as JSON
    state = enum_field(ProposalState, default=ProposalState.WAITING.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state="waiting"), name="moderation_one_waiting_proposal"
            )
        ]


class Reading(AuditedModel):
    """A second reading, blind to the first."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="readings")
    read_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    wish = models.JSONField()
    agrees = models.BooleanField()
    self_review = models.BooleanField(default=False)


class Enforcement(AuditedModel):
    """What the platform was asked to do with one item, and what it said of it."""

    item = models.ForeignKey("moderation.Item", on_delete=models.PROTECT, related_name="enforcements")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="enforcements")
    hold = models.ForeignKey("moderation.Hold", null=True, on_delete=models.PROTECT, related_name="enforcements")
    action = models.CharField(max_length=40)  # a measure, or "restore", "release", "hold"
    state = enum_field(EnforcementState, default=EnforcementState.PENDING.value)
    message = models.CharField(max_length=64, blank=True)  # the outbox message that asked
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="moderation_enforcement_state")]
