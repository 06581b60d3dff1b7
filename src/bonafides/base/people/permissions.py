"""Who may manage people and keys. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role, everywhere
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _


def can_manage_people(by: Actor) -> bool:
    """Owners do, and a command at the terminal."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*everywhere(Role.OWNER))


def can_invite(by: Actor, role: str) -> bool:
    """Owners invite anyone; a lead invites second readers, so that a case never waits for an owner."""
    return can_manage_people(by) or (by.has_role(Role.LEAD) and role == Role.SECOND_READER)


def check_can_manage_people(by: Actor) -> None:
    if not can_manage_people(by):
        raise NotAllowed("owners-only", _("Only an owner may do this."))


def check_can_invite(by: Actor, role: str) -> None:
    if not can_invite(by, role):
        raise NotAllowed("may-not-invite", _("Only an owner may invite people; a lead may invite second readers."))


def check_same_organisation(by: Actor, organisation: int) -> None:
    """An owner's arm ends at their organisation."""
    if by.kind is not ActorKind.SYSTEM and by.organisation != organisation:
        raise NotAllowed("other-organisation", _("This belongs to another organisation."))


def check_is_self(by: Actor, person: int) -> None:
    if by.person != person:
        raise NotAllowed("not-yours", _("This belongs to somebody else."))
