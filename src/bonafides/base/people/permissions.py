"""Who may manage people and keys. `can_...` answers for a button, `check_...` refuses with a sentence."""

from collections.abc import Iterable

from bonafides.base.people.models import Organisation
from bonafides.base.people.vocabulary import ALERT_SCOPES, OUTSIDE_KINDS, VETTERS, Role, everywhere, of_member
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

KEY_MAKERS = of_member(Role.SIGNATORY)


def can_manage_people(by: Actor) -> bool:
    """Owners do, and a command at the terminal."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*everywhere(Role.OWNER))


def can_manage_keys(by: Actor, scopes: Iterable[str]) -> bool:
    """Owners make any key; who signs for a member makes those that receive and answer its alerts."""
    return can_manage_people(by) or (by.has_role(*KEY_MAKERS) and ALERT_SCOPES.issuperset(scopes))


def can_invite(by: Actor, role: str) -> bool:
    """Owners invite anyone; a lead invites second readers, so that a case never waits for an owner."""
    return can_manage_people(by) or (by.has_role(Role.LEAD) and role == Role.SECOND_READER)


def can_vet(by: Actor, organisation: Organisation) -> bool:
    """A programme's owner or officer admits the people of the organisations around it, each after vetting."""
    return organisation.kind in OUTSIDE_KINDS and (by.kind is ActorKind.SYSTEM or by.has_role(*VETTERS))


def check_can_create(by: Actor, kind: str) -> None:
    """An owner makes any organisation; who vets the people around a programme, those around it."""
    if not (kind in OUTSIDE_KINDS and by.has_role(*VETTERS)):
        check_can_manage_people(by)


def check_can_manage_people(by: Actor) -> None:
    if not can_manage_people(by):
        raise NotAllowed("owners-only", _("Only an owner may do this."))


def check_can_manage_keys(by: Actor, scopes: Iterable[str]) -> None:
    if not can_manage_keys(by, scopes):
        raise NotAllowed("may-not-manage-keys", _("Your role does not include keys of this kind."))


def check_can_invite(by: Actor, role: str) -> None:
    if not can_invite(by, role):
        raise NotAllowed("may-not-invite", _("Only an owner may invite people; a lead may invite second readers."))


def check_can_invite_into(by: Actor, organisation: Organisation, role: str) -> None:
    """Into one's own organisation as an owner does; into one around the programme as who vets its people."""
    if can_vet(by, organisation):
        return
    check_can_invite(by, role)
    check_same_organisation(by, organisation.pk)


def check_can_dismiss(by: Actor, organisation: Organisation) -> None:
    """Let somebody go, or take them back: one's own organisation's owner, or who vets its people."""
    if can_vet(by, organisation):
        return
    check_can_manage_people(by)
    check_same_organisation(by, organisation.pk)


def check_same_organisation(by: Actor, organisation: int) -> None:
    """An owner's arm ends at their organisation."""
    if by.kind is not ActorKind.SYSTEM and by.organisation != organisation:
        raise NotAllowed("other-organisation", _("This belongs to another organisation."))


def check_is_self(by: Actor, person: int) -> None:
    if by.person != person:
        raise NotAllowed("not-yours", _("This belongs to somebody else."))
