"""Reviews and their seats, marks and their instances, measures, appeals, complaints, and what the issuer published."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.members.vocabulary import Requirement
from bonafides.programme.trustmark.rules.hearing import AppealFacts
from bonafides.programme.trustmark.rules.reviewing import ReviewFacts, SeatFacts
from bonafides.programme.trustmark.rules.standing import MarkFacts, MeasureFacts, confirm_by
from bonafides.programme.trustmark.vocabulary import (
    HELD,
    UNDER_WAY,
    AppealState,
    ComplaintState,
    EndOfInstance,
    MarkState,
    MeasureKind,
    MeasureState,
    ReviewState,
    SeatState,
    Verdict,
)

PERSON = "people.Person"


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in enum]


# -- reviews ----------------------------------------------------------------------------------------------------------


class Review(AuditedModel):
    """A member asked for the mark."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=choices(ReviewState), default=ReviewState.OPEN.value)
    statement = models.TextField(blank=True)  # what the member wants the reviewers to know
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=[each.value for each in UNDER_WAY]),
                name="trustmark_one_review_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in UNDER_WAY], ended_at__isnull=True)
                | (~Q(state__in=[each.value for each in UNDER_WAY]) & Q(ended_at__isnull=False)),
                name="trustmark_review_ends_with_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("trustmark:review", args=[self.reference])

    def facts(self) -> ReviewFacts:
        seats = tuple(seat.facts() for seat in self.seats.all())
        return ReviewFacts(ReviewState(self.state), seats, self.member.mentor_id)


class Seat(AuditedModel):
    """A reviewer's place on a review, their interests, and their reading."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="seats")
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=choices(SeatState), default=SeatState.TAKEN.value)
    seated_by = models.CharField(max_length=16)
    seated_at = models.DateTimeField()
    interest = models.TextField(blank=True)  # described by who stands aside
    declared_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, blank=True, choices=choices(Verdict))
    findings = models.JSONField(default=dict)  # requirement -> Finding
    looked_at = models.JSONField(default=dict)  # requirement -> what was looked at, in the reviewer's words
    reasons = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["seated_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "person"], name="trustmark_nobody_sits_twice"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True) | (~Q(verdict="") & Q(decided_at__isnull=False)),
                name="trustmark_verdict_with_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=SeatState.ASIDE.value) | ~Q(interest=""), name="trustmark_aside_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.person_id}"

    def facts(self) -> SeatFacts:
        return SeatFacts(self.person_id, SeatState(self.state), Verdict(self.verdict) if self.verdict else None)


# -- marks ------------------------------------------------------------------------------------------------------------


class StatusList(models.Model):
    """One signed list of what was revoked. Its bits follow from the instances; here are the bytes that are served."""

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField(null=True)  # None before it could be signed for the first time
    signed_at = models.DateTimeField(null=True)
    needs_signing = models.BooleanField(default=True)  # something was revoked since
    is_full = models.BooleanField(default=False)  # half of its places are given out: the next list is used

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"status list {self.number}"


class Mark(AuditedModel):
    """A member's mark, through all renewals."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="+")
    review = models.OneToOneField(Review, models.PROTECT, related_name="mark")
    state = models.CharField(max_length=10, choices=choices(MarkState), default=MarkState.ACTIVE.value)
    criteria = models.PositiveIntegerField()  # the version that was checked
    awarded_at = models.DateTimeField()
    current = models.OneToOneField("Instance", models.PROTECT, null=True, related_name="+")
    missing = models.JSONField(default=list)  # requirements that no longer hold, while it ends
    late_since = models.DateTimeField(null=True)
    late_cause = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField()  # when its standing last changed

    class Meta:
        ordering: ClassVar = ["member__name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=[each.value for each in HELD]),
                name="trustmark_one_mark_at_a_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-changed_at"], name="trustmark_changed")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("trustmark:mark", args=[self.reference])

    def facts(self) -> MarkFacts:
        return MarkFacts(
            state=MarkState(self.state),
            valid_from=self.current.valid_from if self.current else None,
            valid_until=self.current.valid_until if self.current else None,
            missing=tuple(Requirement(each) for each in self.missing),
            late_since=self.late_since,
        )


class SignedWord(models.Model):
    """The issuer's signed word on how a mark stands, made anew with each change and daily."""

    mark = models.OneToOneField(Mark, models.PROTECT, related_name="word")
    document = models.JSONField(null=True)  # None while it cannot be signed: an old word would contradict the register
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"word on {self.mark}"


