"""Who there is and what they hold. Secrets are stored as SHA-256 only: 256 random bits need no slow hash."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from bonafides.base.audit.models import AuditedModel
from bonafides.base.people.vocabulary import (
    GRANTABLE,
    ONE_OF_A_KIND,
    OrganisationKind,
    Role,
    Standing,
)
from bonafides.kernel.ids import new_reference


def choices(enum: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ")) for member in enum]


def new_person_code() -> str:
    """Random, and derived from nothing: how a person appears outside their team.

    Thirty bits: of a thousand people two have the same one once in two thousand installations; it is then refused.
    """
    return f"R-{new_reference(6)}"


class Organisation(AuditedModel):
    """A platform, a programme, or another body whose people sign in here."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=choices(OrganisationKind))
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2, where it is established
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(closed_at__isnull=True, kind__in=[kind.value for kind in ONE_OF_A_KIND]),
                name="people_one_active_platform_and_programme",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").casefold())


class Person(AbstractBaseUser):
    """Someone who signs in, for exactly one organisation: no role of theirs can span two."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    email = models.EmailField(unique=True)  # case-folded
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, default="en")
    code = models.CharField(max_length=16, unique=True, default=new_person_code)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True)

    objects: ClassVar[PersonManager] = PersonManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_active=True, deactivated_at__isnull=True)
                | Q(is_active=False, deactivated_at__isnull=False),
                name="people_deactivated_has_its_moment",
            )
        ]

    def __str__(self) -> str:
        return self.name


class HeldRole(AuditedModel):
    """A role that a person holds; a second reader's names the one case."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="held_roles")
    role = models.CharField(max_length=20, choices=choices(GRANTABLE))
    case = models.CharField(max_length=32, blank=True)  # the reference of a second reader's case
    granted_by = models.CharField(max_length=16)  # the code of an actor, as are all `..._by` here
    granted_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=16, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "case"],
                condition=Q(revoked_at__isnull=True),
                name="people_role_held_once",
            ),
            models.CheckConstraint(
                condition=(Q(role=Role.SECOND_READER.value) & ~Q(case=""))
                | (~Q(role=Role.SECOND_READER.value) & Q(case="")),
                name="people_second_reader_has_one_case",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="people_revoked_role_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.case}".strip()


class Invitation(AuditedModel):
    """A place kept for someone; its link is a LinkToken about this reference."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    email = models.EmailField()
    language = models.CharField(max_length=10, default="en")
    role = models.CharField(max_length=20, choices=choices(GRANTABLE))
    case = models.CharField(max_length=32, blank=True)
    invited_by = models.CharField(max_length=16)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True)
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["email", "role", "case"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="people_one_open_invitation",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="people_accepted_invitation_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    state: str  # set by `queries.with_state`, for pages

    def state_at(self, at: datetime) -> str:
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if at < self.expires_at else "expired"


class LinkToken(models.Model):
    """A link that opens one thing for whoever bears it. Issued inside the action that it belongs to."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    purpose = models.CharField(max_length=20)  # a LinkPurpose; the choices stay out of migrations
    about = models.CharField(max_length=64)  # the reference of what it opens
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["purpose", "about"], name="people_links_by_thing")]

    def __str__(self) -> str:
        return self.reference


class ApiKey(AuditedModel):
    """A program that may call, for an organisation, in a stated capacity, within scopes."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    name = models.CharField(max_length=200)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()  # a sorted list of Scope
    standing = models.CharField(max_length=20, choices=choices(Standing))
    calls_per_minute = models.PositiveIntegerField()
    created_by = models.CharField(max_length=16)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=16, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="people_revoked_key_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    state: str  # set by `queries.with_state`, for pages

    def state_at(self, at: datetime) -> str:
        if self.revoked_at:
            return "revoked"
        return "active" if at < self.expires_at else "expired"


class ApiKeyUse(models.Model):
    """When a key was last used; apart from the key, because a use is no decision and leaves no entry."""

    key = models.OneToOneField(ApiKey, models.CASCADE, related_name="use", primary_key=True)
    last_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} {self.last_used_at:%Y-%m-%d %H:%M}"
