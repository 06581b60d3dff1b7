"""What is read about people, keys and links; and who an authenticated request speaks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Prefetch, QuerySet

from bonafides.base.http.problems import NotSignedIn
from bonafides.base.people import tokens
from bonafides.base.people.models import ApiKey, HeldRole, Invitation, LinkToken, Organisation
from bonafides.base.people.models import Person as Person  # other domains type with it
from bonafides.base.people.vocabulary import LinkPurpose, OrganisationKind, Role, role_in
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _

S = TypeVar("S", ApiKey, Invitation)

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def actor_of(person: Person) -> Actor:
    """The person as an actor, with the roles that they hold now."""
    now_held = HeldRole.objects.filter(person=person, revoked_at=None)
    held = list(now_held.values_list("role", "case", "person__organisation__kind"))
    return Actor(
        kind=ActorKind.PERSON,
        code=person.code,
        person=person.pk,
        organisation=person.organisation_id,
        roles=frozenset(role_in(kind, role) for role, _case, kind in held),
        cases=frozenset(case for _role, case, _kind in held if case),
    )


def has_second_factor(person: Person) -> bool:
    """A passkey or an authenticator app; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists())


# -- programs ---------------------------------------------------------------------------------------------------------


def key_of(token: str, *, at: datetime) -> ApiKey:
    """The key with this plain text, if it may be used now; else NotSignedIn."""
    keys = ApiKey.objects.select_related("organisation")
    key: ApiKey | None = keys.filter(secret_hash=tokens.hash_of(token)).first()
    if key is None or key.state_at(at) != "active":
        raise NotSignedIn("key-not-valid", _("This API key is unknown, has expired or was ended."))
    return key


def keys_in_force(*, at: datetime) -> list[ApiKey]:
    """Every key that may be used now, with its organisation, for who authenticates programs many at a time."""
    keys = ApiKey.objects.filter(revoked_at=None, expires_at__gt=at)
    return list(keys.select_related("organisation"))


def actor_of_client(key: ApiKey) -> Actor:
    """The program that bears a key; beside `client` its roles hold the key's standing."""
    return Actor(
        kind=ActorKind.CLIENT,
        code=f"K-{key.reference}",
        organisation=key.organisation_id,
        roles=frozenset({Role.CLIENT.value, key.standing}),
        scopes=frozenset(role_in(key.organisation.kind, scope) for scope in key.scopes),
    )


def actor_of_key(token: str, *, at: datetime) -> Actor:
    return actor_of_client(key_of(token, at=at))


# -- links ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LinkBearer:
    """Whoever came with a valid link: what it is for, and what it opens."""

    reference: str
    purpose: LinkPurpose
    about: str
    expires_at: datetime


def bearer_of(purpose: LinkPurpose, token: str, *, at: datetime) -> LinkBearer:
    """The bearer of this token. Unknown and revoked are one answer; an expired link says so."""
    link = LinkToken.objects.filter(token_hash=tokens.hash_of(token), purpose=purpose).first()
    if link is None or link.revoked_at is not None:
        raise NotFound("link-unknown", _("This link does not open anything. Check that it is complete."))
    if at >= link.expires_at:
        raise NotFound("link-expired", _("This link has expired. Ask whoever sent it for a new one."))
    return LinkBearer(link.reference, LinkPurpose(link.purpose), link.about, link.expires_at)


def actor_of_bearer(bearer: LinkBearer) -> Actor:
    return Actor(kind=ActorKind.LINK, code=f"L-{bearer.reference}", purpose=bearer.purpose.value)


# -- for pages --------------------------------------------------------------------------------------------------------


def active_organisation(kind: OrganisationKind) -> Organisation:
    """The platform, or the programme, of this installation."""
    organisation: Organisation | None = Organisation.objects.filter(kind=kind, closed_at=None).first()
    if organisation is None:
        raise NotFound("no-organisation", _("There is no organisation yet. Run “bonafides init” first."))
    return organisation


def organisation_of(by: Actor) -> Organisation:
    organisation: Organisation = Organisation.objects.get(pk=by.organisation or 0)
    return organisation


def people_of(by: Actor) -> QuerySet[Person]:
    """Everybody of the actor's organisation, each with the roles held now in `roles_now`."""
    return people_in(by.organisation or 0)


