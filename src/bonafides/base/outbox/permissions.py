"""Who may set up webhooks, send again, and look."""

from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop

MANAGERS = ("owner",)
SENDERS = ("owner", "lead")
READERS = ("owner", "lead", "auditor")


def can_manage(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*MANAGERS)


def can_resend(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*SENDERS)


def can_read(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def check_can_manage(by: Actor, audience: str = "") -> None:
    """The platform's endpoints are an owner's; whose domain made others has checked who asks."""
    if not audience and not can_manage(by):
        raise NotAllowed("webhooks-manage", gettext_noop("Webhooks are set up by an owner."))


def check_can_resend(by: Actor) -> None:
    if not can_resend(by):
        raise NotAllowed("deliveries-resend", gettext_noop("Deliveries are sent again by an owner or a lead."))


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("deliveries-read", gettext_noop("Deliveries are seen by owners, leads and auditors."))
