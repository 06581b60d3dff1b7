"""Who may read and change lists. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

WRITERS = (Role.OWNER, Role.LEAD)
DECIDERS = (Role.OWNER, Role.LEAD, Role.REVIEWER)
READERS = (
    Role.OWNER,
    Role.LEAD,
    Role.REVIEWER,
    Role.TRAINEE,
    Role.EVIDENCE_CUSTODIAN,
    Role.AUTHORITY_DESK,
    Role.AUDITOR,
)


def can_read(by: Actor) -> bool:
    return can_change_entries(by) or by.has_role(*READERS) or by.has_scope(Scope.BANKS_READ)


def can_change_entries(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*WRITERS) or by.has_scope(Scope.BANKS_WRITE)


def can_change_banks(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*WRITERS)


def can_keep_banks(by: Actor) -> bool:
    """Make a list, name it, switch it off and on: also a program that may change what stands on lists."""
    return can_change_banks(by) or by.has_scope(Scope.BANKS_WRITE)


def can_switch_on_holding(by: Actor) -> bool:
    """A hold restricts somebody's speech, so a person answers for it by name: no program, no command."""
    return by.kind is ActorKind.PERSON and by.person is not None and by.has_role(*WRITERS)


def can_give_opinion(by: Actor, decision: str) -> bool:
    """Whoever may change entries; a reviewer as part of a decision, which is named."""
    return can_change_entries(by) or (bool(decision) and by.has_role(*DECIDERS, Role.SECOND_READER))


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("may-not-read-banks", _("You may not read the lists."))


def check_can_change_entries(by: Actor) -> None:
    if not can_change_entries(by):
        raise NotAllowed("may-not-change-entries", _("Only an owner or a lead may change what stands on a list."))


def check_can_change_banks(by: Actor) -> None:
    if not can_change_banks(by):
        raise NotAllowed("may-not-change-banks", _("Only an owner or a lead may change a list and what it does."))


def check_can_keep_banks(by: Actor) -> None:
    if not can_keep_banks(by):
        raise NotAllowed("may-not-change-banks", _("Only an owner or a lead may change a list and what it does."))


def check_can_switch_on_holding(by: Actor) -> None:
    if not can_switch_on_holding(by):
        raise NotAllowed(
            "hold-needs-a-person",
            _("A hold is a restriction: an owner or a lead, signed in under their own name, switches it on."),
        )


def check_can_give_opinion(by: Actor, decision: str) -> None:
    if not can_give_opinion(by, decision):
        raise NotAllowed("may-not-judge-entries", _("Only an owner, a lead or a decision may judge an entry."))
