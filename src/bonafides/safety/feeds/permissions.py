"""Who may read and keep feeds, and share lists. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

WRITERS = (Role.OWNER, Role.LEAD)
READERS = (
    Role.OWNER,
    Role.LEAD,
    Role.REVIEWER,
    Role.TRAINEE,
    Role.EVIDENCE_CUSTODIAN,
    Role.AUTHORITY_DESK,
    Role.AUDITOR,
)  # whoever reads the lists


def can_read(by: Actor) -> bool:
    return can_run(by) or can_set_up(by) or by.has_role(*READERS) or by.has_scope(Scope.BANKS_READ)


def can_keep(by: Actor) -> bool:
    """Change a feed, read its source from the start, share a list: a person's to do, no program's."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*WRITERS)


def can_set_up(by: Actor) -> bool:
    """Set a feed up, give it credentials, remove it: also a program that an owner gave a key for just that."""
    return can_keep(by) or by.has_scope(Scope.FEEDS_WRITE)


def can_run(by: Actor) -> bool:
    """Have it read now."""
    return can_keep(by) or by.has_scope(Scope.BANKS_WRITE)


def can_switch(by: Actor, *, on: bool, tells_others: bool) -> bool:
    """Whoever sets feeds up; but what tells others of uploads or decisions, a person switches on."""
    return can_keep(by) or (can_set_up(by) and not (on and tells_others))


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("may-not-read-feeds", _("You may not read the feeds."))


def check_can_keep(by: Actor) -> None:
    if not can_keep(by):
        raise NotAllowed("may-not-keep-feeds", _("Only an owner or a lead may set up feeds and share lists."))


def check_can_set_up(by: Actor) -> None:
    if not can_set_up(by):
        raise NotAllowed("may-not-keep-feeds", _("Only an owner or a lead may set up feeds and share lists."))


def check_can_switch(by: Actor, *, on: bool, tells_others: bool) -> None:
    if can_switch(by, on=on, tells_others=tells_others):
        return
    check_can_set_up(by)
    raise NotAllowed(
        "person-switches-on", _("This feed tells its source of uploads or decisions: a person switches it on.")
    )


def check_can_run(by: Actor) -> None:
    if not can_run(by):
        raise NotAllowed("may-not-run-feeds", _("Only an owner or a lead may have a feed read."))
