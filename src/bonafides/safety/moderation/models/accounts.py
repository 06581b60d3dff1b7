"""Accounts of the platform as far as something was decided about them: strikes, the ladder, what hints at a return."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.safety.moderation.models.fields import enum_field, moment_and_person, reference_field
from bonafides.safety.moderation.vocabulary import AccountState, StrikeEnd


class Account(AuditedModel):
    """An account by the platform's own pseudonym; it has a row once a strike, a measure or a key concerns it."""

    reference = reference_field()
    platform_reference = models.CharField(max_length=300, unique=True)
    state = enum_field(AccountState, default=AccountState.GOOD.value)
    suspended_until = models.DateField(null=True)  # the last day
    first_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="suspended", suspended_until__isnull=False)
                | ~Q(state="suspended") & Q(suspended_until=None),
                name="moderation_suspensions_have_an_end",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class StrikeLadder(AuditedModel):
    """What so many strikes call for, as it is written down beside a policy version; the latest row of it holds."""

    policy_version = models.ForeignKey("moderation.PolicyVersion", on_delete=models.PROTECT, related_name="ladders")
    rungs = models.JSONField()  # rules.accounts.Ladder as JSON
    lasts_days = models.PositiveIntegerField()  # after which a strike counts no more
    clauses = models.JSONField(default=list)  # clause keys that bring a strike; empty: all
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"ladder {self.pk} of {self.policy_version}"


class Strike(AuditedModel):
    """One decision that counts against an account until a day; it falls with the decision that gave it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="strikes")
    decision = models.ForeignKey("moderation.Decision", on_delete=models.PROTECT, related_name="strikes")
    policy_version = models.ForeignKey("moderation.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    end = enum_field(StrikeEnd, blank=True)

    class Meta:
        ordering: ClassVar = ["-given_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "decision"], name="moderation_strike_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="moderation_strike_end_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.given_at:%Y-%m-%d}"


class AccountKey(AuditedModel):
    """A pseudonym of what the platform chose to send about a suspended or closed account: nobody can read it back."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="keys")
    kind = models.CharField(max_length=40)  # the platform's word: device, payment, ...
    key = models.CharField(max_length=64, db_index=True)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "kind", "key"], name="moderation_account_key_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}"


class ReturnNote(AuditedModel):
    """That an account shares keys with one that was suspended or closed. A hint for people; nothing follows from it."""

    reference = reference_field()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="return_notes")
    resembles = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kinds = models.JSONField()  # which kinds of keys are the same
    noted_at = models.DateTimeField()
    contested_at = models.DateTimeField(null=True)
    contest = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    stands = models.BooleanField(default=True)  # false once a person found it wrong

    class Meta:
        ordering: ClassVar = ["-noted_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "resembles"], name="moderation_return_noted_once"),
            models.CheckConstraint(
                condition=moment_and_person("settled_at", "settled_by"), name="moderation_return_settled_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
