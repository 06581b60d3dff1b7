"""The keys of an organisation: wrapped for each person who was let in, and for its own way back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference

ORGANISATION_WRAP = "assessments/organisation-key"  # purposes under which the master key seals
ASSESSOR_WRAP = "assessments/assessor-grant"
SHARE_WAITING = "assessments/recovery-share"


class Recovery(AuditedModel):
    """The public half of the way back. The private half exists as two shares on paper, nowhere here."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    public_key = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # both shares were typed in: they are spent

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(used_at__isnull=True), name="assessments_one_way_back"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class RecoveryShare(AuditedModel):
    """A share that waits to be shown, sealed; once shown, only who saw it and when. Two persons, one share each."""

    recovery = models.ForeignKey(Recovery, models.PROTECT, related_name="shares")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(blank=True)
    shown_to = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    shown_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recovery", "number"], name="assessments_share_once"),
            models.UniqueConstraint(fields=["recovery", "shown_to"], name="assessments_two_persons_hold_the_shares"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="assessments_two_shares"),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True, shown_to__isnull=True)
                | Q(shown_at__isnull=False, shown_to__isnull=False, sealed=b""),
                name="assessments_a_shown_share_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"share {self.number}"


class OrganisationKey(AuditedModel):
    """One generation of an organisation's key; at most one is in use. The key itself stands in wraps alone."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="assessment_keys")
    recovery = models.ForeignKey(Recovery, models.PROTECT)
    recovery_wrap = models.BinaryField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=16)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(retired_at__isnull=True), name="assessments_one_key_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PersonWrap(AuditedModel):
    """The organisation's key for one person who was let in."""

    key = models.ForeignKey(OrganisationKey, models.PROTECT, related_name="wraps")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    let_in_by = models.CharField(max_length=16)
    let_in_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "person"], name="assessments_one_wrap_each")]

    def __str__(self) -> str:
        return f"wrap {self.pk}"
