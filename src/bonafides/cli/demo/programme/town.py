"""The people of the programme and its five members, each somewhere else on the way to a mark."""

from dataclasses import dataclass
from typing import Any

from bonafides.base.people import actions as people
from bonafides.base.people import queries as persons
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.clock import now
from bonafides.programme.members import actions as members
from bonafides.programme.members.models import Member
from bonafides.programme.members.vocabulary import Check, CheckOutcome, Overlay, ServiceType

LOOKED_AT = "Looked at by video call, with the register of companies open beside it."


@dataclass(frozen=True)
class Town:
    """Everybody by name; those whose password is told are persons, the others act by themselves."""

    dana: Person  # owns the programme
    sana: Person  # signs for Pastehaven
    olu: Actor  # an officer
    hana: Person  # an assessor
    mira: Actor  # two who review marks
    nils: Actor
    anik: Actor  # an analyst, and a trusted flagger
    fay: Actor
    pastehaven: Member
    quaybox: Member
    murmurline: Member
    coinbridge: Member
    clipjetty: Member


@dataclass(frozen=True)
class Described:
    """A member as the story needs it."""

    name: str
    country: str
    staff: int
    about: str
    types: frozenset[ServiceType]
    overlays: frozenset[Overlay] = frozenset()
    languages: tuple[str, ...] = ("en",)
    monthly_users: int | None = None
    address: str = ""

    @property
    def host(self) -> str:
        return self.address or f"{self.name.lower()}.example.org"


PASTEHAVEN = Described(
    "Pastehaven",
    "IE",
    2,
    "Texts, shared by link. Two people keep it.",
    frozenset({ServiceType.PASTING}),
    languages=("en", "ar"),
    monthly_users=400_000,
)
QUAYBOX = Described(
    "Quaybox",
    "DE",
    6,
    "Files of any kind, kept for a month.",
    frozenset({ServiceType.STORAGE}),
    languages=("en", "de"),
    monthly_users=900_000,
)
MURMURLINE = Described(
    "Murmurline",
    "FR",
    14,
    "Messages and channels, encrypted end to end.",
    frozenset({ServiceType.COMMUNICATION}),
    frozenset({Overlay.ENCRYPTED}),
    languages=("fr", "en"),
    monthly_users=2_000_000,
)
COINBRIDGE = Described(
    "Coinbridge",
    "EE",
    9,
    "Small sums from many for a cause.",
    frozenset({ServiceType.FINTECH}),
    monthly_users=150_000,
)
CLIPJETTY = Described(
    "Clipjetty",
    "ES",
    4,
    "Short videos, and broadcasts from the harbour.",
    frozenset({ServiceType.VIDEO}),
    frozenset({Overlay.LIVE}),
    languages=("es",),
    monthly_users=80_000,
)


def settle(dana: Person, password: str) -> Town:
    """The programme's team, then its members with those who sign for them."""
    olu, hana = colleague(dana, "Olu", Role.OFFICER), colleague(dana, "Hana", Role.ASSESSOR)
    by = persons.actor_of(olu)
    admitted = {each.name: admit(each, by) for each in (PASTEHAVEN, QUAYBOX, MURMURLINE, COINBRIDGE)}
    return Town(
        dana=dana,
        sana=signatory(admitted["Pastehaven"], "Sana", password),
        olu=by,
        hana=hana,
        mira=persons.actor_of(colleague(dana, "Mira", Role.MARK_REVIEWER)),
        nils=persons.actor_of(colleague(dana, "Nils", Role.MARK_REVIEWER)),
        anik=persons.actor_of(colleague(dana, "Anik", Role.ANALYST)),
        fay=persons.actor_of(colleague(dana, "Fay", Role.FLAGGER)),
        pastehaven=admitted["Pastehaven"],
        quaybox=admitted["Quaybox"],
        murmurline=admitted["Murmurline"],
        coinbridge=admitted["Coinbridge"],
        clipjetty=applicant(CLIPJETTY, by),
    )


def colleague(dana: Person, name: str, role: Role) -> Person:
    return admit_person(dana.organisation, name, f"{name.lower()}@lighthouse.example", role, None)


def signatory(member: Member, name: str, password: str | None = None) -> Person:
    """Who signs for a member, and is let in at once: vetting was done before the curtain rose."""
    email = f"{name.lower()}@{member.name.lower().replace(' ', '-')}.example"
    return admit_person(member.organisation, name, email, Role.SIGNATORY, password)


def admit_person(organisation: Any, name: str, email: str, role: Role, password: str | None) -> Person:
    return people.admit_person(
        organisation=organisation, email=email, name=name, password=password, role=role, by=SYSTEM, at=now()
    )


def admit(described: Described, by: Actor) -> Member:
    member = applicant(described, by)
    members.start_vetting(member=member, by=by, at=now())
    for check in Check:
        members.note_check(member=member, check=check, outcome=CheckOutcome.PASSED, note=LOOKED_AT, by=by, at=now())
    members.admit_member(member=member, by=by, at=now())
    return member


def applicant(described: Described, by: Actor) -> Member:
    """A platform as it describes itself."""
    given = members.Applied(
        name=described.name,
        website=f"https://{described.host}",
        service=members.Described(
            name=described.name,
            types=described.types,
            overlays=described.overlays,
            url=f"https://{described.host}",
            languages=described.languages,
            monthly_users=described.monthly_users,
        ),
        domains=(described.host,),
        applicant_name="The founders",
        applicant_email=f"hello@{described.host}",
        contact=("Safety desk", f"safety@{described.host}"),
        backup=("Night desk", f"night@{described.host}"),
        about=described.about,
        country=described.country,
        staff=described.staff,
    )
    return members.apply(given=given, by=by, at=now())
