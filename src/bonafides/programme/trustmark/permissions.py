"""Who may ask, review, suspend, revoke and hear. `can_...` answers for a button, `check_...` refuses in a sentence."""

from bonafides.base.people.vocabulary import VETTERS, Role, of_member, of_programme
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.queries import Member
from bonafides.programme.trustmark.vocabulary import ReviewState

REVIEWERS = of_programme(Role.MARK_REVIEWER)
THIRD_READERS = REVIEWERS | of_programme(Role.OWNER)  # a small programme may have two reviewers only
HEARERS = VETTERS | REVIEWERS
READERS = HEARERS | of_programme(Role.AUDITOR)


def is_signatory(by: Actor, member: Member) -> bool:
    return (
        by.kind is ActorKind.PERSON
        and by.has_role(*of_member(Role.SIGNATORY))
        and by.organisation == member.organisation_id
    )


def can_assign(by: Actor) -> bool:
    """Name the reviewers, suspend, revoke, answer complaints: the owner and the officers, as persons."""
    return by.kind is ActorKind.PERSON and by.has_role(*VETTERS)


can_suspend = can_assign


def can_sit(by: Actor, state: ReviewState) -> bool:
    wanted = THIRD_READERS if state is ReviewState.SPLIT else REVIEWERS
    return by.kind is ActorKind.PERSON and by.has_role(*wanted)


def can_hear(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*HEARERS)


def can_read_reviews(by: Actor) -> bool:
    return by.has_role(*READERS)


def check_signatory(by: Actor, member: Member) -> None:
    if not is_signatory(by, member):
        raise NotAllowed("may-not-ask", _("Only a signatory of this member may do this, under their own name."))


def check_can_assign(by: Actor) -> None:
    if not can_assign(by):
        raise NotAllowed("may-not-assign", _("Only the programme's owner or an officer may do this."))


def check_can_sit(by: Actor, state: ReviewState) -> None:
    if not can_sit(by, state):
        raise NotAllowed("may-not-review", _("Only a mark reviewer may take a place on a review."))


def check_can_hear(by: Actor) -> None:
    if not can_hear(by):
        raise NotAllowed("may-not-hear", _("Only the owner, an officer or a mark reviewer hears an appeal."))


def check_house(by: Actor) -> None:
    """What follows from a rule or is done at the terminal: never from a page."""
    if by.kind is not ActorKind.SYSTEM:
        raise NotAllowed("house-only", _("This is done by the programme itself, not by a person on a page."))
