"""What matches and lookups leave: a record of each match, of lookups that were to be recorded, and counts."""

from typing import Any, ClassVar, Never

from django.db import models

from bonafides.base.audit.models import AuditedModel, AuditedQuerySet
from bonafides.kernel.ids import new_reference
from bonafides.matching.vocabulary import EntryType, MatchedBy
from bonafides.safety.banks.models.lists import Entry, choices
from bonafides.safety.banks.vocabulary import Lookup, Opinion, Outcome


class RecordChanged(AssertionError):
    """A match record was about to be changed: a defect of ours."""


class MatchRecords(AuditedQuerySet["MatchRecord"]):
    """Match records are written once, and erased only with the item they are about."""

    def update(self, **values: Any) -> Never:
        raise RecordChanged("A match record stays as it was written.")

    def delete(self) -> Never:
        raise RecordChanged("A match record is erased by `forget_matches` only.")

    def forget(self) -> int:
        return super().delete()[0]


class MatchRecord(AuditedModel):
    """Why an item was stopped at: everything that explains one match, as it was at that moment."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    item = models.CharField(max_length=40, db_index=True)  # the item's reference
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="match_records")
    entry_code = models.CharField(max_length=200)
    bank = models.CharField(max_length=16)
    bank_name = models.CharField(max_length=100)
    source = models.TextField(blank=True)  # the bank's provenance
    source_id = models.CharField(max_length=200, blank=True)
    label = models.CharField(max_length=300, blank=True)
    entity = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=40, blank=True)
    type = models.CharField(max_length=20, choices=choices(EntryType))
    matched_by = models.CharField(max_length=20, choices=choices(MatchedBy))
    fingerprint = models.TextField()  # of the submitted item
    entry_value_sha256 = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=40)  # with its version
    distance_bits = models.PositiveSmallIntegerField(null=True)
    quality = models.PositiveSmallIntegerField(null=True)
    detail = models.JSONField(default=dict)  # which part of the item: shares, segments, span, path in an archive
    threshold_bits = models.PositiveSmallIntegerField(null=True)
    hold_threshold_bits = models.PositiveSmallIntegerField(null=True)
    hold_lasts = models.DurationField()
    opinion = models.CharField(max_length=12, choices=choices(Opinion))
    opinions = models.JSONField()  # {"own": ..., "sources": ...}
    outcome = models.CharField(max_length=10, choices=choices(Outcome))
    reasons = models.JSONField()  # codes, see vocabulary.Reason
    index_version = models.BigIntegerField()
    matched_at = models.DateTimeField()

    objects: ClassVar[Any] = MatchRecords.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["matched_at", "bank", "outcome", "type", "matched_by", "entity", "item", "entry"],
                name="banks_records_counted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.bank_name} {self.entry_code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise RecordChanged("A match record stays as it was written.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise RecordChanged("A match record is erased by `forget_matches` only.")


class LookupRecord(AuditedModel):
    """What a lookup that was to be recorded met: one item, for whoever asked. What met nothing leaves no record."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    asked_by = models.CharField(max_length=40)  # the code of an actor
    asked_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=choices(Outcome))
    index_version = models.BigIntegerField()
    matches = models.JSONField()  # what was answered of each match

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.reference


class LookupCount(models.Model):
    """How many lookups of a kind there were on a day: all that a lookup leaves."""

    day = models.DateField()
    name = models.CharField(max_length=20, choices=choices(Lookup))
    lookups = models.PositiveBigIntegerField(default=0)
    matched = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "name"], name="banks_one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
