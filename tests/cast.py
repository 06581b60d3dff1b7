"""The cast of all tests. Each is made on call, once in a test's database.

    Amina   moderates: a reviewer of the platform
    Bo      runs the platform: its owner
    Chidi   is an outsider: no account, whoever bears a link
    Dana    works for the programme: its owner
    Eze     is an official of an authority: speaks through an API key with that standing
    Femi    does research: no account; asks through an API key of the programme
    Hana    assesses for the programme what a member opened to her
    Olu     is an officer of the programme
    Sana    signs for a member, Cem is its contact, Ana answers, Rex reads; `a_member()` is Pastehaven

`by(person)` is who acts, `browser_of(person)` a signed-in browser, `as_client(key)` the headers of an API call.
Another role of the platform is `a_person("Gita", Role.LEAD)`.
"""

from datetime import UTC, datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client

from bonafides.base.people import actions, queries
from bonafides.base.people.models import Organisation, Person
from bonafides.base.people.vocabulary import OrganisationKind, Role, Scope, Standing
from bonafides.kernel.actor import ANYONE, SYSTEM, Actor
from bonafides.kernel.clock import now
from bonafides.programme.members import actions as members
from bonafides.programme.members.models import Member
from bonafides.programme.members.vocabulary import ServiceType

PASTING = frozenset({ServiceType.PASTING})
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
PASSWORD = "quiet-otter-maps-the-harbour"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of everybody's authenticator app
CHIDI: Actor = ANYONE

HTML = "text/html,application/xhtml+xml"  # what a browser accepts


def the_platform() -> Organisation:
    return an_organisation(OrganisationKind.PLATFORM, "Harbour Pastes")


def the_programme() -> Organisation:
    return an_organisation(OrganisationKind.PROGRAMME, "The Lighthouse Programme")


def an_organisation(kind: OrganisationKind, name: str) -> Organisation:
    found = Organisation.objects.filter(kind=kind, closed_at=None).first()
    return found or actions.create_organisation(name=name, kind=kind, by=SYSTEM, at=now())


def amina() -> Person:
    return a_person("Amina", Role.REVIEWER)


def bo() -> Person:
    return a_person("Bo", Role.OWNER)


def dana() -> Person:
    return a_person("Dana", Role.OWNER, organisation=the_programme())


def a_person(name: str, role: Role, *, organisation: Organisation | None = None, case: str = "") -> Person:
    """Somebody with one role and no password; the same name is the same person."""
    email = f"{name.lower()}@example.org"
    return Person.objects.filter(email=email).first() or actions.admit_person(
        organisation=organisation or the_platform(),
        email=email,
        name=name,
        password=None,
        role=role,
        case=case,
        by=SYSTEM,
        at=now(),
    )


def of_the_programme(name: str, role: Role) -> Person:
    return a_person(name, role, organisation=the_programme())


def hana() -> Person:
    return of_the_programme("Hana", Role.ASSESSOR)


def olu() -> Person:
    return of_the_programme("Olu", Role.OFFICER)


def a_member(name: str = "Pastehaven", *, types: frozenset[ServiceType] = PASTING) -> Member:
    """An admitted member with one service and one domain; the same name is the same member."""
    found = Member.objects.filter(name=name).first()
    if found:
        return found
    the_programme()
    host = f"{name.lower().replace(' ', '-')}.test"
    member = members.register_member(name=name, website=f"https://{host}", country="IE", by=SYSTEM, at=now())
    members.describe_service(member=member, name=name, types=types, url=f"https://{host}", by=SYSTEM, at=now())
    members.register_domain(member=member, host=host, by=SYSTEM, at=now())
    members.admit_member(member=member, by=SYSTEM, at=now())
    return member


def of_member(name: str, role: Role, member: Member | None = None) -> Person:
    return a_person(name, role, organisation=(member or a_member()).organisation)


def sana() -> Person:
    return of_member("Sana", Role.SIGNATORY)


def cem() -> Person:
    return of_member("Cem", Role.CONTACT)


def ana() -> Person:
    return of_member("Ana", Role.ANSWERER)


def rex() -> Person:
    return of_member("Rex", Role.READER)


def a_participant(kind: OrganisationKind, name: str) -> Person:
    """Somebody of civil society, of an academic body, or of a state or UN body."""
    return a_person(name, Role.PARTICIPANT, organisation=an_organisation(kind, f"{name}'s body"))


def by(person: Person) -> Actor:
    return queries.actor_of(person)


def give_second_factor(person: Person) -> None:
    """An authenticator app that knows SEED."""
    data = {"secret": get_adapter().encrypt(SEED)}
    Authenticator.objects.get_or_create(user=person, type=Authenticator.Type.TOTP, defaults={"data": data})


def browser_of(person: Person, *, second_factor: bool = True) -> Client:
    """A browser in which this person has signed in."""
    if second_factor:
        give_second_factor(person)
    browser = Client(headers={"accept": HTML})
    browser.force_login(person)
    return browser


def a_browser() -> Client:
    """Chidi's: nobody is signed in."""
    return Client(headers={"accept": HTML})


def a_key(*scopes: Scope, standing: Standing = Standing.PLATFORM, organisation: Organisation | None = None) -> str:
    """The plain text of a new API key; with all scopes if none is named."""
    issued = actions.create_api_key(
        organisation=organisation or the_platform(),
        name="a program",
        scopes=frozenset(scopes or Scope),
        standing=standing,
        by=SYSTEM,
        at=now(),
    )
    return issued.plaintext


def key_of_eze() -> str:
    return a_key(Scope.FLAGS_WRITE, standing=Standing.AUTHORITY)


def key_of_femi() -> str:
    return a_key(Scope.DECISIONS_READ, standing=Standing.PROGRAMME)


def as_client(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}", "accept": "application/json"}
