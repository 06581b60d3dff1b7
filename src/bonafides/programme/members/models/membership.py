"""A member, how it came in, and what it says of itself."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference, new_secret_token
from bonafides.programme.members.models.choices import choices
from bonafides.programme.members.vocabulary import (
    CONTACT_WORDS,
    MEMBER_WORDS,
    OVERLAY_WORDS,
    TYPE_WORDS,
    Check,
    CheckOutcome,
    ContactKind,
    ControlMethod,
    MemberState,
    Overlay,
    ServiceType,
)


class Member(AuditedModel):
    """A platform in the programme, from its application on; its people belong to `organisation`."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.OneToOneField("people.Organisation", models.PROTECT, related_name="member")
    state = models.CharField(max_length=20, choices=choices(MemberState))
    name = models.CharField(max_length=200)
    website = models.URLField(max_length=300)
    about = models.TextField(blank=True)
    staff = models.PositiveIntegerField(null=True)  # unknown is null
    is_listed = models.BooleanField(default=False)  # in the public directory, by its own choice
    shown = models.JSONField(default=list)  # a sorted list of Shown: what the directory says beside the name
    mentor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    admitted_by = models.CharField(max_length=40, blank=True)  # the code of an actor, as are all `..._by` here
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        indexes: ClassVar = [models.Index(fields=["state", "name"], name="members_by_state_and_name")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(admitted_at__isnull=True, admitted_by="")
                | (Q(admitted_at__isnull=False) & ~Q(admitted_by="")),
                name="members_admission_names_who",
            ),
            models.CheckConstraint(
                condition=~Q(state=MemberState.LEFT.value) | Q(left_at__isnull=False),
                name="members_left_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:member", args=[self.reference])

    @property
    def state_word(self) -> str:
        return MEMBER_WORDS[MemberState(self.state)]


class Application(AuditedModel):
    """Who applies, or was asked to, for a member; what became of it."""

    member = models.OneToOneField(Member, models.PROTECT, related_name="application")
    invited_email = models.EmailField(blank=True)
    invited_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=200, blank=True)  # of the person who applies
    email = models.EmailField(blank=True)
    position = models.CharField(max_length=200, blank=True)
    message = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="en")
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)  # of a refusal

    def __str__(self) -> str:
        return f"{self.member} {self.name}"


class VettingCheck(AuditedModel):
    """One thing that an officer found out, with what they saw; the latest of a kind counts."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="checks")
    check_kind = models.CharField(max_length=20, choices=choices(Check))
    outcome = models.CharField(max_length=10, choices=choices(CheckOutcome))
    note = models.TextField()
    noted_by = models.CharField(max_length=40)
    noted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.check_kind} {self.outcome}"


class Service(AuditedModel):
    """One service of a member, as its technology is described: what the questions follow from."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)
    types = models.JSONField()  # a sorted list of ServiceType
    overlays = models.JSONField(default=list)  # a sorted list of Overlay
    languages = models.JSONField(default=list)  # ISO 639
    monthly_users = models.PositiveBigIntegerField(null=True)  # unknown is null
    report_form_url = models.URLField(max_length=300, blank=True)
    probed_at = models.DateTimeField(null=True)  # the last look at the report form
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> list[str]:
        """Its types and overlays, in English sentences that a shell translates."""
        types = [TYPE_WORDS[ServiceType(each)] for each in self.types]
        return types + [OVERLAY_WORDS[Overlay(each)] for each in self.overlays]


class Domain(AuditedModel):
    """A host name that a member answers for: alerts about addresses on it go there."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="domains")
    host = models.CharField(max_length=253)  # lower case, punycode
    token = models.CharField(max_length=64, default=new_secret_token)  # what a file or TXT record there must hold
    registered_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)  # when control of it was shown
    shown_by = models.CharField(max_length=40, blank=True)
    method = models.CharField(max_length=10, choices=choices(ControlMethod), blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["host"], condition=Q(removed_at__isnull=True), name="members_a_host_has_one_member"
            ),
            models.CheckConstraint(
                condition=Q(shown_at__isnull=True, shown_by="", method="")
                | (Q(shown_at__isnull=False) & ~Q(shown_by="") & ~Q(method="")),
                name="members_control_names_who_and_how",
            ),
        ]

    def __str__(self) -> str:
        return self.host


class Contact(AuditedModel):
    """Whom to reach for what."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20, choices=choices(ContactKind))
    name = models.CharField(max_length=200)
    email = models.EmailField()
    phone = models.CharField(max_length=50, blank=True)
    languages = models.JSONField(default=list)
    tested_at = models.DateTimeField(null=True)  # the last test that was sent
    verified_at = models.DateTimeField(null=True)  # last answered a test
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def kind_word(self) -> str:
        return CONTACT_WORDS[ContactKind(self.kind)]


class Absence(AuditedModel):
    """When nobody of a member is there, and who stands in; no test is sent meanwhile."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="absences")
    begins = models.DateField()
    ends = models.DateField()  # the last day
    stands_in = models.CharField(max_length=200)
    announced_by = models.CharField(max_length=40)
    announced_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # back sooner

    class Meta:
        ordering: ClassVar = ["begins", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="members_absence_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.begins} – {self.ends}"