class Instance(AuditedModel):
    """One signed credential of a mark. It is kept for ever, and its place in the list with it: none is given twice."""

    mark = models.ForeignKey(Mark, models.PROTECT, related_name="instances")
    number = models.PositiveIntegerField()
    status_list = models.ForeignKey(StatusList, models.PROTECT, related_name="instances")
    place = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=300, db_index=True)  # the name of the key that signed it
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=20, blank=True, choices=choices(EndOfInstance))

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mark", "number"], name="trustmark_instance_number"),
            models.UniqueConstraint(fields=["status_list", "place"], name="trustmark_place_once"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="trustmark_valid_for_a_while"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_why="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="trustmark_revocation_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mark} {self.number}"


class Measure(AuditedModel):
    """One officer's suspension or proposal to revoke, and what a second one said."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    mark = models.ForeignKey(Mark, models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=12, choices=choices(MeasureKind))
    state = models.CharField(max_length=10, choices=choices(MeasureState), default=MeasureState.OPEN.value)
    reasons = models.TextField()
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=16, blank=True)
    lift_reasons = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mark", "kind"],
                condition=Q(state=MeasureState.OPEN.value),
                name="trustmark_one_open_measure",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by=F("opened_by"))),
                name="trustmark_confirmed_by_a_second",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def confirm_by(self) -> Any:
        return confirm_by(self.opened_at)

    def facts(self) -> MeasureFacts:
        return MeasureFacts(MeasureKind(self.kind), MeasureState(self.state), self.opened_at, self.opened_by_id)


# -- being heard ------------------------------------------------------------------------------------------------------


class MarkAppeal(AuditedModel):
    """A member objects to a refusal, a suspension or a revocation."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey("members.Member", models.PROTECT, related_name="+")
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="appeals")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="appeals")
    state = models.CharField(max_length=10, choices=choices(AppealState), default=AppealState.OPEN.value)
    text = models.TextField()
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    heard_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    heard_at = models.DateTimeField(null=True)
    reasons = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["opened_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review__isnull=True, measure__isnull=False) | Q(review__isnull=False, measure__isnull=True),
                name="trustmark_appeal_against_one",
            ),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN.value, heard_by__isnull=True, reasons="")
                | (
                    ~Q(state=AppealState.OPEN.value)
                    & Q(heard_by__isnull=False, heard_at__isnull=False)
                    & ~Q(reasons="")
                ),
                name="trustmark_appeal_heard_with_reasons",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def against(self) -> Review | Measure:
        """What it is against; one of both is always set."""
        found = self.review or self.measure
        if found is None:
            raise LookupError("an appeal is against something")
        return found

    def facts(self) -> AppealFacts:
        return AppealFacts(AppealState(self.state), self._took_part())

    def _took_part(self) -> frozenset[int]:
        """Whoever read the request, and for a measure whoever began and confirmed it."""
        if self.measure is None:
            return frozenset(Seat.objects.filter(review=self.review_id).values_list("person_id", flat=True))
        seats = Seat.objects.filter(review__mark=self.measure.mark_id)
        persons = {self.measure.opened_by_id, self.measure.confirmed_by_id, *seats.values_list("person_id", flat=True)}
        return frozenset(one for one in persons if one is not None)


class Complaint(AuditedModel):
    """Anybody says that a mark is not deserved. Name and address are sealed, and asked for only to answer."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    mark = models.ForeignKey(Mark, models.PROTECT, related_name="complaints")
    state = models.CharField(max_length=10, choices=choices(ComplaintState), default=ComplaintState.OPEN.value)
    text = models.TextField()
    email_sealed = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")  # in which it was made, and the answer is announced
    received_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    is_upheld = models.BooleanField(null=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["received_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state=ComplaintState.OPEN.value, answered_at__isnull=True, answer="")
                | (Q(state=ComplaintState.ANSWERED.value, answered_at__isnull=False) & ~Q(answer="")),
                name="trustmark_complaint_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


# -- the issuer -------------------------------------------------------------------------------------------------------


class IssuerDocument(AuditedModel):
    """The did:web document as it was published from a moment on; the newest is served."""

    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]

    def __str__(self) -> str:
        return self.digest


class CompromisedKey(AuditedModel):
    """A key that somebody else may hold: what it signed is worthless from then on."""

    key = models.CharField(max_length=300, unique=True)
    reason = models.TextField()
    revoked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
