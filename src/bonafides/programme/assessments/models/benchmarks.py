"""What members chose to give to a comparison, and what was told from it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.programme.assessments.models.frozen import FrozenModel
from bonafides.programme.assessments.workflow import CONTRIBUTORS_AT_LEAST

CONTRIBUTION_SEALING = "assessments/contribution"


class Release(FrozenModel):
    """One comparison that went out: noise was added once, and the budget that it cost is on record."""

    contributors = models.PositiveIntegerField()  # rounded down to a multiple of five
    epsilon_per_axis = models.FloatField()
    exploitation = models.PositiveSmallIntegerField()  # the lower edge of the band
    rights = models.PositiveSmallIntegerField()
    released_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-released_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(contributors__gte=CONTRIBUTORS_AT_LEAST), name="assessments_no_comparison_of_few"
            )
        ]

    def __str__(self) -> str:
        return f"{self.released_at:%Y-%m-%d}"


class Contribution(AuditedModel):
    """Two rounded numbers that a member gave, sealed under the master key; emptied once they were used or withdrawn."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    sealed = models.BinaryField(blank=True)
    given_by = models.CharField(max_length=16)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(withdrawn_at__isnull=True, release__isnull=True),
                name="assessments_one_waiting_contribution",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, release__isnull=True) | Q(sealed=b""),
                name="assessments_a_used_contribution_is_gone",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution {self.pk}"
