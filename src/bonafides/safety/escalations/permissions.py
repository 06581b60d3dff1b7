"""Who may escalate, and who keeps the table of authorities. Nobody's consent stands before an escalation."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

ESCALATORS = (Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE, Role.AUTHORITY_DESK)
CHOOSERS = (Role.OWNER, Role.LEAD, Role.AUTHORITY_DESK)


def check_can_escalate(by: Actor) -> None:
    if not (by.kind is ActorKind.PERSON and by.has_role(*ESCALATORS)):
        raise NotAllowed("may-not-escalate", _("Your role does not include escalating."))


def check_can_configure(by: Actor) -> None:
    if not (by.kind is ActorKind.PERSON and by.has_role(Role.OWNER)):
        raise NotAllowed("owners-only", _("Only an owner may do this."))


def check_can_choose(by: Actor) -> None:
    if not (by.kind is ActorKind.PERSON and by.has_role(*CHOOSERS)):
        raise NotAllowed("may-not-choose", _("Only an owner, a lead or the authority desk may do this."))
