"""Who reads what matches come to: whoever decides, and auditors."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

READERS = (Role.OWNER, Role.LEAD, Role.REVIEWER, Role.AUDITOR)


def can_read(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("may-not-read-patterns", _("Your role does not include what matches come to."))
