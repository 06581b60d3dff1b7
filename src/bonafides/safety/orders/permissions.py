"""Who carries orders out, and who reads them. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed, NotFound
from bonafides.kernel.text import gettext_noop as _

EXECUTORS = frozenset({Role.OWNER.value, Role.LEAD.value, Role.AUTHORITY_DESK.value})
READERS = EXECUTORS | {Role.AUDITOR.value}
SETTERS = frozenset({Role.OWNER.value, Role.LEAD.value})


def can_execute(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*EXECUTORS)


def can_read(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def can_set(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*SETTERS)


def check_can_execute(by: Actor) -> None:
    if not can_execute(by):
        raise NotAllowed("may-not-execute-orders", _("Your role does not include carrying out removal orders."))


def check_can_take(by: Actor) -> None:
    """Orders come in by mail and at the terminal too."""
    if by.kind is not ActorKind.SYSTEM:
        check_can_execute(by)


def check_can_read(by: Actor) -> None:
    """To everybody else there are no orders."""
    if not can_read(by):
        raise NotFound("no-such-order", _("There is no such order."))


def check_can_set(by: Actor) -> None:
    if not can_set(by):
        raise NotAllowed("leads-only", _("Only a lead or an owner may do this."))


def check_may_know(by: Actor) -> None:
    """The author, through the link that was sent."""
    if not (by.kind is ActorKind.LINK and by.purpose == LinkPurpose.ORDER_AUTHOR):
        raise NotAllowed("authors-only", _("This is for whoever bears the author's link."))
