"""How each of the eight requirements stands for a member, what was shown for it, and what was decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.programme.members import rules
from bonafides.programme.members.models.choices import choices
from bonafides.programme.members.models.membership import Member
from bonafides.programme.members.readiness import short_of
from bonafides.programme.members.vocabulary import (
    REQUIREMENT_HELP,
    REQUIREMENT_WORDS,
    STATE_WORDS,
    Requirement,
    RequirementState,
)


class RequirementRow(AuditedModel):
    """How one requirement stands for one member, with the dated evidence that it stands on."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="requirements")
    requirement = models.CharField(max_length=20, choices=choices(Requirement))
    state = models.CharField(max_length=20, choices=choices(RequirementState), default=RequirementState.OPEN.value)
    until = models.DateField(null=True)  # the last day of what was committed to, or of what the evidence is good for
    evidence = models.TextField(blank=True)
    evidence_url = models.URLField(max_length=300, blank=True)
    evidence_at = models.DateField(null=True)
    reminded_days = models.PositiveSmallIntegerField(null=True)  # the last reminder of this end, in days before it
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["until"], condition=Q(until__isnull=False), name="members_requirements_that_end")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "requirement"], name="members_requirement_once"),
            models.CheckConstraint(
                condition=~Q(state=RequirementState.MET.value) | Q(evidence_at__isnull=False),
                name="members_met_has_dated_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequirementState.COMMITTED.value) | Q(until__isnull=False),
                name="members_committed_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.state}"

    def facts(self) -> rules.Standing:
        return rules.Standing(Requirement(self.requirement), RequirementState(self.state), self.until)

    @property
    def word(self) -> str:
        return REQUIREMENT_WORDS[Requirement(self.requirement)]

    @property
    def what_to_do(self) -> str:
        return REQUIREMENT_HELP[Requirement(self.requirement)]

    @property
    def state_word(self) -> str:
        return STATE_WORDS[RequirementState(self.state)]

    @property
    def is_held(self) -> bool:
        return self.state in rules.HELD


class ReadinessKey(AuditedModel):
    """A key that signed a member's readiness evidence. The first is pinned; any other waits for an officer."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="readiness_keys")
    vkey = models.CharField(max_length=500)
    shown_at = models.DateTimeField()
    pinned_by = models.CharField(max_length=40, blank=True)  # the code of an actor; the member's program for the first
    pinned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "vkey"], name="members_readiness_key_once"),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(pinned_at__isnull=False, ended_at=None),
                name="members_one_readiness_key_is_pinned",
            ),
            models.CheckConstraint(
                condition=Q(pinned_at=None, pinned_by="", ended_at=None)
                | Q(pinned_at__isnull=False) & ~Q(pinned_by=""),
                name="members_readiness_key_pinned_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """The key's name and id, without the key."""
        return short_of(self.vkey)

    @property
    def is_pinned(self) -> bool:
        return self.pinned_at is not None and self.ended_at is None


class Evidence(AuditedModel):
    """What a member showed for a requirement: an address, a note, a date. An officer decides what it shows."""

    row = models.ForeignKey(RequirementRow, models.PROTECT, related_name="offers")
    note = models.TextField()
    url = models.URLField(max_length=300, blank=True)
    document = models.TextField(blank=True)  # signed readiness evidence, as a program of theirs sent it
    key = models.ForeignKey(ReadinessKey, models.PROTECT, null=True, related_name="+")  # that signed it
    dated = models.DateField()
    offered_by = models.CharField(max_length=40)
    offered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.row} {self.dated}"


class RequirementDecision(AuditedModel):
    """One turn in the history of a requirement; never changed."""

    row = models.ForeignKey(RequirementRow, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=20, choices=choices(RequirementState))
    until = models.DateField(null=True)
    evidence = models.TextField(blank=True)
    evidence_url = models.URLField(max_length=300, blank=True)
    evidence_at = models.DateField(null=True)
    decided_by = models.CharField(max_length=40)
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.decided_at:%Y-%m-%d}"

    @property
    def state_word(self) -> str:
        return STATE_WORDS[RequirementState(self.state)]
