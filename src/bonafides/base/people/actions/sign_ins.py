"""Sessions, passwords and second factors: what becomes of them is recorded, by code alone."""

from datetime import datetime

from allauth.usersessions.models import UserSession

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import permissions, queries
from bonafides.base.people.events import (
    PasswordChanged,
    SecondFactorChanged,
    SessionEnded,
    SignedIn,
    SignInFailed,
)
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import SecondFactorChange
from bonafides.kernel.actor import ANYONE, Actor


@audited_action
def end_session(*, session: UserSession, by: Actor, at: datetime) -> None:
    """End one session of one's own, or as an owner one of anybody in the organisation."""
    person = Person.objects.get(pk=session.user_id)
    if by.person != person.pk:
        permissions.check_can_manage_people(by)
        permissions.check_same_organisation(by, person.organisation_id)
    session.end()
    record(SessionEnded(person=person.code), by=by, at=at)


@audited_action
def record_sign_in(person: Person, *, at: datetime) -> None:
    record(SignedIn(person=person.code), by=queries.actor_of(person), at=at)


@audited_action
def record_refused_sign_in(email: str, *, at: datetime) -> None:
    """Written for a known and an unknown address alike, so that the time taken tells neither apart."""
    code = Person.objects.filter(email=email.casefold()).values_list("code", flat=True).first()
    record(SignInFailed(person=code or ""), by=ANYONE, at=at)


@audited_action
def record_session_end(person: Person, *, at: datetime) -> None:
    record(SessionEnded(person=person.code), by=queries.actor_of(person), at=at)


@audited_action
def record_second_factor(person: Person, *, factor: str, change: SecondFactorChange, at: datetime) -> None:
    event = SecondFactorChanged(person=person.code, factor=factor, change=change)
    record(event, by=queries.actor_of(person), at=at)


@audited_action
def record_password_change(person: Person, *, at: datetime) -> None:
    record(PasswordChanged(person=person.code), by=queries.actor_of(person), at=at)
