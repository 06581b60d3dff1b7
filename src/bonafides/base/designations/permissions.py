"""Who reads the register and who brings lists in. `can_...` answers for a button, `check_...` refuses."""

from bonafides.base.people.vocabulary import OF_A_PLATFORM, PROGRAMME_TEAM, Role, of_programme
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

READERS = PROGRAMME_TEAM | {role.value for role in OF_A_PLATFORM if role is not Role.SECOND_READER}
KEEPERS = of_programme(Role.OWNER, Role.OFFICER, Role.ANALYST) | {Role.OWNER.value, Role.LEAD.value}


def can_read(by: Actor) -> bool:
    """The teams of the programme and of the platform, and a command at the terminal."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def can_import(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*KEEPERS)


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("may-not-read-designations", _("Your role does not include the register of designations."))


def check_can_import(by: Actor) -> None:
    if not can_import(by):
        raise NotAllowed(
            "may-not-import-designations", _("Only an owner, a lead, an officer or an analyst may do this.")
        )
