"""Members, their services, domains and contacts, and how each requirement stands."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.kernel.ids import new_reference
from bonafides.programme.members.vocabulary import ContactKind, MemberState, Requirement, RequirementState


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in enum]


class Member(AuditedModel):
    """A platform in the programme, from its application on; its people belong to `organisation`."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.OneToOneField("people.Organisation", models.PROTECT, related_name="member")
    state = models.CharField(max_length=20, choices=choices(MemberState))
    name = models.CharField(max_length=200)
    website = models.URLField(max_length=300)
    about = models.TextField(blank=True)
    staff = models.PositiveIntegerField(null=True)
    is_listed = models.BooleanField(default=False)  # in the public directory, by its own choice
    mentor = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    admitted_at = models.DateTimeField(null=True)
    admitted_by = models.CharField(max_length=16, blank=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(admitted_at__isnull=True, admitted_by="")
                | (Q(admitted_at__isnull=False) & ~Q(admitted_by="")),
                name="members_admission_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Service(AuditedModel):
    """One service of a member, as its technology is described: what the questions follow from."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    member = models.ForeignKey(Member, models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)
    types = models.JSONField()  # a sorted list of ServiceType
    overlays = models.JSONField(default=list)  # a sorted list of Overlay
    languages = models.JSONField(default=list)  # ISO 639-1
    monthly_users = models.PositiveBigIntegerField(null=True)  # unknown is null
    report_form_url = models.URLField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Domain(AuditedModel):
    """A host name that a member answers for: alerts about addresses on it go there."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="domains")
    host = models.CharField(max_length=253)  # lower case, punycode
    registered_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["host"], condition=Q(removed_at__isnull=True), name="members_a_host_has_one_member"
            )
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
    verified_at = models.DateTimeField(null=True)  # last answered a test
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class RequirementRow(AuditedModel):
    """How one requirement stands for one member, with the dated evidence that it stands on."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="requirements")
    requirement = models.CharField(max_length=20, choices=choices(Requirement))
    state = models.CharField(max_length=20, choices=choices(RequirementState), default=RequirementState.OPEN.value)
    until = models.DateField(null=True)  # committed until, or met until (evidence grows old)
    evidence = models.TextField(blank=True)
    evidence_url = models.URLField(max_length=300, blank=True)
    evidence_at = models.DateField(null=True)
    decided_by = models.CharField(max_length=16, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "requirement"], name="members_requirement_once"),
            models.CheckConstraint(
                condition=~Q(state=RequirementState.MET.value) | Q(evidence_at__isnull=False),
                name="members_met_has_dated_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequirementState.COMMITTED.value) | Q(until__isnull=False),
                name="members_committed_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.state}"
