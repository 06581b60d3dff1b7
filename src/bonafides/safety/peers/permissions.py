"""Who opens these doors, and who sees whether they are open. What a client may do follows from its scopes."""

from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

LEADS = (Role.OWNER, Role.LEAD)
READERS = (*LEADS, Role.AUDITOR)


def can_open(by: Actor) -> bool:
    """A door is opened by somebody who answers for it by name: no program, no command."""
    return by.kind is ActorKind.PERSON and by.person is not None and by.has_role(*LEADS)


def can_read(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def check_has(by: Actor, scope: Scope) -> None:
    """Of a program; the house itself, at the terminal, may too."""
    if by.kind is not ActorKind.SYSTEM and not by.has_scope(scope):
        raise NotAllowed("scope-missing", _("This API key lacks the scope “%(scope)s”."), scope=scope.value)


def check_can_open(by: Actor) -> None:
    if not can_open(by):
        raise NotAllowed(
            "leads-only", _("An owner or a lead, signed in under their own name, opens and shuts these doors.")
        )
