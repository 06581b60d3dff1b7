"""Who drills, and who sees what came of it. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

LEADERS = frozenset({Role.OWNER.value, Role.LEAD.value})
TAKE_PART = LEADERS | {Role.AUTHORITY_DESK.value}
READERS = TAKE_PART | {Role.AUDITOR.value}


def can_lead(by: Actor) -> bool:
    """Plan, start, end."""
    return by.kind is ActorKind.PERSON and by.has_role(*LEADERS)


def can_take_part(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*TAKE_PART)


def check_can_lead(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM and not can_lead(by):
        raise NotAllowed("leads-only", _("Only a lead or an owner may do this."))


def check_can_take_part(by: Actor) -> None:
    if not can_take_part(by):
        raise NotAllowed("may-not-drill", _("Your role does not take part in drills."))


def check_can_read(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM and not by.has_role(*READERS):
        raise NotAllowed("may-not-read-drills", _("Your role does not include drills."))
