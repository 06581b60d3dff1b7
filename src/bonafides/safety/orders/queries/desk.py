"""Who answers for the desk: the contact point, who is on call, which authority wrote."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bonafides.base.people import queries as people
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.queries.ordered import home_country
from bonafides.safety.orders import permissions
from bonafides.safety.orders.models import Authority, ContactPoint, Shift


def contact_point() -> ContactPoint:
    """What stands on the public page; an unsaved, nearly empty one before anybody filled it in."""
    found: ContactPoint | None = ContactPoint.objects.select_related("home_authority").first()
    return found or ContactPoint(country=home_country(), languages=["en"])


def zone() -> ZoneInfo:
    """In which weeks and months are counted."""
    return contact_point().tzinfo()


def platform_name() -> str:
    try:
        return people.active_organisation(OrganisationKind.PLATFORM).name
    except NotFound:
        return "Bonafides"


def on_call(at: datetime) -> list[Person]:
    """Whom to call, first to last: whose shift runs, then the rest of the rota, then whoever may carry orders out."""
    shifts = list(Shift.objects.filter(ended_at=None, person__is_active=True).select_related("person"))
    now_on = [shift.person for shift in shifts if shift.covers(at)]
    later = [shift.person for shift in shifts]
    others = people.people_with(Role.AUTHORITY_DESK, Role.LEAD, Role.OWNER)
    return list({person.pk: person for person in [*now_on, *later, *others]}.values())


def shifts() -> "list[Shift]":
    return list(Shift.objects.filter(ended_at=None).select_related("person"))


def shift_for(by: Actor, reference: str) -> Shift:
    permissions.check_can_set(by)
    found = Shift.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-shift", _("There is no such shift."))
    return found


def executors() -> list[Person]:
    """Who may stand on the rota."""
    return list(people.people_with(Role.AUTHORITY_DESK, Role.LEAD, Role.OWNER).distinct())


def authority_for(by: Actor, reference: str) -> Authority:
    permissions.check_can_read(by)
    found = Authority.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-authority", _("There is no such authority."))
    return found


def authority_like(name: str, sender: str) -> Authority | None:
    """The authority of the register that an order names, or whose domain it was written from."""
    domain = sender.rpartition("@")[2].casefold()
    active = Authority.objects.filter(is_active=True)
    by_name = active.filter(name__iexact=name.strip()).first() if name.strip() else None
    if by_name is not None or not domain:
        return by_name
    return next((each for each in active if is_under(domain, each.domains)), None)


def is_under(domain: str, domains: list[str]) -> bool:
    """Whether a domain is one of these or below one of them."""
    return any(domain == each or domain.endswith(f".{each}") for each in domains)
