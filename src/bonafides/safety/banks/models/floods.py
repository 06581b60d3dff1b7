"""What the flood guard stores: counts of an hour, entries that it stopped, and who said otherwise."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference


class FloodTally(models.Model):
    """Over all processes: the items looked at in one slice of time (entry 0), and an entry's hits in it.

    `missed` are the items that passed in the slice before the entry was hit first.
    """

    slice = models.BigIntegerField(db_index=True)
    entry = models.BigIntegerField()
    hits = models.PositiveBigIntegerField(default=0)
    missed = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "slice"], name="banks_one_tally_a_slice")]

    def __str__(self) -> str:
        return f"{self.entry} in {self.slice}: {self.hits}"


class Quarantine(AuditedModel):
    """An entry that suddenly met a share of all traffic. It rests until a person says otherwise."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    entry = models.ForeignKey("banks.Entry", models.PROTECT, related_name="quarantines")
    hits = models.PositiveBigIntegerField()
    items = models.PositiveBigIntegerField()
    spared_for = models.CharField(max_length=40, blank=True)  # the incident for which it went on matching
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=40, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-began_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry"], condition=Q(ended_at=None), name="banks_one_quarantine_at_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="banks_ended_quarantine_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def per_cent(self) -> float:
        return 100 * self.hits / self.items


class FloodExemption(AuditedModel):
    """Until when an entry may be hit however often, and who says so."""

    entry = models.ForeignKey("banks.Entry", models.PROTECT, related_name="flood_exemptions")
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    given_by = models.CharField(max_length=40)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.entry_id} until {self.until}"


class FloodPause(AuditedModel):
    """While an incident runs, a wave of one picture is to be expected: people are told, nothing is stopped."""

    incident = models.CharField(max_length=40, unique=True)  # its reference
    until = models.DateTimeField()

    def __str__(self) -> str:
        return self.incident


class FloodLimitsSet(AuditedModel):
    """From when on an entry counts as flooding; the latest row holds."""

    floor_hits = models.PositiveIntegerField()
    share_bp = models.PositiveIntegerField()
    least_items = models.PositiveIntegerField()
    set_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.floor_hits} hits, {self.share_bp} bp of {self.least_items}"
