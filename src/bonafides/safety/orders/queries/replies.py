"""What Annex II and III begin with: all that the desk knows already."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bonafides.base.people.queries import Person
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders import permissions
from bonafides.safety.orders.models import Order, Reply
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.vocabulary import DEFECT_WORDS, GROUND_OF, Defect, Ground


def recipient_of(order: Order) -> str:
    """Where replies go: the address of section E, the register's, or whoever wrote."""
    register = order.authority.email if order.authority else ""
    return order.annex.get("authority_email") or register or order.sender


def annex_ii(order: Order, person: Person, at: datetime) -> dict[str, str]:
    """Annex II filled in; only the measure may need a look."""
    contact = desk.contact_point()
    return _both(order, person, at) | {
        "measure": "disabled",
        "measured_at": written(order.disabled_at or at, contact.tzinfo()),
        "provider_email": contact.email,
    }


def annex_iii(order: Order, person: Person, at: datetime) -> dict[str, str]:
    """Annex III filled in from the defects that were noted."""
    contact = desk.contact_point()
    defects = list(order.defects.all())
    grounds = {GROUND_OF[Defect(each.defect)] for each in defects}
    ground = next((one for one in Ground if one in grounds), Ground.INSUFFICIENT)
    lines = [f"{DEFECT_WORDS[Defect(each.defect)]}: {each.explanation or each.field}" for each in defects]
    needed = [each.field.replace("_", " ") for each in defects if each.defect == Defect.MISSING_FIELD and each.field]
    return _both(order, person, at) | {
        "ground": ground,
        "explanation": "\n".join(lines),
        "needed": f"Please send: {', '.join(needed)}." if needed else "",
        "provider_contact": " · ".join(filter(None, (contact.email, contact.phone))),
        "signature": f"{person.name}, for {desk.platform_name()}",
    }


def _both(order: Order, person: Person, at: datetime) -> dict[str, str]:
    contact, annex = desk.contact_point(), order.annex
    zone = contact.tzinfo()
    return {
        "addressee": annex.get("addressee") or desk.platform_name(),
        "issuing_authority": annex.get("authority_name", ""),
        "authority_reference": annex.get("reference") or annex.get("file_number", ""),
        "provider_reference": order.reference,
        "received_at": written(order.received_at, zone),
        "provider_name": desk.platform_name(),
        "provider_state": order.home or contact.country,
        "authorised_person": person.name,
        "replied_at": written(at, zone),
    }


def written(moment: datetime, zone: ZoneInfo) -> str:
    """A moment in the desk's zone, with its offset and UTC beside it."""
    local = moment.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M:%S} (UTC{local:%z}), {moment.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M:%SZ}"


def reply_for(by: Actor, reference: str) -> Reply:
    permissions.check_can_read(by)
    return reply_named(reference)


def reply_named(reference: str) -> Reply:
    found = Reply.objects.select_related("order").filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-reply", _("There is no such reply."))
    return found
