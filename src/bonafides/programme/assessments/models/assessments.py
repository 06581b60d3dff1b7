"""An assessment, its sealed sheets, what was submitted, what it scored, its review, and who read of it."""

import secrets
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.assessments.library import Profile
from bonafides.programme.assessments.models.frozen import FrozenModel
from bonafides.programme.assessments.models.keys import OrganisationKey
from bonafides.programme.assessments.vocabulary import Assessment as Kind
from bonafides.programme.assessments.workflow import Read, ResultKind, State


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in enum]


def new_stamp() -> str:
    """Another one at each write, so that two people notice each other; it does not count the writes."""
    return secrets.token_hex(8)


class Assessment(AuditedModel):
    """One round of both assessments, risk and mitigation: library and profile pinned, a key of its own."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="assessments")
    number = models.PositiveIntegerField()  # 1, 2, 3: the member's rounds
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=choices(State), default=State.DRAFT.value)
    library_id = models.CharField(max_length=80)
    library_version = models.CharField(max_length=20)
    library_sha256 = models.CharField(max_length=64)
    profile = models.JSONField()  # from the member's described services, never from an answer
    key_wrap = models.BinaryField()  # this assessment's key, under the organisation's
    wrapped_under = models.ForeignKey(OrganisationKey, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=16)
    submitted_at = models.DateTimeField(null=True)  # when the second half came in
    closed_at = models.DateTimeField(null=True)
    proposed = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")  # as assessor
    proposed_by = models.CharField(max_length=16, blank=True)
    proposed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "number"], name="assessments_numbered_rounds"),
            models.UniqueConstraint(
                fields=["member"], condition=Q(submitted_at__isnull=True), name="assessments_one_round_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, state__in=[State.DRAFT.value, State.IN_PROGRESS.value])
                | (Q(submitted_at__isnull=False) & ~Q(state__in=[State.DRAFT.value, State.IN_PROGRESS.value])),
                name="assessments_submitted_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(proposed__isnull=True, proposed_at__isnull=True)
                | Q(proposed__isnull=False, proposed_at__isnull=False),
                name="assessments_proposal_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("assessments:assessment", args=[self.reference])

    @property
    def described_as(self) -> Profile:
        return Profile.from_json(self.profile)


class Sheet(models.Model):
    """One question of one assessment: answer, comments and evidence, sealed together.

    All sheets are made when the assessment starts, so no row tells what was answered. Not an `AuditedModel`: an entry
    in the log at each save would count the answers.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="sheets")
    question = models.CharField(max_length=20)
    stamp = models.CharField(max_length=16, default=new_stamp)
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "question"], name="assessments_one_sheet_a_question")
        ]

    def __str__(self) -> str:
        return self.question


class Review(models.Model):
    """What an assessor asks, confirms and writes, sealed in one piece, so that its rows count nothing."""

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="review")
    stamp = models.CharField(max_length=16, default=new_stamp)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"review of {self.assessment_id}"


class Submission(FrozenModel):
    """One half as it was submitted: its canonical bytes and their hash, sealed. Never changed."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=20, choices=choices(Kind))
    sealed = models.BinaryField()
    submitted_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "kind"], name="assessments_each_half_once"),
            models.CheckConstraint(condition=~Q(sealed=b""), name="assessments_a_submission_is_sealed"),
        ]

    def __str__(self) -> str:
        return self.kind


class StoredResult(FrozenModel):
    """What was computed on the day, byte for byte, sealed. A later library changes none of it."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="results")
    kind = models.CharField(max_length=20, choices=choices(ResultKind))
    sealed = models.BinaryField()
    at_day = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "kind"], name="assessments_each_result_once")
        ]

    def __str__(self) -> str:
        return self.kind


class AssessorGrant(AuditedModel):
    """An assessment's key for the one assessor whom the member opened it to."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="grants")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    sealed = models.BinaryField(blank=True)  # empty once it was taken back
    opened_by = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(ended_at__isnull=True), name="assessments_one_assessor_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(sealed=b""), name="assessments_an_ended_grant_opens_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"


class Reading(models.Model):
    """A line of the access log: who read what of whose, and when. Written once; the organisation sees all of them."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=choices(Read))
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["organisation", "-at"], name="assessments_readings")]

    def __str__(self) -> str:
        return self.what
