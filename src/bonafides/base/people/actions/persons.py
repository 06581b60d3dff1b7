"""Organisations, persons and the roles they hold."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import permissions, rules
from bonafides.base.people.events import (
    OrganisationCreated,
    PersonAdmitted,
    PersonChanged,
    PersonDeactivated,
    PersonReactivated,
    RoleGranted,
    RoleRevoked,
)
from bonafides.base.people.models import HeldRole, Organisation, Person
from bonafides.base.people.vocabulary import ONE_OF_A_KIND, OrganisationKind, Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _


@audited_action
def create_organisation(
    *, name: str, kind: OrganisationKind, country: str = "", by: Actor, at: datetime
) -> Organisation:
    permissions.check_can_create(by, kind)
    if kind in ONE_OF_A_KIND and Organisation.objects.filter(kind=kind, closed_at=None).exists():
        raise Conflict("organisation-exists", _("There is an active %(kind)s here already."), kind=kind.value)
    organisation = Organisation.objects.create(name=name, kind=kind, country=country, created_at=at)
    record(OrganisationCreated(organisation=organisation.reference, kind=kind), by=by, at=at)
    return organisation


@audited_action
def admit_person(
    *,
    organisation: Organisation,
    email: str,
    name: str,
    password: str | None,  # None: they cannot sign in by password before they reset it
    role: str,
    case: str = "",
    language: str = "en",
    invitation: str = "",
    by: Actor,
    at: datetime,
) -> Person:
    """Make a person with their first role: what an accepted invitation does, and `init` for the first owner."""
    if not invitation:
        permissions.check_can_manage_people(by)
    check_is_new(email)
    person = Person(organisation=organisation, email=email.casefold(), name=name, language=language, created_at=at)
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record(
        PersonAdmitted(person=person.code, organisation=organisation.reference, invitation=invitation),
        by=by,
        at=at,
    )
    give(person, role, case, by=by, at=at)
    return person


def check_is_new(email: str) -> None:
    if Person.objects.filter(email=email.casefold()).exists():
        raise Conflict("person-exists", _("Somebody with this address is here already; give them the role instead."))


@audited_action
def grant_role(*, person: Person, role: str, case: str = "", by: Actor, at: datetime) -> HeldRole:
    permissions.check_can_invite_into(by, person.organisation, role)
    if not person.is_active:
        raise Conflict("person-inactive", _("This person cannot sign in any more."))
    return give(person, role, case, by=by, at=at)


def give(person: Person, role: str, case: str, *, by: Actor, at: datetime) -> HeldRole:
    """Check the rules, write the row, record it."""
    held = HeldRole.objects.select_for_update().filter(person=person, revoked_at=None)
    if held.filter(role=role, case=case).exists():
        raise Conflict("role-held", _("This person holds that role already."))
    granted = rules.check_grant(
        rules.GrantFacts(
            role=role,
            case=case,
            kind=person.organisation.kind,
            held=frozenset(held.values_list("role", flat=True)),
            self_granted=by.person == person.pk,
        )
    )
    row = HeldRole.objects.create(person=person, role=granted, case=case, granted_by=by.code, granted_at=at)
    record(RoleGranted(person=person.code, role=granted, case=case), by=by, at=at)
    return row


@audited_action
def revoke_role(*, held: HeldRole, by: Actor, at: datetime) -> None:
    permissions.check_can_invite_into(by, held.person.organisation, held.role)
    take_away(held, by=by, at=at)


def take_away(held: HeldRole, *, by: Actor, at: datetime) -> None:
    if held.revoked_at is not None:
        raise Conflict("role-revoked", _("This role was taken away before."))
    if held.role == Role.OWNER:
        check_owner_remains(held.person)
    held.revoked_at, held.revoked_by = at, by.code
    held.save(update_fields=["revoked_at", "revoked_by"])
    record(RoleRevoked(person=held.person.code, role=Role(held.role), case=held.case), by=by, at=at)


def check_owner_remains(person: Person) -> None:
    """Counts the others under a lock, so that two owners cannot dismiss each other at once."""
    owners = HeldRole.objects.select_for_update().filter(
        role=Role.OWNER, revoked_at=None, person__organisation=person.organisation, person__is_active=True
    )
    rules.check_owner_remains(len([held for held in owners if held.person_id != person.pk]))


@audited_action
def deactivate_person(*, person: Person, by: Actor, at: datetime) -> None:
    """They can sign in no more and every session of theirs ends; what they decided keeps their code."""
    permissions.check_can_dismiss(by, person.organisation)
    if not person.is_active:
        raise Conflict("person-inactive", _("This person cannot sign in any more."))
    if HeldRole.objects.filter(person=person, role=Role.OWNER, revoked_at=None).exists():
        check_owner_remains(person)
    person.is_active, person.deactivated_at = False, at
    person.save(update_fields=["is_active", "deactivated_at"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    record(PersonDeactivated(person=person.code), by=by, at=at)


@audited_action
def reactivate_person(*, person: Person, by: Actor, at: datetime) -> None:
    permissions.check_can_dismiss(by, person.organisation)
    if person.is_active:
        raise Conflict("person-active", _("This person can sign in already."))
    person.is_active, person.deactivated_at = True, None
    person.save(update_fields=["is_active", "deactivated_at"])
    record(PersonReactivated(person=person.code), by=by, at=at)


@audited_action
def change_account(*, person: Person, name: str, language: str, by: Actor, at: datetime) -> None:
    permissions.check_is_self(by, person.pk)
    wanted: dict[str, Any] = {"name": name, "language": language}
    changed = sorted(field for field, value in wanted.items() if getattr(person, field) != value)
    person.name, person.language = name, language
    person.save(update_fields=["name", "language"])
    record(PersonChanged(person=person.code, fields_changed=changed), by=by, at=at)
