"""Published texts, and signatures under them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.pledge.rules import SignatureFacts, state_of
from bonafides.programme.pledge.vocabulary import SignatureState


class PledgeVersion(AuditedModel):
    """One text of the pledge in all its languages, never changed once published; without a moment it is a draft."""

    number = models.PositiveIntegerField(unique=True)
    texts = models.JSONField()  # language -> the structure of data/pledge/<language>.json
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical JSON of `texts`
    change_note = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(published_at__isnull=True), name="pledge_one_draft_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by="")
                | (Q(published_at__isnull=False) & ~Q(published_by="")),
                name="pledge_publication_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"pledge {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("pledge:version", args=[self.number])


class Signature(AuditedModel):
    """A named person signed a version for a member. The record keeps the words as they were signed."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="+")
    version = models.ForeignKey(PledgeVersion, models.PROTECT, related_name="signatures")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    signatory = models.CharField(max_length=200)
    position = models.CharField(max_length=200)
    authority = models.TextField()
    language = models.CharField(max_length=10)  # in which it was read
    credential = models.JSONField()
    signed_at = models.DateTimeField()
    is_listed = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=16, blank=True)
    withdrawal_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-signed_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "version"], condition=Q(withdrawn_at__isnull=True), name="pledge_signed_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="", withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdrawal_reason="")),
                name="pledge_withdrawal_names_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def facts(self) -> SignatureFacts:
        return SignatureFacts(self.version.number, self.signed_at, self.withdrawn_at)

    def state_under(self, version_in_force: int) -> SignatureState:
        return state_of(self.facts(), version_in_force)
