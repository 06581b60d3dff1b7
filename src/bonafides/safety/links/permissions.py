"""Who switches following on, and who sees whether it is on."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

LEADS = (Role.OWNER, Role.LEAD)
READERS = (*LEADS, Role.AUDITOR)


def can_switch(by: Actor) -> bool:
    """Somebody who answers for it by name: no program, no command."""
    return by.kind is ActorKind.PERSON and by.person is not None and by.has_role(*LEADS)


def check_can_switch(by: Actor) -> None:
    if not can_switch(by):
        raise NotAllowed("leads-only", _("An owner or a lead, signed in under their own name, switches this."))
