"""Who audits, and who sees whose figures. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

JUDGES = (Role.OWNER, Role.LEAD, Role.REVIEWER)  # who may decide, may judge again
LEADS = (Role.OWNER, Role.LEAD)
OWN = (*JUDGES, Role.TRAINEE)  # who has figures of their own
SEE_TEAM = (*LEADS, Role.AUDITOR)
READERS = (*OWN, Role.AUDITOR)


def can_judge_again(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*JUDGES)


def can_lead(by: Actor) -> bool:
    """Settle, configure, keep made-up cases, publish."""
    return by.kind is ActorKind.PERSON and by.has_role(*LEADS)


def can_see_team(by: Actor) -> bool:
    """The figures of each reviewer, by code; everybody else sees the whole and their own."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*SEE_TEAM)


def can_read(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def check_can_judge_again(by: Actor) -> None:
    if not can_judge_again(by):
        raise NotAllowed("may-not-judge-again", _("Your role does not include judging decisions again."))


def check_can_lead(by: Actor) -> None:
    if by.kind is not ActorKind.SYSTEM and not can_lead(by):
        raise NotAllowed("leads-only", _("Only a lead or an owner may do this."))


def check_can_see_team(by: Actor) -> None:
    if not can_see_team(by):
        raise NotAllowed("may-not-see-team", _("Only leads, owners and auditors see the figures of the team."))


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("may-not-read-quality", _("Your role does not include these figures."))