def people_in(organisation: int) -> QuerySet[Person]:
    """Everybody of an organisation, by its key, likewise; who may look is for the caller to say."""
    held = Prefetch("held_roles", HeldRole.objects.filter(revoked_at=None).order_by("granted_at"), to_attr="roles_now")
    people = Person.objects.filter(organisation_id=organisation)
    return people.prefetch_related(held).order_by("-is_active", "name", "pk")


def holders_in(organisation: int, *roles: Role) -> QuerySet[Person]:
    """The active people of an organisation who hold one of these roles now."""
    held = HeldRole.objects.filter(role__in=roles, revoked_at=None, person__organisation=organisation)
    return Person.objects.filter(is_active=True, pk__in=held.values("person")).order_by("pk")


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The names of the people behind these codes, for a page that shows who did something; programs have none."""
    return dict(Person.objects.filter(code__in=set(codes)).values_list("code", "name"))


def person_for(by: Actor, code: str) -> Person:
    person = people_of(by).filter(code=code).select_related("organisation").first()
    if person is None:
        raise NotFound("no-such-person", _("There is no such person."))
    return person


def people_with(*roles: Role) -> QuerySet[Person]:
    """The active people of the platform who hold one of these roles now."""
    organisation = active_organisation(OrganisationKind.PLATFORM)
    held = HeldRole.objects.filter(role__in=roles, revoked_at=None, person__organisation=organisation)
    return Person.objects.filter(is_active=True, pk__in=held.values("person")).order_by("pk")


def active_person_with(email: str) -> Person | None:
    """The person who signs in with this address, in lower case; None if there is none, or they were deactivated."""
    found_person: Person | None = Person.objects.filter(email=email, is_active=True).first()
    return found_person


def person_of(by: Actor) -> Person:
    """The person that the actor is."""
    return Person.objects.get(pk=by.person or 0)


def held_role_for(by: Actor, number: int) -> HeldRole:
    held = HeldRole.objects.select_related("person__organisation").filter(
        pk=number, person__organisation=by.organisation
    )
    one: HeldRole = found(held, "no-such-role", _("There is no such role."))
    return one


def invitations_of(by: Actor) -> QuerySet[Invitation]:
    return Invitation.objects.filter(organisation=by.organisation).order_by("-invited_at", "-pk")


def open_invitations_in(organisation: int) -> QuerySet[Invitation]:
    """Those of an organisation, by its key, that nobody has accepted or withdrawn."""
    return Invitation.objects.filter(organisation_id=organisation, accepted_at=None, revoked_at=None)


def invitation_for(by: Actor, reference: str) -> Invitation:
    invitations = invitations_of(by).filter(reference=reference)
    one: Invitation = found(invitations, "no-such-invitation", _("There is no such invitation."))
    return one


def invitation_of(bearer: LinkBearer) -> Invitation:
    """The open invitation that a link is about."""
    invitation: Invitation = Invitation.objects.select_related("organisation").get(reference=bearer.about)
    return invitation


def with_state(rows: Iterable[S], at: datetime) -> list[S]:
    """The rows, each with its `state` at this moment, for a table."""
    shown = list(rows)
    for row in shown:
        row.state = row.state_at(at)
    return shown


def keys_of(by: Actor) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(organisation=by.organisation).select_related("use").order_by("-created_at", "-pk")


def key_for(by: Actor, reference: str) -> ApiKey:
    one: ApiKey = found(keys_of(by).filter(reference=reference), "no-such-key", _("There is no such key."))
    return one


def sessions_of(person: Person) -> list[UserSession]:
    """The sessions that are still open, the latest first."""
    sessions: list[UserSession] = UserSession.objects.purge_and_list(person)
    return sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)


def session_for(by: Actor, number: int) -> UserSession:
    """A session of somebody of the actor's organisation; whose, the action checks."""
    sessions = UserSession.objects.filter(pk=number, user__organisation=by.organisation).select_related("user")
    return found(sessions, "no-such-session", _("There is no such session."))


def found(rows: QuerySet[Any], code: str, sentence: str) -> Any:
    """The one row, or NotFound with its sentence."""
    row = rows.first()
    if row is None:
        raise NotFound(code, sentence)
    return row
