"""Who an alert goes to: whoever registered the domain, a member or not."""

from django.db.models import Prefetch, QuerySet

from bonafides.base.keys import envelope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import permissions
from bonafides.programme.alerts.models import OutsideHost, OutsidePlatform
from bonafides.programme.members.queries import Member
from bonafides.programme.members.vocabulary import ContactKind

SEALING = "alert-contact"
TOLD = (ContactKind.CONTACT_POINT.value, ContactKind.BACKUP.value, ContactKind.ABUSE.value)


def audience_of(member: Member) -> str:
    """The name under which a member's messages and endpoints stand in the outbox."""
    return f"member:{member.reference}"


def mails_of(member: Member) -> list[str]:
    """The addresses of a member that alerts are mailed to: its contact point, the second one, its abuse contact."""
    contacts = member.contacts.filter(removed_at=None, kind__in=TOLD).order_by("pk")
    return list(dict.fromkeys(contact.email for contact in contacts))


def contact_of(platform: OutsidePlatform) -> str:
    return envelope.unseal_text(platform.contact, purpose=SEALING, bound_to=platform.reference)


def platform_at(host: str) -> OutsidePlatform | None:
    """Who registered this host, or the nearest domain above it, without being a member."""
    parts = host.split(".")
    above = [".".join(parts[start:]) for start in range(len(parts) - 1)]
    hosts = OutsideHost.objects.filter(host__in=above, removed_at=None).select_related("platform")
    nearest = max(hosts, key=lambda each: len(each.host), default=None)
    return nearest.platform if nearest else None


def platforms(by: Actor) -> QuerySet[OutsidePlatform]:
    permissions.check_can_read_all(by)
    standing = Prefetch("hosts", OutsideHost.objects.filter(removed_at=None), to_attr="hosts_now")
    rows: QuerySet[OutsidePlatform] = OutsidePlatform.objects.filter(removed_at=None)
    return rows.prefetch_related(standing).order_by("name", "pk")


def platform_for(by: Actor, reference: str) -> OutsidePlatform:
    found = platforms(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-platform", _("There is no such platform."))
    return found
