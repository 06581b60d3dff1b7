"""What is stored so that an entry of tomorrow finds an upload of today: only while a named person has that switched on.

Kept uploads are erased often and many at a time, so the rows that hang on them are taken away first, by hand.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.ids import new_reference
from bonafides.matching.lookback import Kept
from bonafides.safety.banks.models.lists import choices
from bonafides.safety.banks.vocabulary import LOOK_BACK_DAYS_AT_MOST, LookingBack


class LookBack(AuditedModel):
    """The switch: who turned it on, why, for how many days an upload is kept, and until when at most.

    `secret` (sealed) keys the names of words and addresses, and locks TLSH hashes; it goes when the switch is turned
    off, and what was kept can then be matched with nothing, even before it is erased.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    is_on = models.BooleanField(default=True)
    days = models.PositiveSmallIntegerField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=300)
    switched_on_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    switched_on_as = models.CharField(max_length=40)  # the role, which the public policy names
    switched_on_at = models.DateTimeField()
    switched_off_by = models.CharField(max_length=40, blank=True)
    switched_off_at = models.DateTimeField(null=True)
    switched_off_because = models.CharField(max_length=300, blank=True)
    secret = models.TextField(blank=True)
    to_erase = models.PositiveBigIntegerField(default=0)  # when it was switched off
    erased_at = models.DateTimeField(null=True)  # when the last of it was

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["is_on"], condition=Q(is_on=True), name="banks_one_look_back_at_once"),
            models.CheckConstraint(
                condition=Q(is_on=True, switched_off_at=None, switched_off_by="")
                | (Q(is_on=False, switched_off_at__isnull=False, secret="") & ~Q(switched_off_by="")),
                name="banks_look_back_names_who_ended_it",
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=LOOK_BACK_DAYS_AT_MOST) & ~Q(reason=""),
                name="banks_look_back_has_an_end_and_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def role(self) -> Role:
        return Role(self.switched_on_as)


class SearchedUntil(models.Model):
    """The index version whose entries all that is kept has been, or is being, held against; under the switch's lock."""

    look_back = models.OneToOneField(LookBack, models.PROTECT, related_name="searched")
    version = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.version)


class KeptUpload(models.Model):
    """What is kept of one upload that matched nothing: fingerprints, and the platform's name for it, sealed.

    `version` is that of the index it was looked up in. `is_behind`: stored after the search for later entries had
    begun, so that it was passed over there.
    """

    never_copied: ClassVar = True  # into a backup

    look_back = models.ForeignKey(LookBack, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    name = models.CharField(max_length=32, db_index=True)  # a pseudonym, by which the platform's name finds it
    item = models.TextField()  # sealed
    kept_at = models.DateTimeField(db_index=True)
    version = models.BigIntegerField()
    is_behind = models.BooleanField(default=False)
    frames = models.BinaryField()
    digests = models.BinaryField()
    names = models.BinaryField()
    videos = models.TextField(blank=True)
    paths = models.TextField(blank=True)
    tlshes = models.BinaryField(default=b"")
    sounds = models.TextField(blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(is_behind=True), name="banks_kept_behind"),
        ]

    def __str__(self) -> str:
        return self.reference

    def kept(self) -> Kept:
        rows = (bytes(self.frames), bytes(self.digests), bytes(self.names))
        return Kept(*rows, self.videos, self.paths, bytes(self.tlshes), self.sounds)


class LookBackRun(models.Model):
    """One search of all that is kept for the entries that began to match after one index version and until another.

    The place that it has reached is written with what was found up to there: entries in portions by id, from
    `entries_done` to `entries_upto`, each held against the uploads from `kept_done` to `kept_upto`.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    look_back = models.ForeignKey(LookBack, models.PROTECT, related_name="runs")
    state = models.CharField(max_length=10, choices=choices(LookingBack), default=LookingBack.SCANNING)
    only_behind = models.BooleanField(default=False)
    after = models.BigIntegerField()
    until = models.BigIntegerField()
    entries = models.PositiveBigIntegerField()
    uploads = models.PositiveBigIntegerField()
    entries_done = models.BigIntegerField(default=0)
    entries_upto = models.BigIntegerField()
    kept_done = models.BigIntegerField(default=0)
    kept_upto = models.BigIntegerField()
    step = models.PositiveIntegerField(default=0)  # transactions so far: two workers never write the same one
    hits = models.JSONField(default=dict)  # of each entry, by its id, that met anything
    found = models.PositiveBigIntegerField(default=0)  # uploads
    stopped = models.PositiveIntegerField(default=0)  # entries that met too much
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["look_back"], condition=Q(finished_at=None), name="banks_one_look_back_run_at_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference


class FoundLater(models.Model):
    """That a kept upload meets an entry. Told when its run is over; settled when a case was opened, or not needed."""

    never_copied: ClassVar = True  # into a backup

    upload = models.ForeignKey(KeptUpload, models.DO_NOTHING, related_name="found")
    entry = models.ForeignKey("banks.Entry", models.PROTECT, related_name="+")
    run = models.ForeignKey(LookBackRun, models.PROTECT, related_name="+")
    found_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    item = models.CharField(max_length=40, blank=True)  # the reference of the item that it became

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["upload", "entry"], name="banks_found_later_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["run", "upload"], condition=Q(told_at=None), name="banks_found_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.entry_id}"
