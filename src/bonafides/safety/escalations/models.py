"""What is stored of escalations: whom to tell, what was sent to whom and when, what is locked."""

from django.db import models
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference


def reference_field() -> "models.CharField[str, str]":
    return models.CharField(max_length=16, unique=True, default=new_reference, editable=False)


class Authority(AuditedModel):
    """A row of our own, which stands before the shipped one of its country."""

    country = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=60, blank=True)
    age_key = models.CharField(max_length=200, blank=True)
    hotline = models.CharField(max_length=200, blank=True)
    duty = models.TextField(blank=True)
    source = models.CharField(max_length=500, blank=True)
    as_of = models.DateField()
    checked = models.BooleanField(default=False)


class Escalation(AuditedModel):
    """A threat to somebody's life that was passed on. What was sent lies sealed, under its own key."""

    reference = reference_field()
    case = models.CharField(max_length=16, blank=True, db_index=True)
    drill = models.CharField(max_length=16, blank=True, db_index=True)  # the drill that it is part of: nothing real
    aware_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=40)  # the actor's code
    package = models.CharField(max_length=64, blank=True)  # blob name; empty once erased, or out of reach
    package_sha256 = models.CharField(max_length=64)
    warned_at = models.DateTimeField(null=True)
    reached_at = models.DateTimeField(null=True)  # when we first knew that an authority has it

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["aware_at"],
                condition=models.Q(warned_at=None, reached_at=None),
                name="escalations_may_be_late",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("escalations:escalation", args=[self.reference])


class UnsentAlarm(AuditedModel):
    """That people were told of a case with a threat in it that nobody passed on; once for each case."""

    case = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()


class Dispatch(AuditedModel):
    """One authority that was told, and how."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="dispatches")
    country = models.CharField(max_length=2)
    authority = models.CharField(max_length=200)
    phone = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=12)  # vocabulary.Channel
    encrypted = models.BooleanField(default=False)
    mail_key = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["escalation", "country"], name="escalations_told_once")]


class Line(AuditedModel):
    """What followed; written once."""

    escalation = models.ForeignKey(Escalation, on_delete=models.PROTECT, related_name="lines")
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)  # vocabulary.LineKind
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]


class LockedMaterial(AuditedModel):
    """An item that was routed out: that it was, when, and where it was reported. Nothing of what it showed."""

    reference = reference_field()
    case = models.CharField(max_length=16, db_index=True)
    item = models.CharField(max_length=16, unique=True)
    routed_at = models.DateTimeField()
    routed_by = models.CharField(max_length=40)
    blobs = models.JSONField(default=list)  # names; locked, so nobody reads them
    country = models.CharField(max_length=2, blank=True)
    reported_to = models.CharField(max_length=200, blank=True)
    report_reference = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField(null=True)
    choice = models.CharField(max_length=12, blank=True)  # vocabulary.Choice
    counsel = models.CharField(max_length=300, blank=True)  # what was written, by whom, when
    chosen_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("chosen_by")),
                name="escalations_two_people_choose",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("escalations:material", args=[self.reference])
