"""What is stored of kept items: pieces, clocks, custody records; releases with their votes; notices to oversight."""

from datetime import datetime

from django.db import models
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.safety.evidence.rules import ClockFacts, ReleaseFacts, state_of
from bonafides.safety.evidence.vocabulary import Cause, ClockKind, ClockState, PieceKind, ReleaseState


def reference_field() -> "models.CharField[str, str]":
    return models.CharField(max_length=16, unique=True, default=new_reference, editable=False)


class EvidenceItem(AuditedModel):
    """One restricted item. Nothing here names a person or opens content: that lies in its pieces, under their keys."""

    reference = reference_field()
    subject = models.CharField(max_length=16, db_index=True)  # the reference of moderation's item
    case = models.CharField(max_length=16, db_index=True)
    kind = models.CharField(max_length=24)  # picture, text, url, file
    media_type = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=24)  # vocabulary.Cause
    preserved_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # from when on it has to go; empty while a clock has no end
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        # Each holds only what is kept, or only what is gone: SQLite, which keeps no statistics, would take one over
        # `erased_at` for everything that asks for kept items, and sort them all. Counting what is kept needs no rows.
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(erased_at=None), name="evidence_due"),
            models.Index(fields=["-id", "erased_at"], condition=models.Q(erased_at=None), name="evidence_kept"),
            models.Index(fields=["-id"], condition=models.Q(erased_at__isnull=False), name="evidence_erased"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=models.Q(erased_at=None), name="evidence_once_per_subject"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("evidence:item", args=[self.reference])

    def state_at(self, at: datetime) -> ClockState:
        return state_of(self.due_at, self.erased_at, at)

    def cause_word(self) -> Cause:
        return Cause(self.cause)


class Piece(AuditedModel):
    """One blob of a kept item; its key is destroyed with the item."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="pieces")
    kind = models.CharField(max_length=24)  # vocabulary.PieceKind
    blob = models.CharField(max_length=64, blank=True, db_index=True)  # empty once erased
    sha256 = models.CharField(max_length=64, blank=True)  # empty once erased: a digest of known content names it
    size_bytes = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["blob"], condition=~models.Q(blob=""), name="evidence_blob_kept_once"),
            models.CheckConstraint(
                condition=~models.Q(blob="") | models.Q(sha256=""), name="evidence_erased_pieces_name_nothing"
            ),
        ]

    def kind_word(self) -> PieceKind:
        return PieceKind(self.kind)


class Clock(AuditedModel):
    """Why an item is kept, and until when. One that has stopped never runs again: a longer need is another row."""

    reference = reference_field()
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=24)  # vocabulary.ClockKind
    law = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=40)  # the actor's code
    until = models.DateTimeField(null=True)  # the moment after its last hour; empty: until somebody stops it
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=40, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    authority_reference = models.CharField(max_length=200, blank=True, db_index=True)
    scope = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["kind", "until"],
                condition=~models.Q(authority=""),
                name="evidence_holds",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind=ClockKind.CASE.value) | models.Q(until__isnull=False),
                name="evidence_clocks_have_an_end",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["extension", "preservation", "legal_hold", "statutory"])
                | ~(models.Q(authority="") | models.Q(authority_reference="") | models.Q(scope="") | models.Q(law="")),
                name="evidence_holds_say_why",
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None, stopped_by="")
                | models.Q(stopped_at__isnull=False) & ~models.Q(stopped_by=""),
                name="evidence_stop_moment_and_actor",
            ),
        ]

    def facts(self) -> ClockFacts:
        return ClockFacts(ClockKind(self.kind), self.started_at, self.until, self.stopped_at)


class CustodyRecord(AuditedModel):
    """One act on a kept item, chained to the one before; `details` go with the item, the digests stay."""

    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="custody")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=24)  # vocabulary.Act
    actor = models.CharField(max_length=40)
    role = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)  # the whole record as it was digested; empty once erased
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="evidence_custody_number_once")]


class Release(AuditedModel):
    """A request to hand kept items to somebody, the votes on it, and what became of it."""

    reference = reference_field()
    state = models.CharField(max_length=24, default=ReleaseState.REQUESTED.value)
    emergency = models.BooleanField(default=False)
    purpose = models.TextField()
    basis = models.CharField(max_length=24)  # vocabulary.LegalBasis
    authority_reference = models.CharField(max_length=200, blank=True)
    recipient = models.CharField(max_length=200)
    recipient_key = models.CharField(max_length=200)  # an age recipient
    items_digest = models.CharField(max_length=64)  # SHA-256 of the frozen list
    requested_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    ends_at = models.DateTimeField()  # of the request, then of the package
    confirm_by = models.DateTimeField(null=True)  # of an emergency
    released_at = models.DateTimeField(null=True)
    package = models.CharField(max_length=64, blank=True)  # blob name
    package_sha256 = models.CharField(max_length=64, blank=True)
    tagmanifest_sha256 = models.CharField(max_length=64, blank=True)
    trouble = models.CharField(max_length=300, blank=True)  # what the bag lacks, such as a timestamp

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "ends_at"], name="evidence_release_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(emergency=False) | models.Q(confirm_by__isnull=False),
                name="evidence_emergencies_are_confirmed",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("evidence:release", args=[self.reference])

    def facts(self) -> ReleaseFacts:
        votes = list(self.votes.values_list("person_id", "approves"))
        return ReleaseFacts(
            state=ReleaseState(self.state),
            requested_by=self.requested_by_id,
            ends_at=self.ends_at,
            emergency=self.emergency,
            approvals=frozenset(person for person, approves in votes if approves),
            refusals=frozenset(person for person, approves in votes if not approves),
        )


class ReleaseItem(AuditedModel):
    """One item of a release; the list is written once, with the request."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(EvidenceItem, on_delete=models.PROTECT, related_name="releases")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["release", "item"], name="evidence_item_once_in_release")]


class Vote(AuditedModel):
    """One person's answer to a request; hidden from everybody else until all are in."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    approves = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["release", "person"], name="evidence_one_vote_each")]


class OversightNotice(AuditedModel):
    """What the oversight role is told; nothing can keep it back or take it away."""

    reference = reference_field()
    kind = models.CharField(max_length=24)  # vocabulary.NoticeKind
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="notices")
    at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]


class OverdueReport(AuditedModel):
    """The weekly count of what should be gone."""

    reference = reference_field()
    at = models.DateTimeField()
    kept = models.PositiveIntegerField()  # items not erased
    overdue = models.PositiveIntegerField()
    items = models.JSONField(default=list)  # references of the first hundred

    class Meta:
        ordering = ["-id"]
